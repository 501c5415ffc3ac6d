import type { ContentfulStatusCode } from "hono/utils/http-status";
import { InquestError } from "../domain/index.ts";
import type { ErrorBody } from "../services/services.ts";

/** An error with the status that HTTP tells it by. */
export class HttpError extends Error {
  readonly status: ContentfulStatusCode;
  readonly error: InquestError;

  constructor(status: ContentfulStatusCode, error: InquestError) {
    super(error.message, { cause: error });
    this.name = "HttpError";
    this.status = status;
    this.error = error;
  }
}

export function badRequest(message: string, remedy: string): HttpError {
  return new HttpError(400, new InquestError("invalid_request", message, remedy));
}

const STATUS_OF_CODE: Record<string, ContentfulStatusCode> = {
  incident_not_found: 404,
  evidence_not_found: 404,
  signal_not_found: 404,
  silence_not_found: 404,
  invalid_request: 400,
  not_configured: 409,
  unavailable: 503,
};

/** Any failure as status and body. What is not an `InquestError` is not shown to strangers. */
export function described(failure: unknown): { status: ContentfulStatusCode; error: ErrorBody } {
  if (failure instanceof HttpError) return { status: failure.status, error: body(failure.error) };
  if (failure instanceof InquestError) {
    return { status: STATUS_OF_CODE[failure.code] ?? 500, error: body(failure) };
  }
  return {
    status: 500,
    error: {
      code: "internal",
      message: "Inquest failed to answer this.",
      remedy: "Try again; the server's log has the details.",
    },
  };
}

function body(error: InquestError): ErrorBody {
  return { code: error.code, message: error.message, remedy: error.remedy };
}
