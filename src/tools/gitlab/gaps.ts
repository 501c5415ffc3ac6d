import { z } from "zod";
import { InquestError } from "../../domain/index.ts";
import { inquestErrorIn } from "../attempt.ts";

/** An answer of GitLab that is none of those asked for. */
export class GitLabAnswer extends Error {
  readonly status: number;
  readonly headers: Headers;
  /** GitLab's own code, such as `insufficient_scope`. */
  readonly code: string | undefined;
  constructor(status: number, headers: Headers, code: string | undefined) {
    super(`GitLab answered ${status}`);
    this.status = status;
    this.headers = headers;
    this.code = code;
  }
}

/** Says why a call brought nothing and what to do about it. Never quotes an answer's body or an address. */
export function unavailable(
  cause: unknown,
  what: string,
  standing: { signedIn: boolean; project: string },
): InquestError {
  const error = (code: string, why: string, remedy: string) =>
    new InquestError(code, `${what}: ${why}`, remedy, { cause });
  const inquest = inquestErrorIn(cause);
  if (inquest) return error(inquest.code, inquest.message, inquest.remedy);
  if (cause instanceof z.ZodError || cause instanceof SyntaxError) {
    return error(
      "malformed_answer",
      "the answer is not what GitLab documents.",
      "Check GITLAB_URL, and whether a proxy answers in GitLab's place.",
    );
  }
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return error("timeout", "GitLab did not answer in time.", "Try again later.");
  }
  if (!(cause instanceof GitLabAnswer)) {
    return error("unreachable", "GitLab could not be reached.", "Check GITLAB_URL and the network.");
  }
  const { status } = cause;
  const { signedIn, project } = standing;
  if (status === 429) {
    return error("rate_limited", "GitLab asks for a pause (rate limit).", pauseOf(cause.headers));
  }
  if (status === 401) {
    return signedIn
      ? error(
          "credentials_refused",
          "GitLab refuses the token.",
          "Make a new token with the scope `read_api` and set it as GITLAB_TOKEN.",
        )
      : error(
          "permission_missing",
          "no token is set, and it wants one.",
          "Set GITLAB_TOKEN to a token with the scope `read_api`.",
        );
  }
  if (status === 403) {
    return cause.code === "insufficient_scope" || !signedIn
      ? error(
          "permission_missing",
          signedIn ? "the token lacks the scope `read_api`." : "no token is set, and it wants `read_api`.",
          "Make a token with the scope `read_api` and set it as GITLAB_TOKEN.",
        )
      : error(
          "permission_missing",
          "the token's role does not allow it.",
          `Give the token's user a role of Reporter or higher in ${project} (Developer where job logs are restricted), with the scope \`read_api\`.`,
        );
  }
  if (status === 404) {
    return error(
      "not_found",
      "GitLab does not have it, or does not show it to us.",
      signedIn
        ? `Check that the token can see ${project}, with the scope \`read_api\`.`
        : "Set GITLAB_TOKEN; without one only public projects can be seen.",
    );
  }
  if (status >= 500) return error("unreachable", `GitLab answered ${status}.`, "Try again later.");
  return error("refused", `GitLab answered ${status}.`, "Look at the original page.");
}

/** Seconds that GitLab asks to wait, from either header; a minute when it does not say. */
export function secondsToWait(headers: Headers, now = Date.now()): number {
  const after = Number(headers.get("retry-after") ?? Number.NaN);
  if (after >= 0 && after < 1e6) return after;
  const reset = Number(headers.get("ratelimit-reset") ?? Number.NaN) - now / 1000;
  return reset >= 0 && reset < 1e6 ? Math.ceil(reset) : 60;
}

function pauseOf(headers: Headers): string {
  return `Try again in ${secondsToWait(headers)} s.`;
}
