import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChangeSet, type Subject } from "../../../src/domain/index.ts";
import { type BrokenProject, createBrokenProject } from "../../support/broken-project.ts";
import type { CheckFacts, DeploymentFacts } from "../../support/github-shapes.ts";
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

const check = (facts: Partial<CheckFacts>): CheckFacts => ({
  id: 501,
  suiteId: 601,
  name: "coverage",
  app: "coverage-app",
  headSha: project.headSha,
  branch: "main",
  conclusion: "failure",
  detailsUrl: "https://coverage.example/41",
  output: { title: "Coverage fell", summary: "81.2 % after 84.0 %", text: "src/cart.js lost 3 lines" },
  annotations: 1,
  at: "2026-01-05T08:03:00Z",
  ...facts,
});

const checkSubject = (id: number, kind: "check_run" | "check_suite" = "check_run"): Subject => ({
  kind: "github_check",
  owner: project.owner,
  repo: project.name,
  checkId: id,
  check: kind,
  headSha: project.headSha,
});

test("another app's check: what it says of itself, its output, its annotations", async () => {
  setting.github.addCheck(check({}), [
    { path: "src/cart.js", line: 7, level: "failure", message: "not covered" },
  ]);
  const subject = checkSubject(501);
  const run = await setting.collect("run", { subject });
  expect(await textOf(run.evidence[0])).toContain("check coverage by coverage-app");
  const log = await setting.collect("failed_log", { subject });
  expect(await textOf(log.evidence[0])).toBe(
    "Coverage fell\n\n81.2 % after 84.0 %\n\nsrc/cart.js lost 3 lines\n",
  );
  const annotations = await setting.collect("annotations", { subject });
  expect(await textOf(annotations.evidence[0])).toContain(
    "failure in coverage: src/cart.js:7\n    not covered",
  );
  expect([run.gaps, log.gaps, annotations.gaps]).toEqual([[], [], []]);
});

test("the changes of a check are those since it last succeeded", async () => {
  setting.github.addCheck(check({}));
  setting.github.addCheck(check({ id: 499, headSha: project.commits[2]?.sha ?? "", conclusion: "success" }));
  const { evidence, gaps } = await setting.collect("changes", { subject: checkSubject(501) });
  expect(gaps).toEqual([]);
  const set = ChangeSet.parse(evidence[0]?.data);
  expect(set.base).toBe(project.commits[2]?.sha);
  expect(set.changes.map(({ id }) => id)).toContain(project.guiltySha);
});

test("a suite's failed checks are its subject; one that wrote nothing is a gap", async () => {
  setting.github.addCheck(check({}));
  setting.github.addCheck(
    check({ id: 502, name: "style", output: { title: null, summary: null, text: null } }),
  );
  setting.github.addCheck(check({ id: 503, name: "spelling", conclusion: "success" }));
  const { evidence, gaps } = await setting.collect("failed_log", {
    subject: checkSubject(601, "check_suite"),
  });
  expect(evidence.map(({ title }) => title)).toEqual(["Output of check coverage (501)"]);
  expect(gaps).toMatchObject([{ missing: "Output of check style: it wrote none" }]);
});

test("a check that an Actions run made is looked into as that run", async () => {
  const { github, failed } = setting;
  const detailsUrl = `${github.url}/orchard/shop/actions/runs/${failed.id}/job/1`;
  github.addCheck(check({ app: "github-actions", detailsUrl }));
  const { evidence } = await setting.collect("failed_log", { subject: checkSubject(501) });
  expect(await textOf(evidence[0])).toBe(project.failedLog);
});

const deployment = (facts: Partial<DeploymentFacts>): DeploymentFacts => ({
  id: 900,
  sha: project.headSha,
  ref: "main",
  environment: "production",
  creator: "mira-holt",
  at: "2026-01-05T08:00:00Z",
  ...facts,
});

const deploymentSubject = (): Subject => ({
  kind: "github_deployment",
  owner: project.owner,
  repo: project.name,
  deploymentId: 900,
  sha: project.headSha,
  environment: "production",
});

function addDeployments(logUrl: string): void {
  const status = { description: "", logUrl, at: "2026-01-05T08:01:00Z" };
  const { github } = setting;
  github.addDeployment(deployment({ id: 700, sha: project.greenSha }), [
    { ...status, state: "success" },
    { ...status, state: "inactive" },
  ]);
  github.addDeployment(deployment({ id: 750, environment: "staging" }), [{ ...status, state: "success" }]);
  github.addDeployment(deployment({ id: 800 }), [{ ...status, state: "error" }]);
  github.addDeployment(deployment({}), [
    { ...status, state: "in_progress" },
    { ...status, state: "failure", description: "the new pods never became ready" },
  ]);
}

test("a deployment: its statuses, the log of the run that made it", async () => {
  addDeployments(`${setting.github.url}/orchard/shop/actions/runs/${setting.failed.id}/job/1`);
  const subject = deploymentSubject();
  const run = await setting.collect("run", { subject });
  expect(run.evidence.map(({ title }) => title)).toEqual(["Deployment to production", "Run 2 of CI"]);
  expect(await textOf(run.evidence[0])).toContain(
    "in_progress\n- 2026-01-05T08:01:00Z failure: the new pods never",
  );
  const log = await setting.collect("failed_log", { subject });
  expect(await textOf(log.evidence[0])).toBe(project.failedLog);
  expect([run.gaps, log.gaps]).toEqual([[], []]);
});

test("its changes are the commits since the last deployment there that succeeded", async () => {
  addDeployments("https://deploys.example/900");
  const { evidence, gaps } = await setting.collect("changes", { subject: deploymentSubject() });
  expect(gaps).toEqual([]);
  const set = ChangeSet.parse(evidence[0]?.data);
  expect([set.base, set.head, set.changes.length]).toEqual([project.greenSha, project.headSha, 4]);
  expect(await textOf(evidence[0])).toContain("(deployment 700 succeeded)");
});

test.each([
  "https://deploys.example/orchard/shop/actions/runs/4100000001",
  "javascript:alert(1)//x",
  "https://x.example/",
])("a log address elsewhere (%s) is never called, and is a gap", async (logUrl) => {
  addDeployments(logUrl);
  const { evidence, gaps } = await setting.collect("failed_log", { subject: deploymentSubject() });
  expect([evidence, gaps]).toMatchObject([
    [],
    [{ code: "not_found", remedy: expect.stringContaining("log_url") }],
  ]);
});
