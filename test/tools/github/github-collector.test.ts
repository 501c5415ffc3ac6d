import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChangeSet, type EvidenceKind, type Subject } from "../../../src/domain/index.ts";
import type { Collected, CollectedEvidence } from "../../../src/tools/collector.ts";
import { createGitHubCollector } from "../../../src/tools/github/github-collector.ts";
import { type BrokenProject, createBrokenProject } from "../../support/broken-project.ts";
import { createGitHubStandIn, type GitHubStandIn, type StandInRun } from "../../support/github-stand-in.ts";

const token = "ghp_0000111122223333444455556666777788889999";

let project: BrokenProject;
let github: GitHubStandIn;
let failed: StandInRun;

beforeAll(async () => {
  project = await createBrokenProject();
}, 30_000);
afterAll(async () => project.close());

beforeEach(async () => {
  const { owner, name, directory } = project;
  const logins = Object.fromEntries(project.commits.map((commit) => [commit.email, commit.login]));
  github = await createGitHubStandIn({ owner, name, directory, token, logins });
  github.addRun({
    headSha: project.greenSha,
    conclusion: "success",
    jobs: [
      { name: "lint", conclusion: "success", log: "all is tidy\n" },
      { name: "test", conclusion: "success", log: project.greenLog },
    ],
  });
  failed = github.addRun({
    headSha: project.headSha,
    conclusion: "failure",
    title: "Say which Node the shop wants",
    jobs: [
      { name: "lint", conclusion: "success", log: "all is tidy\n" },
      {
        name: "test",
        conclusion: "failure",
        log: project.failedLog,
        annotations: [
          { path: ".github", line: 22, level: "failure", message: "Process completed with exit code 1." },
          { path: ".github", line: 1, level: "warning", message: "Node.js 16 actions are deprecated." },
        ],
      },
    ],
  });
});
afterEach(async () => {
  await github.close();
  github.assertClean();
});

function collector(limits = {}) {
  return createGitHubCollector({ auth: { token }, apiUrl: github.url, limits: { retryMs: 5, ...limits } });
}

async function collect(
  kind: EvidenceKind,
  options: { target?: string; subject?: Subject; limits?: object; signal?: AbortSignal } = {},
): Promise<Collected> {
  const subject = options.subject ?? subjectOf(failed);
  const request = { kind, target: options.target ?? "", reason: "a test", askedBy: "triage" as const };
  const signal = options.signal ?? new AbortController().signal;
  return collector(options.limits).collect(subject, request, { signal });
}

function subjectOf(run: StandInRun): Subject {
  return {
    kind: "github_run",
    owner: project.owner,
    repo: project.name,
    runId: run.id,
    attempt: run.attempt,
  };
}

async function textOf(evidence: CollectedEvidence | undefined): Promise<string> {
  if (!evidence) throw new Error("there is no such evidence");
  if (typeof evidence.content === "string") return evidence.content;
  const chunks: Uint8Array[] = [];
  for await (const chunk of evidence.content) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

test("the run says which job and step failed", async () => {
  const { evidence, gaps } = await collect("run");
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
  });
  expect(evidence[0]?.url).toBe(`${github.url}/orchard/shop/actions/runs/${failed.id}`);
});

test("the failed job's log comes whole, from another host that does not see the token", async () => {
  const { evidence, gaps } = await collect("failed_log");
  expect(gaps).toEqual([]);
  expect(evidence.map(({ title }) => title)).toEqual(["Log of job test (step Run npm test)"]);
  expect(await textOf(evidence[0])).toBe(project.failedLog);
});

test("the green log is that of the same job in the last green run of the branch", async () => {
  const { evidence, gaps } = await collect("green_log");
  expect(gaps).toEqual([]);
  expect(evidence.map(({ title, kind }) => [title, kind])).toEqual([["Green log of job test", "green_log"]]);
  expect(await textOf(evidence[0])).toBe(project.greenLog);
});

test("the changes are the commits since the green run, newest first, with the guilty one among them", async () => {
  const { evidence, gaps } = await collect("changes");
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
  expect(guilty).toMatchObject({
    author: "Tom Alder",
    login: "talder",
    files: [{ path: "src/cart.js", added: 1, deleted: 1 }],
  });
  expect(guilty?.files[0]?.patch).toContain("-  return Math.round(");
  expect(await textOf(evidence[0])).toContain("by Tom Alder (@talder)");
});
