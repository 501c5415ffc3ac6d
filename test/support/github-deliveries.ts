import { createHmac, randomUUID } from "node:crypto";
import {
  type CheckFacts,
  checkShape,
  type DeploymentFacts,
  deploymentShape,
  deploymentStatusShape,
  type Host,
  idOf,
  publicHost,
  type RunFacts,
  repositoryShape,
  runShape,
  type StatusFacts,
  suiteShape,
  userShape,
} from "./github-shapes.ts";

export interface Delivery {
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** A delivery as GitHub sends it; without a secret it carries no signature. */
export function signedDelivery(event: string, payload: unknown, secret?: string): Delivery {
  const body = Buffer.from(JSON.stringify(payload));
  return {
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/9a1f0c2",
      "x-github-delivery": randomUUID(),
      "x-github-event": event,
      ...(secret
        ? { "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` }
        : {}),
    },
    body,
  };
}

export interface Sender {
  owner: string;
  name: string;
  /** github.com unless the stand-in's. */
  host?: Host;
}

function frame({ owner, name, host = publicHost }: Sender, sender: string) {
  return { repository: repositoryShape(host, owner, name, "main"), sender: userShape(host, sender) };
}

const aRun = (run: Partial<RunFacts>): RunFacts => ({
  id: 4_100_000_001,
  number: 41,
  attempt: 1,
  workflow: { id: 77_001, name: "CI", path: ".github/workflows/ci.yml" },
  title: "Say which Node the shop wants",
  event: "push",
  branch: "main",
  headSha: "8f3c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
  conclusion: "failure",
  actor: "mira-holt",
  startedAt: "2026-01-05T08:00:00Z",
  endedAt: "2026-01-05T08:02:10Z",
  pulls: [],
  ...run,
});

/** `workflow_run`, completed; a failure unless `run` says otherwise. */
export function workflowRunPayload(sender: Sender, run: Partial<RunFacts> = {}) {
  const { owner, name, host = publicHost } = sender;
  const facts = aRun(run);
  const api = `${host.api}/repos/${owner}/${name}/actions/workflows/${facts.workflow.id}`;
  return {
    action: "completed",
    workflow_run: runShape(host, owner, name, facts),
    workflow: {
      id: facts.workflow.id,
      node_id: `W_${facts.workflow.id}`,
      name: facts.workflow.name,
      path: facts.workflow.path,
      state: "active",
      created_at: "2025-01-05T08:00:00.000Z",
      updated_at: "2025-01-05T08:00:00.000Z",
      url: api,
      html_url: `${host.web}/${owner}/${name}/blob/main/${facts.workflow.path}`,
      badge_url: `${host.web}/${owner}/${name}/workflows/${facts.workflow.name}/badge.svg`,
    },
    ...frame(sender, facts.actor),
  };
}

const aCheck = (check: Partial<CheckFacts>): CheckFacts => ({
  id: 5_200_000_001,
  suiteId: 6_200_000_001,
  name: "coverage",
  app: "coverage-app",
  headSha: "8f3c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
  branch: "main",
  conclusion: "failure",
  detailsUrl: "https://coverage.example/shop/41",
  output: { title: "Coverage fell", summary: "81.2 % after 84.0 %", text: null },
  annotations: 0,
  at: "2026-01-05T08:03:00Z",
  ...check,
});

/** `check_run`, completed, of another app than Actions unless `check` says otherwise. */
export function checkRunPayload(sender: Sender, check: Partial<CheckFacts> = {}) {
  const { owner, name, host = publicHost } = sender;
  const facts = aCheck(check);
  const {
    latest_check_runs_count: _count,
    check_runs_url: _url,
    head_commit: _commit,
    ...suite
  } = suiteShape(host, owner, name, facts);
  return {
    action: "completed",
    check_run: { ...checkShape(host, owner, name, facts), check_suite: suite },
    ...frame(sender, facts.app),
  };
}

/** `check_suite`, completed. */
export function checkSuitePayload(sender: Sender, check: Partial<CheckFacts> = {}) {
  const { owner, name, host = publicHost } = sender;
  const facts = aCheck(check);
  const suite = suiteShape(host, owner, name, facts);
  return { action: "completed", check_suite: suite, ...frame(sender, facts.app) };
}

/** `deployment_status`, created; `run` when a workflow made the deployment. */
export function deploymentStatusPayload(
  sender: Sender,
  deployment: Partial<DeploymentFacts> = {},
  status: Partial<StatusFacts> = {},
  run?: Partial<RunFacts>,
) {
  const { owner, name, host = publicHost } = sender;
  const facts: DeploymentFacts = {
    id: idOf("deployment"),
    sha: "8f3c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
    ref: "main",
    environment: "production",
    creator: "mira-holt",
    at: "2026-01-05T08:00:00Z",
    ...deployment,
  };
  const statusFacts: StatusFacts = {
    state: "failure",
    description: "",
    logUrl: `${host.web}/${owner}/${name}/actions/runs/4100000001/job/1`,
    at: "2026-01-05T08:02:30Z",
    ...status,
  };
  return {
    action: "created",
    deployment_status: deploymentStatusShape(host, owner, name, facts, statusFacts),
    deployment: deploymentShape(host, owner, name, facts),
    check_run: null,
    workflow: null,
    workflow_run: run ? runShape(host, owner, name, aRun(run)) : null,
    ...frame(sender, facts.creator),
  };
}
