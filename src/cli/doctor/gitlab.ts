import { z } from "zod";
import type { Config } from "../../config/config.ts";
import type { Check } from "./part.ts";

/** @see https://docs.gitlab.com/api/personal_access_tokens/ for `self`, which project and group tokens know too */
const Token = z.object({ name: z.string(), scopes: z.array(z.string()), expires_at: z.string().nullish() });

export function checkGitLab(config: Config): Check {
  return async (signal) => {
    const { token, url = "https://gitlab.com" } = config.gitlab;
    if (!token) {
      return {
        state: "off",
        message: "no token: public projects only",
        next: "Set GITLAB_TOKEN to a token with the scope read_api; docs/gitlab.md says where it comes from.",
      };
    }
    const { host } = new URL(url);
    const answer = await fetch(`${url}/api/v4/personal_access_tokens/self`, {
      signal,
      redirect: "manual",
      headers: { "private-token": token, "user-agent": "inquest" },
    });
    if (answer.status === 401) {
      return {
        state: "broken",
        message: `the token is refused at ${host}`,
        next: "Make a new token with the scope read_api and set it as GITLAB_TOKEN.",
      };
    }
    // A token with too narrow a scope may not even ask for itself.
    if (answer.status === 403) return lacksScope(host);
    const said = Token.safeParse(await answer.json().catch(() => undefined));
    if (!answer.ok || !said.success) {
      return {
        state: "broken",
        message: `${host} answered with ${answer.status}`,
        next: "Check GITLAB_URL.",
      };
    }
    const { name, scopes, expires_at: ends } = said.data;
    if (!scopes.includes("read_api") && !scopes.includes("api")) return lacksScope(host);
    return { state: "ok", message: `token ${name} at ${host}${ends ? `, until ${ends}` : ""}` };
  };
}

function lacksScope(host: string): Awaited<ReturnType<Check>> {
  return {
    state: "broken",
    message: `the token lacks the scope read_api at ${host}`,
    next: "Make a token with the scope read_api and set it as GITLAB_TOKEN.",
  };
}

export function checkGitLabWebhook(config: Config): Check {
  return async () => {
    const { webhookToken, webhookSigningToken } = config.gitlab;
    if (webhookSigningToken) return { state: "ok", message: "signing token set" };
    if (webhookToken) return { state: "ok", message: "secret token set" };
    const next = "Set GITLAB_WEBHOOK_TOKEN to the secret token of the webhook in the project's settings.";
    return config.loopbackOnly
      ? { state: "off", message: "no token; webhooks are taken from this machine only", next }
      : { state: "off", message: "no token; GitLab's webhooks are refused", next };
  };
}
