import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createGitHubTrigger } from "../../../src/triggers/github/github-trigger.ts";
import { createGitHubPollSource } from "../../../src/triggers/github/poll-runs.ts";
import { type BrokenProject, createBrokenProject } from "../../support/broken-project.ts";
import { signedDelivery, workflowRunPayload } from "../../support/github-deliveries.ts";
import { createGitHubStandIn, type GitHubStandIn } from "../../support/github-stand-in.ts";

const token = "ghp_0000111122223333444455556666777788889999";
const { signal } = new AbortController();
let project: BrokenProject;
let github: GitHubStandIn;

beforeAll(async () => {
  project = await createBrokenProject();
}, 30_000);
afterAll(async () => project.close());
beforeEach(async () => {
  const { owner, name, directory } = project;
  github = await createGitHubStandIn({ owner, name, directory, token });
});
afterEach(async () => {
  await github.close();
  github.assertClean();
});

const source = (given: { token?: string } = {}) =>
  createGitHubPollSource({
    owner: project.owner,
    repo: project.name,
    apiUrl: github.url,
    authorization: async () => `Bearer ${given.token ?? token}`,
  });

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

test("news is what the webhook would tell: the same event under the same delivery id", async () => {
  const run = github.addRun({ headSha: project.headSha, conclusion: "failure", endedAt: ago(5) });
  const { news } = await source().look(undefined, { signal });
  const payload = workflowRunPayload({ owner: project.owner, name: project.name, host: github.host }, run);
  const told = await createGitHubTrigger({ allowUnsigned: true }).receive(
    signedDelivery("workflow_run", payload),
  );
  if (told.kind !== "event") throw new Error("the webhook told nothing");
  expect(news).toEqual([{ deliveryId: told.deliveryId, event: told.event }]);
});

test("the first look goes back an hour; later ones tell what ended since, oldest first", async () => {
  github.addRun({ headSha: project.greenSha, conclusion: "failure", endedAt: ago(90) });
  const failed = github.addRun({ headSha: project.headSha, conclusion: "failure", endedAt: ago(10) });
  const polling = source();
  const first = await polling.look(undefined, { signal });
  expect(first.news.map(({ event }) => event.subject)).toMatchObject([{ runId: failed.id }]);
  github.addRun({ headSha: project.headSha, conclusion: "cancelled", endedAt: ago(3) });
  const green = github.addRun({ headSha: project.headSha, conclusion: "success", endedAt: ago(1) });
  const again = github.addAttempt(failed, {
    headSha: project.headSha,
    conclusion: "failure",
    endedAt: ago(2),
  });
  const second = await polling.look(first.position, { signal });
  expect(second.news.map(({ event }) => [event.kind, event.subject])).toMatchObject([
    ["failure", { runId: failed.id, attempt: again.attempt }],
    ["resolution", { runId: green.id }],
  ]);
});

test("what did not change is asked for on condition, and tells nothing", async () => {
  github.addRun({ headSha: project.headSha, conclusion: "failure", endedAt: ago(5) });
  const first = await source().look(undefined, { signal });
  const { news, position } = await source().look(first.position, { signal });
  expect(news).toEqual([]);
  expect(position).toEqual(first.position);
  expect(github.calls.map(({ status }) => status)).toEqual([200, 304]);
});

test("more runs than a page are read page by page", async () => {
  for (let index = 0; index < 130; index += 1) {
    github.addRun({ headSha: project.headSha, conclusion: "failure", startedAt: ago(20), endedAt: ago(5) });
  }
  const { news } = await source().look(undefined, { signal });
  expect(new Set(news.map(({ deliveryId }) => deliveryId)).size).toBe(130);
});

test("a used-up rate limit is a pause until its end, not trouble", async () => {
  const reset = Math.floor(Date.now() / 1000) + 300;
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
  github.disturb({ path: /actions\/runs/, status: 403, headers, times: 1 });
  const limited = await source().look(undefined, { signal });
  expect(limited.news).toEqual([]);
  expect(limited.waitSeconds).toBeGreaterThan(290);
  const secondary = { "retry-after": "30" };
  github.disturb({ path: /actions\/runs/, status: 429, headers: secondary, times: 1 });
  expect((await source().look(undefined, { signal })).waitSeconds).toBe(30);
});

test("a refused token, a missing repository and a broken answer say what to do, without the token", async () => {
  const wrong = "ghp_wrongwrongwrongwrongwrongwrongwrong0";
  await expect(source({ token: wrong }).look(undefined, { signal })).rejects.toMatchObject({
    code: "credentials_refused",
    message: expect.not.stringContaining(wrong),
  });
  for (const [status, body, code] of [
    [404, "{}", "not_found"],
    [301, "{}", "not_found"],
    [403, "{}", "permission_missing"],
    [502, "<html>", "unreachable"],
    [200, "<html>", "malformed_answer"],
    [200, '{"workflow_runs": 1}', "malformed_answer"],
  ] as const) {
    github.disturb({ path: /actions\/runs/, status, body, times: 1 });
    await expect(source().look(undefined, { signal })).rejects.toMatchObject({ code });
  }
});
