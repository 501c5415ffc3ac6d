import { z } from "zod";
import type { Config } from "../../config/config.ts";
import { InquestError } from "../../domain/index.ts";

type Authorization = (signal: AbortSignal) => Promise<string>;

/** The Authorization header for one repository, or undefined when nobody signs in. */
export function signInAtGitHub(
  { auth, apiUrl }: Config["github"],
  { owner, repo }: { owner: string; repo: string },
): Authorization | undefined {
  if (!auth) return undefined;
  if ("token" in auth) return async () => `Bearer ${auth.token}`;
  const { appId, privateKey } = auth;
  let { installationId } = auth;
  return async (signal) => {
    const [{ createAppAuth }, { Octokit }] = await Promise.all([
      import("@octokit/auth-app"),
      import("@octokit/rest"),
    ]);
    const base = apiUrl ? { baseUrl: apiUrl } : {};
    const request = { signal };
    try {
      const app = new Octokit({ ...base, authStrategy: createAppAuth, auth: { appId, privateKey } });
      if (installationId === undefined) {
        const { data } = await app.request("GET /repos/{owner}/{repo}/installation", {
          owner,
          repo,
          request,
        });
        installationId = data.id;
      }
      // Octokit keeps the token until it ends.
      const answer: unknown = await app.auth({ type: "installation", installationId });
      return `Bearer ${z.object({ token: z.string() }).parse(answer).token}`;
    } catch (cause) {
      signal.throwIfAborted();
      throw new InquestError(
        "unreachable",
        `The GitHub App cannot sign in for ${owner}/${repo}.`,
        "Check GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY, and that the App is installed there; `inquest doctor` says more.",
        { cause },
      );
    }
  };
}
