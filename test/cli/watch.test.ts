import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type BrokenProject, createBrokenProject } from "../support/broken-project.ts";
import { inquest, launcher } from "../support/command-line.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { checkRunPayload, deploymentStatusPayload, signedDelivery } from "../support/github-deliveries.ts";
import { createGitHubStandIn, type GitHubStandIn } from "../support/github-stand-in.ts";
import { gitLabDelivery, pipelinePayload } from "../support/gitlab-deliveries.ts";
import { createGitLabStandIn, type GitLabStandIn } from "../support/gitlab-stand-in.ts";
import { cleanEnvironment, startInquest } from "../support/inquest-process.ts";

let project: BrokenProject;
let github: GitHubStandIn;
let gitlab: GitLabStandIn;
let folder: Awaited<ReturnType<typeof createDataFolder>>;
let env: Record<string, string>;

beforeAll(async () => {
  project = await createBrokenProject();
  const { owner, name, directory } = project;
  github = await createGitHubStandIn({ owner, name, directory, token: "ghp_watch" });
  gitlab = await createGitLabStandIn({ project: "orchard/shop", directory, token: "glpat-watch" });
  folder = await createDataFolder();
  env = {
    INQUEST_HOME: folder.home,
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: "ghp_watch",
    GITLAB_URL: gitlab.url,
    GITLAB_TOKEN: "glpat-watch",
  };
}, 60_000);
afterAll(async () => {
  await Promise.all([github.close(), gitlab.close(), project.close()]);
  await folder.remove();
  github.assertClean();
  gitlab.assertClean();
});

interface Watch {
  child: ChildProcess;
  output(): string;
  says(words: RegExp): Promise<void>;
  stop(): Promise<number | null>;
}

const everything = ["--github", "orchard/shop", "--gitlab", "orchard/shop", "--every", "1"];

function startWatch(args = everything): Watch {
  const child = spawn(process.execPath, [launcher, "watch", ...args], {
    env: cleanEnvironment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  return {
    child,
    output: () => output,
    says: (words) => expect.poll(() => output, { timeout: 30_000 }).toMatch(words),
    async stop() {
      const exit = once(child, "exit");
      child.kill("SIGINT");
      await exit;
      return child.exitCode;
    },
  };
}

const listed = async () =>
  (await inquest(["incidents", "list", "--json"], { env })).stdout.trim().split("\n");

test("failures are heard without any webhook, told once over a restart, and ended by a green run", async () => {
  const log = project.failedLog;
  github.addRun({
    headSha: project.headSha,
    conclusion: "failure",
    jobs: [{ name: "test", conclusion: "failure", log }],
  });
  const first = startWatch(everything.slice(0, 2).concat("--every", "1"));
  await first.says(/Watching github orchard\/shop every 1 s/);
  await first.says(/CI failed on main: A change \(github orchard\/shop\): opened INC-1/);
  // Asked again and nothing new: on condition.
  await expect.poll(() => github.calls.some((call) => call.status === 304), { timeout: 20_000 }).toBe(true);
  expect(await first.stop()).toBe(0);

  // A watch that was killed before it could note where it was looks at the same again, and tells nothing twice.
  await rm(join(folder.home, "watch"), { recursive: true });
  const second = startWatch();
  await second.says(/Watching github orchard\/shop, gitlab orchard\/shop every 1 s/);
  github.addRun({
    headSha: project.headSha,
    conclusion: "success",
    endedAt: new Date().toISOString(),
    jobs: [],
  });
  await second.says(/CI is green again on main: A change \(github orchard\/shop\): resolved INC-1/);
  expect(await second.stop()).toBe(0);
  expect(second.output()).not.toContain("opened");
  expect(await listed()).toHaveLength(1);
}, 120_000);

test("what the webhook told is not told again by the watch beside it", async () => {
  const server = await startInquest(env);
  onTestFinished(async () => void (await server.stop()));
  const pipeline = gitlab.addPipeline({
    sha: project.headSha,
    status: "failed",
    jobs: [{ name: "test", status: "failed", log: project.failedOutput }],
  });
  const sender = { project: "orchard/shop", projectId: gitlab.projectId, url: gitlab.url };
  const deliver = async () => {
    const { headers, body } = gitLabDelivery(pipelinePayload(pipeline, sender));
    const answer = await fetch(`${server.url}/webhooks/gitlab`, { method: "POST", headers, body });
    return ((await answer.json()) as { outcome: string }).outcome;
  };
  expect(await deliver()).toMatch(/opened|joined/);
  const watching = startWatch(["--gitlab", "orchard/shop", "--every", "1"]);
  await watching.says(/Watching/);
  const lists = () => gitlab.calls.filter((call) => call.path.includes("/pipelines?order_by"));
  await expect.poll(() => lists().length, { timeout: 30_000 }).toBeGreaterThan(1);

  // And the other way round: what the watch told, the webhook tells in vain.
  const next = gitlab.addPipeline({ sha: project.guiltySha, status: "failed", ref: "other", jobs: [] });
  await watching.says(/Pipeline failed on other/);
  expect(watching.output()).not.toContain("Pipeline failed on main");
  Object.assign(pipeline, next);
  expect(await deliver()).toBe("duplicate");
  expect(await watching.stop()).toBe(0);
}, 120_000);

test("a deployment and another app's check that both ways tell of are one incident, told once", async () => {
  const server = await startInquest({ ...env, GITHUB_WEBHOOK_SECRET: "" });
  onTestFinished(async () => void (await server.stop()));
  const at = new Date().toISOString();
  const headSha = project.commits[1]?.sha ?? "";
  const { owner, name } = project;
  const deployment = { id: 971, sha: headSha, ref: "main", environment: "qa", creator: "mira-holt", at };
  const status = { state: "failure", description: "", logUrl: "https://deploys.example/41", at };
  const facts = { id: 972, suiteId: 973, headSha, branch: "main", at, conclusion: "failure", annotations: 0 };
  const output = { title: null, summary: null, text: null };
  const check = { ...facts, name: "coverage", app: "coverage-app", detailsUrl: "", output };
  const sender = { owner, name, host: github.host };
  const deliver = async (event: string, payload: unknown) => {
    const { headers, body } = signedDelivery(event, payload);
    const answer = await fetch(`${server.url}/webhooks/github`, { method: "POST", headers, body });
    return ((await answer.json()) as { outcome: string }).outcome;
  };
  const before = (await listed()).length;
  expect(await deliver("deployment_status", deploymentStatusPayload(sender, deployment, status))).toBe(
    "opened",
  );
  github.addDeployment(deployment, [status]);
  github.addCheck(check);
  const watching = startWatch(["--github", "orchard/shop", "--every", "1"]);
  // Of the same commit: it joins what the webhook told of.
  await watching.says(/Check coverage failed on main \(github orchard\/shop\): joined INC-/);
  expect(watching.output()).not.toContain("Deployment of shop to qa failed");
  expect(await deliver("check_run", checkRunPayload(sender, check))).toBe("duplicate");
  expect(await listed()).toHaveLength(before + 1);
  expect(await watching.stop()).toBe(0);
}, 120_000);

test("what cannot be watched is told at once", async () => {
  const nothing = await inquest(["watch"], { env });
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining("There is nothing to watch.")]);
  const odd = await inquest(["watch", "--github", "not-a-repository"], { env });
  expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining("OWNER/NAME")]);
  const refused = await inquest(["watch", "--gitlab", "orchard/shop"], {
    env: { ...env, GITLAB_TOKEN: "glpat-wrong" },
  });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("it refuses the token");
  expect(refused.stderr).toContain("Renew GITLAB_TOKEN");
}, 120_000);
