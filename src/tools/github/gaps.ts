import { z } from "zod";
import { InquestError } from "../../domain/index.ts";
import { inquestErrorIn } from "../attempt.ts";

/** What a call is for, as a reader would say it, and the permission GitHub wants for it. */
export interface Need {
  what: string;
  permission: string;
}

export interface Standing {
  signedIn: boolean;
  app: boolean;
  owner: string;
  repo: string;
}

const Failed = z.object({
  status: z.number(),
  message: z.string().catch(""),
  response: z
    .object({ headers: z.record(z.string(), z.union([z.string(), z.number(), z.undefined()])).catch({}) })
    .optional()
    .catch(undefined),
});
type Failed = z.infer<typeof Failed>;

/** Says why a call brought nothing and what to do about it. Never quotes an answer's body or an address. */
export function unavailable(cause: unknown, need: Need, standing: Standing): InquestError {
  const error = (code: string, why: string, remedy: string) =>
    new InquestError(code, `${need.what}: ${why}`, remedy, { cause });
  const inquest = inquestErrorIn(cause);
  if (inquest) return error(inquest.code, inquest.message, inquest.remedy);
  if (cause instanceof z.ZodError) {
    return error(
      "malformed_answer",
      "the answer is not what GitHub documents.",
      "Check GITHUB_API_URL, and whether a proxy answers in GitHub's place.",
    );
  }
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return error("timeout", "GitHub did not answer in time.", "Try again later.");
  }
  const failed = Failed.safeParse(cause);
  if (!failed.success)
    return error("unreachable", "the call failed.", "Check GITHUB_API_URL and the network.");
  const { status, response } = failed.data;
  if (!response) {
    return error("unreachable", "GitHub could not be reached.", "Check GITHUB_API_URL and the network.");
  }
  const limit = rateLimit(failed.data);
  if (limit) return error("rate_limited", limit.why, limit.remedy);
  if (status === 401) {
    return error(
      "credentials_refused",
      "GitHub refuses the credentials.",
      "Renew GITHUB_TOKEN or the App's key.",
    );
  }
  if (status === 403 && response.headers["x-github-sso"] !== undefined) {
    return error(
      "permission_missing",
      "the organization wants single sign-on for this token.",
      "Authorize the token for the organization at GitHub's token page (Configure SSO).",
    );
  }
  if (status === 403) {
    const permission = neededPermission(response.headers) ?? need.permission;
    return error(
      "permission_missing",
      `${lacks(standing)} \`${permission}\`.`,
      `Grant \`${permission}\` for ${standing.owner}/${standing.repo}.`,
    );
  }
  if (status === 404) {
    return error(
      "not_found",
      "GitHub does not have it, or does not show it to us.",
      standing.signedIn
        ? `Check that ${standing.app ? "the App is installed on" : "the token can see"} ${standing.owner}/${standing.repo} with \`${need.permission}\`.`
        : "Set GITHUB_TOKEN; without one only public repositories can be seen.",
    );
  }
  if (status === 410) {
    return error(
      "log_expired",
      "GitHub no longer keeps it.",
      "Raise the retention in the repository's Actions settings.",
    );
  }
  if (status >= 500) {
    return error("unreachable", `GitHub answered ${status}.`, "See githubstatus.com, then try again.");
  }
  return error("refused", `GitHub answered ${status}.`, "Look at the original page.");
}

function lacks({ signedIn, app }: Standing): string {
  if (!signedIn) return "no token is set, and it wants";
  return app ? "the App lacks" : "the token lacks";
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api: `actions=read; checks=read`. */
function neededPermission(headers: Record<string, unknown>): string | undefined {
  const named = headers["x-accepted-github-permissions"];
  const match = typeof named === "string" ? /^([a-z_]{1,40})=(read|write)\b/.exec(named) : null;
  return match ? `${match[1]}: ${match[2]}` : undefined;
}

function rateLimit({ status, message, response }: Failed): { why: string; remedy: string } | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const headers = response?.headers ?? {};
  const after = Number(headers["retry-after"]);
  if (headers["x-ratelimit-remaining"] === "0") {
    const reset = Number(headers["x-ratelimit-reset"]);
    const at =
      Number.isFinite(reset) && reset > 0 && reset < 1e11 ? new Date(reset * 1000).toISOString() : undefined;
    return {
      why: "the hourly rate limit is used up.",
      remedy: at ? `Try again after ${at}.` : "Try again in an hour.",
    };
  }
  if (status === 429 || /secondary rate limit/i.test(message) || Number.isFinite(after)) {
    return {
      why: "GitHub asks for a pause (secondary rate limit).",
      remedy: `Try again in ${Number.isFinite(after) && after > 0 ? after : 60} s.`,
    };
  }
  return undefined;
}
