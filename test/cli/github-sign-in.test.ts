import { generateKeyPairSync } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { signInAtGitHub } from "../../src/cli/watch/github-sign-in.ts";
import { createBrokenProject } from "../support/broken-project.ts";
import { createGitHubStandIn } from "../support/github-stand-in.ts";

const repository = { owner: "orchard", repo: "shop" };
const { signal } = new AbortController();
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

test("an App signs in as its installation, found once; a token as itself; nobody as nobody", async () => {
  const project = await createBrokenProject();
  const github = await createGitHubStandIn({
    owner: "orchard",
    name: "shop",
    directory: project.directory,
    token: "ghs_of_the_installation",
    app: { id: 7, installationId: 70 },
  });
  onTestFinished(async () => {
    await Promise.all([github.close(), project.close()]);
    github.assertClean();
  });
  const app = signInAtGitHub({ apiUrl: github.url, auth: { appId: "7", privateKey } }, repository);
  expect(await app?.(signal)).toBe("Bearer ghs_of_the_installation");
  expect(await app?.(signal)).toBe("Bearer ghs_of_the_installation");
  expect(github.calls.filter(({ path }) => path.endsWith("/installation"))).toHaveLength(1);
  expect(await signInAtGitHub({ auth: { token: "ghp_x" } }, repository)?.(signal)).toBe("Bearer ghp_x");
  expect(signInAtGitHub({}, repository)).toBeUndefined();
}, 30_000);

test("an App that cannot sign in says what to check, and shows no key", async () => {
  const auth = { appId: "7", privateKey: "not a key", installationId: 70 };
  const app = signInAtGitHub({ apiUrl: "http://127.0.0.1:1", auth }, repository);
  await expect(app?.(signal)).rejects.toMatchObject({
    code: "unreachable",
    message: "The GitHub App cannot sign in for orchard/shop.",
    remedy: expect.stringContaining("GITHUB_APP_PRIVATE_KEY"),
  });
});
