import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createGitLabTrigger } from "../../../src/triggers/gitlab/gitlab-trigger.ts";
import { createGitLabPollSource } from "../../../src/triggers/gitlab/poll-project.ts";
import { type BrokenProject, createBrokenProject } from "../../support/broken-project.ts";
import {
  deploymentPayload,
  gitLabDelivery,
  jobPayload,
  pipelinePayload,
} from "../../support/gitlab-deliveries.ts";
import { createGitLabStandIn, type GitLabStandIn } from "../../support/gitlab-stand-in.ts";

const token = "glpat-0000111122223333XXXX";
const { signal } = new AbortController();
let project: BrokenProject;
let gitlab: GitLabStandIn;

beforeAll(async () => {
  project = await createBrokenProject();
}, 30_000);
afterAll(async () => project.close());
beforeEach(async () => {
  gitlab = await createGitLabStandIn({ project: "orchard/shop", directory: project.directory, token });
});
afterEach(async () => {
  await gitlab.close();
  gitlab.assertClean();
});

const source = (given: { token?: string } = {}) =>
  createGitLabPollSource({ project: "orchard/shop", url: gitlab.url, token, ...given });

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

test("news has the key, the stream, the moment and the delivery id that the webhook has", async () => {
  const pipeline = gitlab.addPipeline({ sha: project.headSha, status: "failed", endedAt: ago(5) });
  const { news } = await source().look(undefined, { signal });
  const sender = { project: "orchard/shop", projectId: gitlab.projectId, url: gitlab.url };
  const told = await createGitLabTrigger({ allowUnsigned: true }).receive(
    gitLabDelivery(pipelinePayload(pipeline, sender)),
  );
  if (told.kind !== "event") throw new Error("the webhook told nothing");
  const { title: _fromTheCommit, ...same } = told.event;
  expect(news).toMatchObject([{ deliveryId: told.deliveryId, event: same }]);
  expect(news[0]?.event.title).toBe("Pipeline failed on main");
});

test("the first look goes back an hour; later ones tell what ended since, and a retry's second end", async () => {
  gitlab.addPipeline({ sha: project.greenSha, status: "failed", endedAt: ago(90) });
  const failed = gitlab.addPipeline({ sha: project.headSha, status: "failed", endedAt: ago(10) });
  gitlab.addPipeline({ sha: project.headSha, status: "running", endedAt: ago(9) });
  const polling = source();
  const first = await polling.look(undefined, { signal });
  expect(first.news.map(({ event }) => event.subject)).toMatchObject([{ pipelineId: failed.id }]);
  Object.assign(failed, { status: "success", endedAt: ago(1), updatedAt: ago(1) });
  const second = await polling.look(first.position, { signal });
  expect(second.news.map(({ event }) => [event.kind, event.stream])).toEqual([
    ["resolution", first.news[0]?.event.stream],
  ]);
});

test("what did not change is asked for on condition, and tells nothing", async () => {
  gitlab.addPipeline({ sha: project.headSha, status: "failed", endedAt: ago(5) });
  const polling = source();
  const first = await polling.look(undefined, { signal });
  const second = await polling.look(first.position, { signal });
  expect([second.news, second.position.told]).toEqual([[], first.position.told]);
  expect(gitlab.calls.slice(-3).map(({ status }) => status)).toEqual([304, 304, 304]);
});

test("more pipelines than a page are read page by page", async () => {
  for (let index = 0; index < 120; index += 1) {
    gitlab.addPipeline({ sha: project.headSha, status: "failed", endedAt: ago(5) });
  }
  const { news } = await source().look(undefined, { signal });
  expect(new Set(news.map(({ deliveryId }) => deliveryId)).size).toBe(120);
});

test("a rate limit is a pause, and nothing is forgotten over it", async () => {
  gitlab.addPipeline({ sha: project.headSha, status: "failed", endedAt: ago(5) });
  const second = gitlab.addPipeline({ sha: project.headSha, status: "failed", endedAt: ago(4) });
  const path = new RegExp(`/pipelines/${second.id}$`);
  gitlab.disturb({ path, status: 429, headers: { "retry-after": "45" }, times: 1 });
  const limited = await source().look(undefined, { signal });
  expect([limited.news.length, limited.waitSeconds]).toEqual([1, 45]);
  const after = await source().look(limited.position, { signal });
  expect(after.news.map(({ event }) => event.subject)).toMatchObject([{ pipelineId: second.id }]);
});

test("a refused token, a missing project and a broken answer say what to do, and can be tried again", async () => {
  await expect(source({ token: "glpat-wrong" }).look(undefined, { signal })).rejects.toMatchObject({
    code: "credentials_refused",
  });
  const polling = source();
  for (const [status, body, code] of [
    [404, "{}", "not_found"],
    [403, "{}", "permission_missing"],
    [500, "<html>", "unreachable"],
    [200, "<html>", "malformed_answer"],
    [200, "[]", "malformed_answer"],
  ] as const) {
    gitlab.disturb({ path: /projects\/orchard/, status, body, times: 1 });
    await expect(polling.look(undefined, { signal })).rejects.toMatchObject({ code });
  }
  expect((await polling.look(undefined, { signal })).news).toEqual([]);
});

test("failed jobs are told before their pipeline ends, under the webhook's id, key and stream", async () => {
  const pipeline = gitlab.addPipeline({
    sha: project.headSha,
    status: "running",
    endedAt: ago(5),
    jobs: [
      { name: "test", status: "failed" },
      { name: "lint", status: "failed", allowFailure: true },
      { name: "build", status: "success" },
    ],
  });
  const sender = { project: "orchard/shop", projectId: gitlab.projectId, url: gitlab.url };
  const payload = jobPayload({ pipeline: pipeline.id, job: pipeline.jobs[0]?.id ?? 0 }, sender);
  const told = await createGitLabTrigger({ allowUnsigned: true }).receive(gitLabDelivery(payload));
  if (told.kind !== "event") throw new Error("the webhook told nothing");
  const { dedupeKey, stream, title, subject, url } = told.event;
  const { news } = await source().look(undefined, { signal });
  expect(news).toMatchObject([
    {
      deliveryId: told.deliveryId,
      event: { dedupeKey, stream, title, subject, url, commit: project.headSha },
    },
  ]);
});

test("deployments are told as their webhook tells them, and say where their jobs deploy to", async () => {
  const pipeline = gitlab.addPipeline({
    sha: project.headSha,
    status: "running",
    endedAt: ago(5),
    jobs: [{ name: "deploy", status: "failed" }],
  });
  const jobId = pipeline.jobs[0]?.id ?? 0;
  const facts = { id: 15, environment: "production", sha: project.headSha, ref: "main", jobId };
  gitlab.addDeployment({ ...facts, status: "failed", updatedAt: ago(4) });
  gitlab.addDeployment({ ...facts, id: 14, status: "running", updatedAt: ago(3) });
  gitlab.addDeployment({ ...facts, id: 13, status: "failed", updatedAt: ago(90) });
  const sender = { project: "orchard/shop", projectId: gitlab.projectId, url: gitlab.url };
  const payload = { ...deploymentPayload({}, sender), deployable_id: jobId };
  const told = await createGitLabTrigger({ allowUnsigned: true }).receive(gitLabDelivery(payload));
  if (told.kind !== "event") throw new Error("the webhook told nothing");
  const { dedupeKey, stream, title, subject } = told.event;
  const polling = source();
  const { news, position } = await polling.look(undefined, { signal });
  expect(news).toMatchObject([
    { event: { subject: { jobId }, environment: "production" } },
    { deliveryId: told.deliveryId, event: { dedupeKey, stream, title, subject, commit: project.headSha } },
  ]);
  gitlab.addDeployment({ ...facts, id: 16, status: "success", updatedAt: ago(1) });
  const later = await polling.look(position, { signal });
  expect(later.news.map(({ event }) => [event.kind, event.stream])).toEqual([["resolution", stream]]);
});
