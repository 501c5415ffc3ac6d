import { generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChangeSet, type Subject } from "../../../src/domain/index.ts";
import { createGitHubCollector } from "../../../src/tools/github/github-collector.ts";
import { type BrokenProject, createBrokenProject, git, gitInput } from "../../support/broken-project.ts";
import { createSetting, type Setting, textOf } from "./setting.ts";

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
  await setting.github.close();
  setting.github.assertClean();
});

test("the run says which job and step failed", async () => {
  const { evidence, gaps } = await setting.collect("run");
  expect(gaps).toEqual([]);
  const text = await textOf(evidence[0]);
  expect(text).toContain("Run 2 of workflow CI, attempt 1: failure");
  expect(text).toContain(
    "- job test: failure after 2m 10s on GitHub Actions 3\n    step 1 Set up job: success",
  );
  expect(evidence[0]?.data).toMatchObject({
    conclusion: "failure",
    headSha: project.headSha,
    branch: "main",
    jobs: [{ name: "lint" }, { name: "test", conclusion: "failure", steps: [{}, { name: "Run npm test" }] }],
  });
  expect(evidence[0]?.url).toBe(`${setting.github.url}/orchard/shop/actions/runs/${setting.failed.id}`);
});

test("a rerun shows its own jobs and how the earlier attempts ended", async () => {
  const jobs = [{ name: "deploy", conclusion: "failure", log: "no\n" }];
  const again = setting.github.addAttempt(setting.failed, {
    headSha: project.headSha,
    conclusion: "failure",
    jobs,
  });
  const { evidence, gaps } = await setting.collect("run", { subject: setting.subjectOf(again) });
  expect(gaps).toEqual([]);
  const text = await textOf(evidence[0]);
  expect(text).toContain("attempt 2: failure");
  expect(text).toContain("Attempt 1: failure");
  expect(text).toContain("- job deploy: failure");
  expect(text).not.toContain("- job test");
});

test("the failed job's log comes whole, from another host that does not see the token", async () => {
  const { evidence, gaps } = await setting.collect("failed_log");
  expect(gaps).toEqual([]);
  expect(evidence.map(({ title }) => title)).toEqual(["Log of job test (step Run npm test)"]);
  expect(await textOf(evidence[0])).toBe(project.failedLog);
});

test("a job's log that is gone is taken from the zip of the whole run", async () => {
  const run = setting.github.addRun({
    headSha: project.headSha,
    conclusion: "failure",
    jobs: [
      { name: "test / node (20, ubuntu)", conclusion: "failure", log: project.failedLog, logIn: "zip" },
      { name: "test / node (22, ubuntu)", conclusion: "timed_out", log: "too late\n", logIn: "zip" },
    ],
  });
  const { evidence, gaps } = await setting.collect("failed_log", { subject: setting.subjectOf(run) });
  expect(gaps).toEqual([]);
  expect(await Promise.all(evidence.map(textOf))).toEqual([project.failedLog, "too late\n"]);
  expect(setting.github.calls.filter(({ path }) => /\/attempts\/1\/logs/.test(path))).toHaveLength(1);
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

test("a large log keeps its head and its tail and says how much was left out", async () => {
  const log = Array.from({ length: 50_000 }, (_, line) => `2026-01-05T08:00:00.0000000Z line ${line}\n`).join(
    "",
  );
  const run = setting.github.addRun({
    headSha: project.headSha,
    conclusion: "failure",
    jobs: [{ name: "test", conclusion: "failure", log }],
  });
  const subject = setting.subjectOf(run);
  const { evidence, gaps } = await setting.collect("failed_log", { subject, limits: { logBytes: 100_000 } });
  const text = await textOf(evidence[0]);
  expect(gaps).toEqual([]);
  expect(evidence[0]?.truncated).toBe(true);
  expect(text.length).toBeLessThan(100_100);
  expect(text.startsWith(log.slice(0, 20_000))).toBe(true);
  expect(text.endsWith(log.slice(-70_000))).toBe(true);
  const [, leftOut] = /^\[inquest left out (\d+) bytes here\]$/m.exec(text) ?? [];
  expect(Number(leftOut) + text.length - `[inquest left out ${leftOut} bytes here]\n`.length).toBe(
    log.length,
  );
});

test("jobs and annotations are read page by page", async () => {
  const annotations = Array.from({ length: 130 }, (_, line) => ({
    path: "a.js",
    line,
    level: "warning",
    message: "m",
  }));
  const jobs = [
    ...Array.from({ length: 120 }, (_, index) => ({
      name: `ok ${index}`,
      conclusion: "success",
      log: "x\n",
    })),
    { name: "last", conclusion: "failure", log: "the last\n", annotations },
  ];
  const run = setting.github.addRun({ headSha: project.headSha, conclusion: "failure", jobs });
  const subject = setting.subjectOf(run);
  expect(await textOf((await setting.collect("failed_log", { subject })).evidence[0])).toBe("the last\n");
  expect((await setting.collect("annotations", { subject })).evidence[0]?.data).toHaveLength(130);
  const few = await setting.collect("annotations", { subject, limits: { annotations: 20 } });
  expect(few.evidence[0]).toMatchObject({
    truncated: true,
    content: expect.stringContaining("left out further"),
  });
});

test("more failed jobs than the limit are a gap, not silence", async () => {
  const jobs = Array.from({ length: 5 }, (_, index) => ({
    name: `test (${index})`,
    conclusion: "failure",
    log: "x\n",
  }));
  const run = setting.github.addRun({ headSha: project.headSha, conclusion: "failure", jobs });
  const { evidence, gaps } = await setting.collect("failed_log", {
    subject: setting.subjectOf(run),
    limits: { logs: 3 },
  });
  expect(evidence).toHaveLength(3);
  expect(gaps).toMatchObject([{ code: "limit_reached", missing: expect.stringContaining("2 more jobs") }]);
});

test("a run that never started a job has no log, and says so", async () => {
  const run = setting.github.addRun({ headSha: project.headSha, conclusion: "startup_failure" });
  const { evidence, gaps } = await setting.collect("failed_log", { subject: setting.subjectOf(run) });
  expect(evidence).toEqual([]);
  expect(gaps).toMatchObject([{ code: "not_found", remedy: expect.stringContaining("workflow file") }]);
});

test("jobs that were cancelled are looked into when none failed", async () => {
  const jobs = [
    { name: "lint", conclusion: "success", log: "tidy\n" },
    { name: "test", conclusion: "cancelled", log: "exceeded the maximum execution time of 5 minutes\n" },
  ];
  const run = setting.github.addRun({ headSha: project.headSha, conclusion: "timed_out", jobs });
  const { evidence } = await setting.collect("failed_log", { subject: setting.subjectOf(run) });
  expect(await Promise.all(evidence.map(textOf))).toEqual([
    "exceeded the maximum execution time of 5 minutes\n",
  ]);
});

test("the green log is that of the same job in the last green run of the branch", async () => {
  const { evidence, gaps } = await setting.collect("green_log");
  expect(gaps).toEqual([]);
  expect(evidence.map(({ title, kind }) => [title, kind])).toEqual([["Green log of job test", "green_log"]]);
  expect(await textOf(evidence[0])).toBe(project.greenLog);
});

test("on a branch that was never green the default branch's green run is taken", async () => {
  const run = setting.github.addRun({
    headSha: project.headSha,
    branch: "feature/rounding",
    conclusion: "failure",
    jobs: [{ name: "test", conclusion: "failure", log: project.failedLog }],
  });
  const { evidence, gaps } = await setting.collect("green_log", { subject: setting.subjectOf(run) });
  expect(gaps).toEqual([]);
  expect(await textOf(evidence[0])).toBe(project.greenLog);
});

test("a fork's green run on a branch of the same name is no baseline", async () => {
  const { github } = setting;
  github.addRun({ headSha: project.greenSha, conclusion: "success", workflow: "Deploy", fork: "stranger" });
  const run = github.addRun({ headSha: project.headSha, conclusion: "failure", workflow: "Deploy" });
  const { evidence, gaps } = await setting.collect("changes", { subject: setting.subjectOf(run) });
  expect(ChangeSet.parse(evidence[0]?.data).base).toBeUndefined();
  expect(gaps).toMatchObject([{ code: "not_found" }]);
});

test("a later green run is no baseline, and a workflow that was never green is a gap", async () => {
  const run = setting.github.addRun({ headSha: project.headSha, conclusion: "failure", workflow: "Deploy" });
  setting.github.addRun({ headSha: project.headSha, conclusion: "success", workflow: "Deploy" });
  const { evidence, gaps } = await setting.collect("green_log", { subject: setting.subjectOf(run) });
  expect([evidence, gaps]).toMatchObject([
    [],
    [{ code: "not_found", missing: expect.stringContaining("green run") }],
  ]);
});

test("the changes are the commits since the green run, newest first, with the guilty one among them", async () => {
  const { evidence, gaps } = await setting.collect("changes");
  expect(gaps).toEqual([]);
  const set = ChangeSet.parse(evidence[0]?.data);
  expect(set.changes.map(({ id }) => id)).toEqual(
    project.commits
      .slice(2)
      .map(({ sha }) => sha)
      .toReversed(),
  );
  expect(set).toMatchObject({ base: project.greenSha, head: project.headSha, truncated: false });
  const guilty = set.changes.find(({ id }) => id === project.guiltySha);
  expect(guilty).toMatchObject({ author: "Tom Alder", login: "talder" });
  expect(guilty?.files).toMatchObject([{ path: "src/cart.js", added: 1, deleted: 1 }]);
  expect(guilty?.files[0]?.patch).toContain("-  return Math.round(");
  expect(await textOf(evidence[0])).toContain("by Tom Alder (@talder)");
});

test("changes are bounded to the newest, and it says so", async () => {
  const { evidence, gaps } = await setting.collect("changes", { limits: { commits: 3, commitDetails: 1 } });
  const set = ChangeSet.parse(evidence[0]?.data);
  expect(set.changes.map(({ id, files }) => [id, files.length])).toEqual([
    [project.headSha, 1],
    [project.commits[4]?.sha, 0],
    [project.guiltySha, 0],
  ]);
  expect(set.truncated).toBe(true);
  expect(gaps).toMatchObject([{ code: "limit_reached", missing: "Files of 2 older commits" }]);
});

/** 230 commits on top of the green one, made in one go. */
async function manyCommits(): Promise<string> {
  const commits = Array.from({ length: 230 }, (_, index) =>
    [
      "commit refs/heads/many",
      `committer Mira Holt <mira@orchard.example> ${1_767_600_000 + index} +0000`,
      `data ${`step ${index}`.length}\nstep ${index}`,
      ...(index === 0 ? [`from ${project.greenSha}`] : []),
      `M 644 inline steps/${index}.txt\ndata 2\nx\n`,
    ].join("\n"),
  );
  await gitInput(project.directory, ["fast-import", "--quiet", "--force"], commits.join("\n"));
  return (await git(project.directory, ["rev-parse", "many"])).trim();
}

test("of very many commits the newest are taken, over pages, newest first", async () => {
  const run = setting.github.addRun({ headSha: await manyCommits(), conclusion: "failure" });
  const limits = { commits: 50, commitDetails: 2 };
  const { evidence } = await setting.collect("changes", { subject: setting.subjectOf(run), limits });
  const set = ChangeSet.parse(evidence[0]?.data);
  expect(set.changes.map(({ title }) => title)).toEqual(
    Array.from({ length: 50 }, (_, index) => `step ${229 - index}`),
  );
  expect(set.truncated).toBe(true);
  expect(set.changes[0]?.files).toMatchObject([{ path: "steps/229.txt", added: 1 }]);
}, 30_000);

test("history that was rewritten since the green run is told", async () => {
  const amended = await git(
    project.directory,
    ["commit-tree", `${project.headSha}^{tree}`, "-p", project.commits[0]?.sha ?? "", "-m", "Again"],
    {
      GIT_AUTHOR_NAME: "Tom Alder",
      GIT_AUTHOR_EMAIL: "tom@orchard.example",
      GIT_COMMITTER_NAME: "Tom Alder",
      GIT_COMMITTER_EMAIL: "tom@orchard.example",
    },
  );
  const run = setting.github.addRun({ headSha: amended.trim(), conclusion: "failure" });
  const { evidence } = await setting.collect("changes", { subject: setting.subjectOf(run) });
  expect(await textOf(evidence[0])).toContain("History was rewritten: 1 commits of the green state");
});

test("the same commit that was green before has no changes", async () => {
  const run = setting.github.addRun({ headSha: project.greenSha, conclusion: "failure" });
  const { evidence } = await setting.collect("changes", { subject: setting.subjectOf(run) });
  expect(ChangeSet.parse(evidence[0]?.data).changes).toEqual([]);
  expect(await textOf(evidence[0])).toContain("The same commit was green before.");
});

test("without a green run the last commits are the changes", async () => {
  const run = setting.github.addRun({ headSha: project.headSha, conclusion: "failure", workflow: "Deploy" });
  const { evidence, gaps } = await setting.collect("changes", { subject: setting.subjectOf(run) });
  const set = ChangeSet.parse(evidence[0]?.data);
  expect([set.base, set.changes.length, set.truncated]).toEqual([undefined, project.commits.length, true]);
  expect(gaps).toMatchObject([{ code: "not_found" }]);
});

test("the diff is that of one commit, or of the whole range", async () => {
  const guilty = await setting.collect("diff", { target: project.guiltySha });
  expect(guilty.evidence[0]?.title).toBe(`Diff of commit ${project.guiltySha.slice(0, 7)}`);
  expect(await textOf(guilty.evidence[0])).toContain("--- a/src/cart.js\n+++ b/src/cart.js\n@@");
  expect(guilty.evidence[0]?.data).toMatchObject({ id: project.guiltySha, files: [{ path: "src/cart.js" }] });
  const whole = await textOf((await setting.collect("diff")).evidence[0]);
  for (const path of ["README.md", "src/cart.js", "src/money.js", ".nvmrc"])
    expect(whole).toContain(`+++ b/${path}\n`);
  const cut = await setting.collect("diff", { limits: { diffBytes: 400 } });
  expect(cut.evidence[0]?.truncated).toBe(true);
  const strange = await setting.collect("diff", { target: "../../../user" });
  expect(strange.gaps).toMatchObject([{ code: "not_found" }]);
});

test("annotations come failures first", async () => {
  const { evidence, gaps } = await setting.collect("annotations");
  expect(gaps).toEqual([]);
  expect(await textOf(evidence[0])).toBe(
    "failure in test: .github:22\n    Process completed with exit code 1.\nwarning in test: .github:1\n    Node.js 16 actions are deprecated.\n",
  );
});

test("the pull request is found by the commit, and no pull request is nothing", async () => {
  expect(await setting.collect("pull_request")).toEqual({ evidence: [], gaps: [] });
  setting.github.addPull({
    number: 7,
    title: "Round discounts",
    body: "Customers saw fractions of a cent.",
    author: "talder",
    branch: "rounding",
    headSha: project.headSha,
  });
  const { evidence } = await setting.collect("pull_request");
  expect(await textOf(evidence[0])).toMatch(
    /^Pull request 7: Round discounts\nBy @talder .*\n.*\n\nCustomers saw/,
  );
});

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

test.each([undefined, 31])(
  "a GitHub App signs in, its installation given or found (%s)",
  async (installationId) => {
    const own = await createSetting(project, { app: { id: 12, installationId: 31 } });
    const auth = { appId: 12, privateKey, ...(installationId ? { installationId } : {}) };
    const { evidence, gaps } = await own.collect("run", { auth });
    expect(gaps).toEqual([]);
    expect(await textOf(evidence[0])).toContain("Run 2 of workflow CI");
    await own.github.close();
    own.github.assertClean();
  },
);

test("it answers for GitHub's subjects and the kinds it knows", () => {
  const collector = createGitHubCollector({ auth: "none" });
  const request = (kind: "run" | "files") => ({ kind, target: "", reason: "", askedBy: "triage" as const });
  const folder: Subject = { kind: "folder", directory: "/tmp" };
  expect(collector.answers(setting.subjectOf(setting.failed), request("run"))).toBe(true);
  expect(collector.answers(setting.subjectOf(setting.failed), request("files"))).toBe(false);
  expect(collector.answers(folder, request("run"))).toBe(false);
});
