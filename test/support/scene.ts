import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Incident, Step } from "../../src/domain/index.ts";
import { type BrokenProject, createBrokenProject } from "./broken-project.ts";
import { signedDelivery, workflowRunPayload } from "./github-deliveries.ts";
import { createGitHubStandIn, type GitHubStandIn, type StandInRun } from "./github-stand-in.ts";
import type { InquestProcess } from "./inquest-process.ts";
import { type SlackStandIn, startSlackStandIn } from "./slack-stand-in.ts";

const webhookSecret = "scene-webhook-secret";
const token = "ghs_scene-token-for-the-stand-in";

/** A team: a broken project on a GitHub, a Slack channel, and a data folder for Inquest. */
export interface Scene {
  project: BrokenProject;
  github: GitHubStandIn;
  slack: SlackStandIn;
  home: string;
  /** Environment for `startInquest`: everything connected. */
  environment: Record<string, string>;
  greenRun: StandInRun;
  failedRun: StandInRun;
  /** Sends what GitHub sends when a run has ended; answers the response. */
  deliver(
    server: InquestProcess,
    run: StandInRun,
    options?: { secret?: string; deliveryId?: string },
  ): Promise<Response>;
  close(): Promise<void>;
}

export async function createScene(): Promise<Scene> {
  const project = await createBrokenProject();
  const logins = Object.fromEntries(project.commits.map((commit) => [commit.email, commit.login]));
  const { owner, name, directory } = project;
  const github = await createGitHubStandIn({ owner, name, directory, token, logins });
  const slack = await startSlackStandIn();
  const home = await mkdtemp(join(tmpdir(), "scene-"));
  // As root, PostgreSQL runs under an account of its own, which must be able to pass through.
  await chmod(home, 0o755);
  const greenRun = github.addRun({
    headSha: project.greenSha,
    conclusion: "success",
    jobs: [{ name: "test", conclusion: "success", log: project.greenLog }],
  });
  const failedRun = github.addRun({
    headSha: project.headSha,
    title: project.commits.at(-1)?.title ?? "",
    conclusion: "failure",
    jobs: [{ name: "test", conclusion: "failure", log: project.failedLog }],
  });
  return {
    project,
    github,
    slack,
    home,
    greenRun,
    failedRun,
    environment: {
      INQUEST_HOME: home,
      // Ports differ from start to start; the address that people are told does not.
      INQUEST_PUBLIC_URL: "http://inquest.example",
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: token,
      GITHUB_WEBHOOK_SECRET: webhookSecret,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.token,
      SLACK_CHANNEL: slack.channelId,
    },
    deliver: (server, run, options = {}) => {
      const payload = workflowRunPayload({ owner, name, host: github.host }, run);
      const { headers, body } = signedDelivery("workflow_run", payload, options.secret ?? webhookSecret);
      if (options.deliveryId) headers["x-github-delivery"] = options.deliveryId;
      return fetch(`${server.url}/webhooks/github`, { method: "POST", headers, body });
    },
    close: async () => {
      await Promise.all([project.close(), github.close(), slack.close()]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Waits until the server's step stream says that the investigation has ended; answers all its steps. */
export async function investigationEnd(server: InquestProcess, incident: string): Promise<Step[]> {
  const response = await fetch(`${server.url}/api/incidents/${incident}/steps`, {
    headers: { accept: "text/event-stream" },
  });
  const text = await response.text();
  return text
    .split("\n")
    .filter((line) => line.startsWith("data:") && line.includes('"node"'))
    .map((line) => JSON.parse(line.slice("data:".length)) as Step);
}

export async function readIncident(server: InquestProcess, incident: string): Promise<Incident> {
  const response = await fetch(`${server.url}/api/incidents/${incident}`);
  return (await response.json()) as Incident;
}
