import type { InquestError } from "../domain/index.ts";
import type { ErrorBody } from "./services.ts";

/** The part of an error that a stranger may see. */
export function errorBody(error: InquestError): ErrorBody {
  return { code: error.code, message: error.message, remedy: error.remedy };
}
