import { z } from "zod";
import type { Config } from "../../config/config.ts";
import type { Check } from "./part.ts";

/** What Inquest reads, in the words of GitHub's permissions. */
const wanted = ["actions", "contents", "pull_requests", "checks", "deployments"] as const;

/** @see https://docs.github.com/en/rest/apps/apps#get-the-authenticated-app */
const App = z.object({ slug: z.string().optional(), permissions: z.record(z.string(), z.string()) });
const User = z.object({ login: z.string() });

export function checkGitHub(config: Config): Check {
  return async (signal) => {
    const { auth } = config.github;
    const api = config.github.apiUrl ?? "https://api.github.com";
    if (!auth) {
      return {
        state: "off",
        message: "no token: public repositories only, 60 requests an hour, no logs",
        next: "Set GITHUB_TOKEN; the README's “Connect GitHub” says which permissions it needs.",
      };
    }
    return "token" in auth ? checkToken(api, auth.token, signal) : checkApp(api, auth, signal);
  };
}

async function checkToken(api: string, token: string, signal: AbortSignal): ReturnType<Check> {
  const answer = await get(`${api}/user`, token, signal);
  const host = new URL(api).host;
  if (answer.status === 401) {
    return {
      state: "broken",
      message: `the token is refused at ${host}`,
      next: "Make a new token and set it as GITHUB_TOKEN.",
    };
  }
  // An Actions token or an installation's token is not a user: it works, and says nothing of itself.
  if (answer.status === 403) return { state: "ok", message: `a token without a user at ${host}` };
  const user = User.safeParse(await answer.json().catch(() => undefined));
  if (!answer.ok || !user.success) {
    return {
      state: "broken",
      message: `${host} answered with ${answer.status}`,
      next: "Check GITHUB_API_URL.",
    };
  }
  const scopes = answer.headers.get("x-oauth-scopes");
  // Only classic tokens tell their scopes; what a fine-grained one may do shows at the first run it reads.
  if (scopes === null) {
    return {
      state: "ok",
      message: `${user.data.login} at ${host}, fine-grained; it needs ${wanted.map((name) => `${name}: read`).join(", ")}`,
    };
  }
  const list = scopes === "" ? "none" : scopes;
  if (/(^|[ ,])repo($|[ ,])/.test(scopes)) {
    return { state: "ok", message: `${user.data.login} at ${host}, scopes ${list}` };
  }
  return {
    state: "ok",
    message: `${user.data.login} at ${host}, scopes ${list}: public repositories only`,
    next: "For private repositories the token needs the scope repo, or a fine-grained token.",
  };
}

async function checkApp(
  api: string,
  auth: { appId: string; privateKey: string },
  signal: AbortSignal,
): ReturnType<Check> {
  const { createAppAuth } = await import("@octokit/auth-app");
  let token: string;
  try {
    ({ token } = await createAppAuth({ appId: auth.appId, privateKey: auth.privateKey })({ type: "app" }));
  } catch {
    return {
      state: "broken",
      message: "GITHUB_APP_PRIVATE_KEY is no private key",
      next: "Download a new private key of the App and set its whole text, PEM lines included.",
    };
  }
  const answer = await get(`${api}/app`, token, signal);
  const app = App.safeParse(await answer.json().catch(() => undefined));
  if (!answer.ok || !app.success) {
    return {
      state: "broken",
      message: `${new URL(api).host} does not know this App (${answer.status})`,
      next: "Check that GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY belong to the same App.",
    };
  }
  const missing = wanted.filter((name) => app.data.permissions[name] === undefined);
  const name = `App ${app.data.slug ?? auth.appId}`;
  if (missing.length === 0) return { state: "ok", message: `${name} with every permission` };
  return {
    state: "broken",
    message: `${name} lacks ${missing.map((one) => `${one}: read`).join(", ")}`,
    next: "Add these permissions in the App's settings and accept them in its installation.",
  };
}

async function get(url: string, token: string, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    signal,
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/vnd.github+json",
      "user-agent": "inquest",
    },
  });
}

export function checkWebhookSecret(config: Config): Check {
  return async () => {
    if (config.github.webhookSecret) return { state: "ok", message: "set" };
    const next = "Set GITHUB_WEBHOOK_SECRET to the secret of the webhook in the repository's settings.";
    return config.loopbackOnly
      ? { state: "off", message: "not set; webhooks are taken from this machine only", next }
      : { state: "off", message: "not set; GitHub's webhooks are refused", next };
  };
}
