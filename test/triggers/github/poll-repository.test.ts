import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createGitHubTrigger } from "../../../src/triggers/github/github-trigger.ts";
import { createGitHubPollSource } from "../../../src/triggers/github/poll-repository.ts";
import { type BrokenProject, createBrokenProject } from "../../support/broken-project.ts";
import {
  checkRunPayload,
  checkSuitePayload,
  deploymentStatusPayload,
  signedDelivery,
  workflowRunPayload,
} from "../../support/github-deliveries.ts";
import type { CheckFacts, DeploymentFacts, StatusFacts } from "../../support/github-shapes.ts";
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

const began = Date.now();
/** The same moment however often it is asked for. */
const ago = (minutes: number) => new Date(began - minutes * 60_000).toISOString();

const check = (given: Partial<CheckFacts>): CheckFacts => ({
  id: 5_200_000_001,
  suiteId: 6_200_000_001,
  name: "coverage",
  app: "coverage-app",
  headSha: project.headSha,
  branch: "main",
  conclusion: "failure",
  detailsUrl: "https://coverage.example/shop/41",
  output: { title: "Coverage fell", summary: "81.2 % after 84.0 %", text: null },
  annotations: 0,
  at: ago(5),
  ...given,
});

const deployment = (given: Partial<DeploymentFacts>): DeploymentFacts => ({
  id: 900,
  sha: project.headSha,
  ref: "main",
  environment: "production",
  creator: "mira-holt",
  at: ago(8),
  ...given,
});

const failing = (given: Partial<StatusFacts>): StatusFacts => ({
  state: "failure",
  description: "",
  logUrl: "https://deploys.example/41",
  at: ago(6),
  ...given,
});

const sender = () => ({ owner: project.owner, name: project.name, host: github.host });

/** What the webhook tells of the same. */
async function toldBy(name: string, payload: unknown) {
  const told = await createGitHubTrigger({ allowUnsigned: true }).receive(signedDelivery(name, payload));
  if (told.kind !== "event") throw new Error(`the webhook told nothing: ${JSON.stringify(told)}`);
  // Who sent the webhook is told by the webhook alone.
  const { actor: _sender, ...event } = told.event;
  return { deliveryId: told.deliveryId, event };
}

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
  github.addCheck(check({}));
  github.addDeployment(deployment({}), [failing({})]);
  const polling = source();
  const first = await polling.look(undefined, { signal });
  const asked = github.calls.length;
  const { news, position } = await polling.look(first.position, { signal });
  expect([news, position.told]).toEqual([[], first.position.told]);
  const again = github.calls.slice(asked).map(({ status }) => status);
  expect(new Set(again)).toEqual(new Set([304]));
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

test("other apps' checks are told as their webhooks tell them; those of Actions are not", async () => {
  github.addCheck(check({}));
  github.addCheck(check({ id: 501, name: "spelling", conclusion: "success" }));
  github.addCheck(check({ id: 502, suiteId: 6_200_000_002, app: "github-actions" }));
  github.addCheck(check({ id: 503, suiteId: 6_200_000_003, headSha: project.greenSha, at: ago(90) }));
  const polling = source();
  const { news, position } = await polling.look(undefined, { signal });
  expect(news).toMatchObject([
    await toldBy("check_run", checkRunPayload(sender(), check({}))),
    await toldBy(
      "check_run",
      checkRunPayload(sender(), check({ id: 501, name: "spelling", conclusion: "success" })),
    ),
    await toldBy("check_suite", checkSuitePayload(sender(), check({ conclusion: "success" }))),
  ]);
  github.addCheck(check({ id: 504, at: ago(1), conclusion: "success" }));
  const later = await polling.look(position, { signal });
  expect(later.news.map(({ event }) => [event.kind, event.stream])).toEqual([
    ["resolution", news[0]?.event.stream],
    ["resolution", news[2]?.event.stream],
  ]);
});

test("an open pull request's checks are told although nobody pushed to a branch of ours", async () => {
  const headSha = project.guiltySha;
  github.addPull({ number: 7, title: "A fork's", body: "", author: "ana", branch: "fix", headSha });
  const forks = check({ headSha, branch: "fix" });
  github.addCheck(forks);
  const { news } = await source().look(undefined, { signal });
  expect(news.map(({ event }) => event.commit)).toEqual([headSha, headSha]);
});

test("a deployment's end is told as its webhook tells it, and as the run's that made it", async () => {
  const run = github.addRun({ headSha: project.headSha, conclusion: "cancelled", endedAt: ago(4) });
  const logUrl = `${github.host.web}/${project.owner}/${project.name}/actions/runs/${run.id}/job/1`;
  const statuses = [failing({ state: "in_progress", at: ago(7) }), failing({})];
  github.addDeployment(deployment({}), statuses);
  github.addDeployment(deployment({ id: 901, environment: "staging" }), [failing({ logUrl, at: ago(3) })]);
  const polling = source();
  const { news, position } = await polling.look(undefined, { signal });
  expect(news).toMatchObject([
    await toldBy("deployment_status", deploymentStatusPayload(sender(), deployment({}), failing({}))),
    await toldBy(
      "deployment_status",
      deploymentStatusPayload(
        sender(),
        deployment({ id: 901, environment: "staging" }),
        failing({ logUrl, at: ago(3) }),
        run,
      ),
    ),
  ]);
  expect(news[1]?.event.dedupeKey).toBe(`github:${project.owner}/${project.name}:run:${run.id}:1`);
  statuses.push(failing({ state: "success", at: ago(1) }));
  const later = await polling.look(position, { signal });
  expect(later.news.map(({ event }) => [event.kind, event.stream])).toEqual([
    ["resolution", news[0]?.event.stream],
  ]);
});

test("a token that may not see checks hears of everything else, and is told once what to grant", async () => {
  github.addCheck(check({}));
  github.addDeployment(deployment({}), [failing({})]);
  const missing = github.disturb({ path: /check-suites/, status: 403 });
  const polling = source();
  const first = await polling.look(undefined, { signal });
  expect(first.news.map(({ event }) => event.subject.kind)).toEqual(["github_deployment"]);
  expect(first.notes).toEqual([
    expect.stringMatching(
      /asked for the checks of .*: the token may not\. Grant `checks: read` to GITHUB_TOKEN/,
    ),
  ]);
  missing.undo();
  const second = await polling.look(first.position, { signal });
  expect([second.news, second.notes]).toEqual([[], undefined]);
});

test("a list that fails for a while holds back nothing else, and is caught up on", async () => {
  github.addCheck(check({ at: ago(50) }));
  github.addRun({ headSha: project.headSha, conclusion: "failure", endedAt: ago(5) });
  const down = github.disturb({ path: /check-suites/, status: 502 });
  const polling = source();
  const first = await polling.look(undefined, { signal });
  expect(first.news.map(({ event }) => event.subject.kind)).toEqual(["github_run"]);
  down.undo();
  const second = await polling.look(first.position, { signal });
  expect(second.news.map(({ event }) => event.subject.kind)).toEqual(["github_check", "github_check"]);
  expect(second.notes).toEqual([expect.stringContaining("tells of checks again")]);
});

test("a rate limit in the middle of a look tells what was heard, and goes on there", async () => {
  github.addRun({ headSha: project.headSha, conclusion: "failure", endedAt: ago(50) });
  github.addCheck(check({ at: ago(55) }));
  github.disturb({ path: /check-suites/, status: 429, headers: { "retry-after": "45" }, times: 1 });
  const first = await source().look(undefined, { signal });
  expect([first.news.length, first.waitSeconds]).toEqual([1, 45]);
  const second = await source().look(first.position, { signal });
  expect(second.news.map(({ event }) => event.subject.kind)).toEqual(["github_check", "github_check"]);
});

test("without a token only runs are asked for", async () => {
  const anyone = await createGitHubStandIn({
    owner: project.owner,
    name: project.name,
    directory: project.directory,
  });
  anyone.addCheck(check({}));
  const { owner, name: repo } = project;
  await createGitHubPollSource({ owner, repo, apiUrl: anyone.url }).look(undefined, { signal });
  await anyone.close();
  expect(anyone.calls.map(({ path }) => path)).toEqual([expect.stringContaining("/actions/runs?")]);
});

test("after days of absence a day is looked at, and the watch says so", async () => {
  github.addRun({ headSha: project.greenSha, conclusion: "failure", endedAt: ago(2 * 24 * 60) });
  github.addRun({ headSha: project.headSha, conclusion: "failure", endedAt: ago(10 * 60) });
  const position = { since: ago(3 * 24 * 60), told: [] };
  const { news, notes } = await source().look(position, { signal });
  expect(news.map(({ event }) => event.commit)).toEqual([project.headSha]);
  expect(notes).toEqual([expect.stringContaining("was not looked at for more than a day")]);
});
