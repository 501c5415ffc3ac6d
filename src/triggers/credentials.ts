import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { InquestError } from "../domain/index.ts";
import type { TriggerOutcome, WebhookRequest } from "./trigger.ts";

/** What a sender proves itself with. All that is set must fit. */
export interface SenderCredentials {
  /** Sent as `Authorization: Bearer …`; a value with a colon is `user:password`, sent as basic auth. */
  token?: string;
  /** HMAC-SHA256 of the body in hex, in this header, after this prefix. */
  signature?: { header: string; prefix: string; secret: string };
}

/**
 * Undefined when the sender may deliver, else the refusal. Compared in constant time. Without credentials
 * only a server that listens on loopback takes deliveries (`allowUnsigned`).
 *
 * @param sender how a person calls the sender: "Alertmanager"
 * @param setting where its token is set: "ALERTMANAGER_WEBHOOK_TOKEN"
 */
export function refusalOf(
  credentials: SenderCredentials,
  request: WebhookRequest,
  about: { sender: string; setting: string; allowUnsigned: boolean },
): TriggerOutcome | undefined {
  const { token, signature } = credentials;
  const { sender, setting } = about;
  if (!token && !signature) {
    if (about.allowUnsigned) return undefined;
    return refused(
      403,
      "secret_not_configured",
      `Deliveries of ${sender} are refused because no token is configured.`,
      `Set the same token at ${sender} and in ${setting}.`,
    );
  }
  if (token && !carries(request.headers["authorization"], token)) {
    return refused(
      401,
      request.headers["authorization"] === undefined ? "token_missing" : "token_wrong",
      `The delivery does not carry the token that ${sender} is known by.`,
      `Set the same token at ${sender} and in ${setting}; it is sent in the Authorization header.`,
    );
  }
  if (signature && !isSigned(request, signature)) {
    return refused(
      401,
      "signature_wrong",
      `The delivery's ${signature.header} header does not fit its body.`,
      `Make the secret at ${sender} and in ${setting} the same.`,
    );
  }
  return undefined;
}

export function refused(
  status: 400 | 401 | 403,
  code: string,
  message: string,
  remedy: string,
): TriggerOutcome {
  return { kind: "refused", status, error: new InquestError(code, message, remedy) };
}

/** Names a delivery whose sender gives it no id. */
export function bodyHash(request: WebhookRequest): string {
  return createHash("sha256").update(request.body).digest("hex");
}

function carries(header: string | undefined, token: string): boolean {
  const [scheme, value] = /^(bearer|basic) +(\S+) *$/i.exec(header ?? "")?.slice(1) ?? [];
  if (scheme === undefined || value === undefined) return false;
  const wanted = token.includes(":") ? "basic" : "bearer";
  if (scheme.toLowerCase() !== wanted) return false;
  return same(wanted === "basic" ? Buffer.from(value, "base64").toString("utf8") : value, token);
}

/** Headers such as `v1=…,v0=…` hold several signatures; one that fits is enough. */
function isSigned(
  request: WebhookRequest,
  { header, prefix, secret }: NonNullable<SenderCredentials["signature"]>,
): boolean {
  const wanted = prefix + createHmac("sha256", secret).update(request.body).digest("hex");
  const given = (request.headers[header.toLowerCase()] ?? "").split(",", 8);
  return given.some((part) => same(part.trim(), wanted));
}

function same(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}
