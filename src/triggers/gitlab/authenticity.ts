import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { refused } from "../credentials.ts";
import type { TriggerOutcome, WebhookRequest } from "../trigger.ts";

export interface GitLabSecrets {
  /** Sent as it is in `X-Gitlab-Token`. */
  token?: string;
  /** `whsec_` and a base64 key, which signs every delivery (GitLab 19.0 and newer). */
  signingToken?: string;
  /** Accept deliveries that prove nothing when neither is set; only for a server that listens on loopback. */
  allowUnsigned: boolean;
}

/** A signed delivery older or newer than this is a replay or a wrong clock, in seconds. */
const tolerance = 300;

const remedies = {
  token: "Set the same secret token at GitLab's webhook page and in GITLAB_WEBHOOK_TOKEN.",
  signature: "Set the same signing token at GitLab's webhook page and in GITLAB_WEBHOOK_SIGNING_TOKEN.",
};

/**
 * Undefined when the delivery is GitLab's, else the refusal. With both secrets set a delivery is held to the
 * signature when it carries one, else to the token, so that hooks can be moved from one to the other.
 *
 * @see https://docs.gitlab.com/user/project/integrations/webhooks/ for the headers
 * @see https://www.standardwebhooks.com/ for the signature: HMAC-SHA256 over `id.timestamp.body`, base64
 */
export function refusalOf(
  secrets: GitLabSecrets,
  request: WebhookRequest,
  now: Date,
): TriggerOutcome | undefined {
  const { token, signingToken } = secrets;
  if (!token && !signingToken) {
    if (secrets.allowUnsigned) return undefined;
    return refused(
      403,
      "secret_not_configured",
      "GitLab deliveries are refused because no webhook token is configured.",
      remedies.token,
    );
  }
  const signed = request.headers["webhook-signature"] !== undefined;
  if (signingToken && (signed || !token)) return checkSignature(signingToken, request, now);
  const given = request.headers["x-gitlab-token"];
  if (given === undefined) {
    return refused(401, "token_missing", "The delivery carries no X-Gitlab-Token header.", remedies.token);
  }
  if (token && isSame(Buffer.from(given), Buffer.from(token))) return undefined;
  return refused(401, "token_wrong", "The delivery's token is not the configured one.", remedies.token);
}

function checkSignature(
  signingToken: string,
  { headers, body }: WebhookRequest,
  now: Date,
): TriggerOutcome | undefined {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signatures = headers["webhook-signature"];
  if (!id || !timestamp || !signatures) {
    return refused(401, "signature_missing", "The delivery is not signed.", remedies.signature);
  }
  const key = Buffer.from(signingToken.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  // Several may be there while a key is changed; each names its version.
  const fits = signatures
    .split(" ")
    .slice(0, 10)
    .map((one) => Buffer.from(one.startsWith("v1,") ? one.slice(3) : "", "base64"))
    .filter((one) => isSame(one, expected));
  if (fits.length === 0) {
    return refused(
      401,
      "signature_wrong",
      "The delivery's signature does not fit its body.",
      remedies.signature,
    );
  }
  const age = now.getTime() / 1000 - (/^\d{1,12}$/.test(timestamp) ? Number(timestamp) : 0);
  if (Math.abs(age) <= tolerance) return undefined;
  return refused(
    401,
    "delivery_stale",
    "The delivery was signed more than five minutes from now.",
    "Set the clocks of GitLab and of this machine; an old delivery can be sent again from GitLab's webhook page.",
  );
}

/** In a time that depends on neither's content. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}
