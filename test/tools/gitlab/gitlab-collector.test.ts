import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChangeSet } from "../../../src/domain/index.ts";
import { RunFacts } from "../../../src/nodes/evidence/run-facts.ts";
import { type BrokenProject, createBrokenProject, git } from "../../support/broken-project.ts";
import { textOf } from "../github/setting.ts";
import { createSetting, type Setting } from "./setting.ts";

let project: BrokenProject;
let setting: Setting;

beforeAll(async () => {
  project = await createBrokenProject();
}, 30_000);
afterAll(async () => project.close());
beforeEach(async () => {
  setting = await createSetting(project);
});
afterEach(async () => {
  await setting.gitlab.close();
  setting.gitlab.assertClean();
});

test("the pipeline says which job failed and why, in the words that the report reads", async () => {
  const { evidence, gaps } = await setting.collect("run");
  expect(gaps).toEqual([]);
  const text = await textOf(evidence[0]);
  expect(text).toContain(`Commit: ${project.headSha} on main`);
  expect(text).toContain("- job test (stage test): failed after 2m 10s: script_failure on runner-3");
  expect(text).toContain("- job style (stage test): allowed_failure");
  const facts = RunFacts.parse(evidence[0]?.data);
  expect(facts.jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
    ["lint", "success"],
    ["style", "allowed_failure"],
    ["test", "failed"],
  ]);
  expect(evidence[0]?.url).toBe(`${setting.gitlab.url}/orchard/shop/-/pipelines/${setting.failed.id}`);
});

test("the failed job's trace comes whole; a job that may fail is left out", async () => {
  const { evidence, gaps } = await setting.collect("failed_log");
  expect(gaps).toEqual([]);
  expect(evidence.map(({ title }) => title)).toEqual(["Log of job test"]);
  expect(await textOf(evidence[0])).toBe(project.failedOutput);
});

test("of a job that was tried again the last try counts, and the earlier ones are told", async () => {
  const jobs = [
    { name: "test", status: "failed", log: "first\n" },
    { name: "test", status: "failed", log: "second\n" },
  ];
  const subject = setting.subjectOf(
    setting.gitlab.addPipeline({ sha: project.headSha, status: "failed", jobs }),
  );
  const { evidence } = await setting.collect("failed_log", { subject });
  expect(await Promise.all(evidence.map(textOf))).toEqual(["second\n"]);
  expect(await textOf((await setting.collect("run", { subject })).evidence[0])).toContain("try 1: failed");
});

test("a target names one job; one that is not there is a gap", async () => {
  const one = await setting.collect("failed_log", { target: "lint" });
  expect(await textOf(one.evidence[0])).toBe("all is tidy\n");
  const none = await setting.collect("failed_log", { target: "deploy" });
  expect([none.evidence, none.gaps]).toMatchObject([
    [],
    [{ code: "not_found", missing: expect.stringContaining("deploy") }],
  ]);
});

test("a large trace keeps its head and its tail and says how much was left out", async () => {
  const log = Array.from({ length: 50_000 }, (_, line) => `line ${line}\n`).join("");
  const subject = setting.subjectOf(
    setting.gitlab.addPipeline({
      sha: project.headSha,
      status: "failed",
      jobs: [{ name: "test", status: "failed", log }],
    }),
  );
  const { evidence, gaps } = await setting.collect("failed_log", { subject, limits: { logBytes: 100_000 } });
  const text = await textOf(evidence[0]);
  expect([gaps, evidence[0]?.truncated]).toEqual([[], true]);
  expect(text.length).toBeLessThan(100_100);
  expect(text.startsWith(log.slice(0, 20_000))).toBe(true);
  expect(text.endsWith(log.slice(-70_000))).toBe(true);
  expect(text).toMatch(/^\[inquest left out \d+ bytes here\]$/m);
});

test("an empty trace and more jobs than the limit are gaps, not silence", async () => {
  const jobs = [
    { name: "stuck", status: "failed", failureReason: "stuck_or_timeout_failure", log: "" },
    ...Array.from({ length: 4 }, (_, index) => ({ name: `test ${index}`, status: "failed", log: "x\n" })),
  ];
  const subject = setting.subjectOf(
    setting.gitlab.addPipeline({ sha: project.headSha, status: "failed", jobs }),
  );
  const { evidence, gaps } = await setting.collect("failed_log", { subject, limits: { logs: 3 } });
  expect(evidence).toHaveLength(2);
  expect(gaps).toMatchObject([
    { code: "limit_reached", missing: expect.stringContaining("2 more jobs") },
    { code: "not_found", missing: expect.stringContaining("stuck_or_timeout_failure") },
  ]);
});

test("a pipeline that failed in one that it started has that one's traces", async () => {
  const downstream = setting.gitlab.addPipeline({
    sha: project.headSha,
    status: "failed",
    source: "parent_pipeline",
    jobs: [{ name: "deploy", status: "failed", log: "no such host\n" }],
  });
  const subject = setting.subjectOf(
    setting.gitlab.addPipeline({
      sha: project.headSha,
      status: "failed",
      downstream,
      jobs: [{ name: "test", status: "success", log: "fine\n" }],
    }),
  );
  const { evidence } = await setting.collect("failed_log", { subject });
  expect(await Promise.all(evidence.map(textOf))).toEqual(["no such host\n"]);
});

test("a pipeline without jobs shows the errors of its configuration", async () => {
  const yamlErrors = "jobs:test config should implement a script: or a trigger: keyword";
  const subject = setting.subjectOf(
    setting.gitlab.addPipeline({ sha: project.headSha, status: "failed", yamlErrors, jobs: [] }),
  );
  const { evidence, gaps } = await setting.collect("failed_log", { subject });
  expect(gaps).toEqual([]);
  expect(await textOf(evidence[0])).toContain("should implement a script");
});

test("a deployment's job leads to its pipeline, and its own trace comes first", async () => {
  const pipeline = setting.gitlab.addPipeline({
    sha: project.headSha,
    status: "failed",
    jobs: [
      { name: "notify", status: "failed", log: "notify\n" },
      { name: "deploy", status: "failed", log: "deploy\n" },
    ],
  });
  const jobId = pipeline.jobs[1]?.id ?? 0;
  const subject = { ...setting.subjectOf(pipeline), pipelineId: 0, jobId };
  const { evidence } = await setting.collect("failed_log", { subject });
  expect(await Promise.all(evidence.map(textOf))).toEqual(["deploy\n", "notify\n"]);
});

test("the changes since the last green pipeline of the branch name the guilty commit", async () => {
  const { evidence, gaps } = await setting.collect("changes");
  expect(gaps).toEqual([]);
  const set = ChangeSet.parse(evidence[0]?.data);
  expect(set).toMatchObject({ base: project.greenSha, head: project.headSha, truncated: false });
  expect(set.changes.map(({ id }) => id)).toEqual(
    project.commits
      .slice(2)
      .map(({ sha }) => sha)
      .toReversed(),
  );
  const guilty = set.changes.find(({ id }) => id === project.guiltySha);
  expect(guilty).toMatchObject({
    title: "Round the discount before it is taken off",
    author: "Tom Alder",
    files: [{ path: "src/cart.js", added: 1, deleted: 1, patch: expect.stringContaining("Math.round") }],
  });
  expect(await textOf(evidence[0])).toContain("was green on main");
});

test("a new branch is compared with the default branch's last green pipeline", async () => {
  const subject = setting.subjectOf(
    setting.gitlab.addPipeline({ sha: project.headSha, status: "failed", ref: "new-idea" }),
  );
  const { evidence, gaps } = await setting.collect("changes", { subject });
  expect(gaps).toEqual([]);
  expect(ChangeSet.parse(evidence[0]?.data).base).toBe(project.greenSha);
});

test("without a green pipeline the last commits are shown and a gap says so", async () => {
  setting.gitlab.disturb({ path: /status=success/, status: 200, body: "[]" });
  const { evidence, gaps } = await setting.collect("changes");
  expect(gaps).toMatchObject([{ code: "not_found", missing: expect.stringContaining("A green pipeline") }]);
  expect(ChangeSet.parse(evidence[0]?.data).changes).toHaveLength(project.commits.length);
});

test("the diff is that of one commit, or of the whole range", async () => {
  const one = await setting.collect("diff", { target: project.guiltySha });
  expect(await textOf(one.evidence[0])).toContain("--- a/src/cart.js\n+++ b/src/cart.js\n@@");
  const range = await setting.collect("diff");
  const real = await git(project.directory, ["diff", "--stat", project.greenSha, project.headSha]);
  const files = [...real.matchAll(/^ (\S+) +\|/gm)].map(([, file]) => file);
  const text = await textOf(range.evidence[0]);
  for (const file of files) expect(text).toContain(`b/${file}\n`);
});

test("the green log is that of the same job in the last green pipeline", async () => {
  const { evidence, gaps } = await setting.collect("green_log");
  expect(gaps).toEqual([]);
  expect(evidence.map(({ title }) => title)).toEqual(["Green log of job test"]);
  expect(await textOf(evidence[0])).toBe(project.greenOutput);
});

test("the test report names the tests that failed; a pipeline without reports has none", async () => {
  const none = await setting.collect("test_report");
  expect(none).toEqual({ evidence: [], gaps: [] });
  const subject = setting.subjectOf(
    setting.gitlab.addPipeline({
      sha: project.headSha,
      status: "failed",
      testCases: [
        { suite: "unit", name: "adds", status: "success" },
        {
          suite: "unit",
          name: "takes off",
          classname: "Cart",
          file: "test/cart.js",
          status: "failed",
          output: "AssertionError: 2899 !== 2319\n    at test/cart.js:14",
        },
      ],
    }),
  );
  const { evidence } = await setting.collect("test_report", { subject });
  const text = await textOf(evidence[0]);
  expect(text).toContain("Tests: 2, failed: 1");
  expect(text).toContain(
    "failed in job unit: Cart › takes off (test/cart.js)\n    AssertionError: 2899 !== 2319",
  );
  expect(text).not.toContain("adds");
});

test("the merge request is found by the commit or by the pipeline's ref, and none is nothing", async () => {
  expect(await setting.collect("pull_request")).toEqual({ evidence: [], gaps: [] });
  setting.gitlab.addMergeRequest({
    iid: 12,
    title: "Say which Node",
    description: "So that everybody has the same.",
    author: "mira-holt",
    branch: "node-version",
    sha: project.headSha,
  });
  const byCommit = await setting.collect("pull_request");
  expect(await textOf(byCommit.evidence[0])).toContain("Merge request !12: Say which Node\nBy @mira-holt");
  const ref = "refs/merge-requests/12/head";
  const subject = setting.subjectOf(
    setting.gitlab.addPipeline({ sha: project.guiltySha, status: "failed", ref }),
  );
  const byRef = await setting.collect("pull_request", { subject });
  expect(byRef.evidence[0]).toMatchObject({ title: "Merge request !12", data: { author: "mira-holt" } });
});
