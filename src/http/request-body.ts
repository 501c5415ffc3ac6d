import type { Context } from "hono";
import { InquestError } from "../domain/index.ts";
import type { AppEnv } from "./app-env.ts";
import { badRequest, HttpError } from "./http-error.ts";

/**
 * The request's raw bytes, at most `limit` of them.
 *
 * @throws HttpError 413 beyond the limit (without reading on), 400 when the sender hung up.
 */
export async function readBody(c: Context<AppEnv>, limit: number): Promise<Uint8Array> {
  if (Number(c.req.header("content-length") ?? 0) > limit) throw tooLarge(limit);
  const { body } = c.req.raw;
  if (body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(value);
    }
  } catch (failure) {
    if (failure instanceof HttpError) throw failure;
    throw badRequest("The body did not arrive whole.", "Send the request again.");
  } finally {
    reader.releaseLock();
  }
  return Buffer.concat(chunks);
}

/** The JSON body, at most 64 kB. A form of another site cannot send this type without asking first. */
export async function jsonBody(c: Context<AppEnv>): Promise<unknown> {
  if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) {
    throw new HttpError(
      415,
      new InquestError(
        "invalid_request",
        "The body must be JSON.",
        "Send it with Content-Type: application/json.",
      ),
    );
  }
  const bytes = await readBody(c, 64 * 1024);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw badRequest("The body is not JSON.", "Send a JSON object.");
  }
}

/** The fields of a form, at most 16 kB. */
export async function formBody(c: Context<AppEnv>): Promise<URLSearchParams> {
  return new URLSearchParams(new TextDecoder().decode(await readBody(c, 16 * 1024)));
}

function tooLarge(limit: number): HttpError {
  const size = limit >= 1024 * 1024 ? `${limit / 1024 / 1024} MB` : `${limit / 1024} kB`;
  return new HttpError(
    413,
    new InquestError("too_large", `The body is larger than ${size}.`, "Let the sender include less in it."),
  );
}
