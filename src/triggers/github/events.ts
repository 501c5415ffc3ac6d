import type { FailureEvent } from "../../domain/index.ts";
import { webLink } from "../web-link.ts";
import type {
  CheckRunPayload,
  CheckSuitePayload,
  DeploymentStatusPayload,
  WorkflowRunPayload,
} from "./payloads.ts";

/** An event, or why the payload is none. */
export type Reading =
  /** `deliveryId` where polling tells the same: news has one name, whichever way it came. */
  { event: FailureEvent; deliveryId?: string } | { ignored: string };

// Cancelled, skipped, neutral, stale and action_required are somebody's decision, not a failure.
const failedConclusions = new Set(["failure", "timed_out", "startup_failure"]);

function kindOf(conclusion: string | null | undefined): FailureEvent["kind"] | undefined {
  if (failedConclusions.has(conclusion ?? "")) return "failure";
  return conclusion === "success" ? "resolution" : undefined;
}

const wording = { failure: "failed", resolution: "is green again" } as const;

/** A completed workflow run. A rerun is a new failure (new key) in the same stream. */
export function readWorkflowRun(payload: WorkflowRunPayload): Reading {
  const { workflow_run: run, repository } = payload;
  const kind = kindOf(run.conclusion);
  if (!kind) return { ignored: `workflow run concluded ${run.conclusion ?? "with nothing"}` };
  const attempt = run.run_attempt ?? 1;
  const branch = run.head_branch || undefined;
  // A fork's `main` is another stream than ours: its success says nothing of our failure.
  const fork =
    run.head_repository && run.head_repository.full_name !== repository.full_name
      ? `${run.head_repository.owner.login}:`
      : "";
  const about = run.display_title ? `: ${run.display_title}` : "";
  const dedupeKey = `github:${repository.full_name}:run:${run.id}:${attempt}`;
  return {
    deliveryId: `${dedupeKey}:${kind}`,
    event: {
      source: "github",
      kind,
      dedupeKey,
      stream: `github:${repository.full_name}:workflow:${run.workflow_id}:${fork}${branch ?? run.head_sha}`,
      title: `${run.name || "Workflow"} ${wording[kind]} on ${fork}${branch ?? run.head_sha.slice(0, 7)}${about}`,
      occurredAt: run.updated_at,
      subject: {
        kind: "github_run",
        owner: repository.owner.login,
        repo: repository.name,
        runId: run.id,
        attempt,
      },
      service: repository.name,
      repository: repository.full_name,
      commit: run.head_sha,
      branch,
      actor: run.triggering_actor?.login ?? run.actor?.login ?? payload.sender?.login,
      url: webLink(run.html_url),
    },
  };
}

// GitHub Actions reports every run as check runs too. Those arrive as `workflow_run`, which says more, so
// that its checks would only be the same failure a second time.
export const actionsApp = "github-actions";

const ofActions = { ignored: "a check of GitHub Actions, which arrives as workflow_run" };

/** A completed check of another app. The suite is the failure, so that its checks make one incident. */
export function readCheckRun(payload: CheckRunPayload): Reading {
  const { check_run: check, repository } = payload;
  if (check.app?.slug === actionsApp) return ofActions;
  const kind = kindOf(check.conclusion);
  if (!kind) return { ignored: `check run concluded ${check.conclusion ?? "with nothing"}` };
  const branch = check.check_suite.head_branch || undefined;
  const app = check.app?.slug ?? check.app?.name ?? "unknown";
  return {
    // Run again, a check ends again, at another moment.
    deliveryId: `github:${repository.full_name}:check_run:${check.id}:${kind}:${check.completed_at}`,
    event: {
      source: "github",
      kind,
      dedupeKey: `github:${repository.full_name}:check_suite:${check.check_suite.id}`,
      stream: `github:${repository.full_name}:check:${app}:${check.name}:${branch ?? check.head_sha}`,
      title: `Check ${check.name} ${wording[kind]} on ${branch ?? check.head_sha.slice(0, 7)}`,
      occurredAt: check.completed_at,
      subject: {
        kind: "github_check",
        owner: repository.owner.login,
        repo: repository.name,
        checkId: check.id,
        check: "check_run",
        headSha: check.head_sha,
      },
      service: repository.name,
      repository: repository.full_name,
      commit: check.head_sha,
      branch,
      actor: payload.sender?.login,
      url: webLink(check.html_url),
    },
  };
}

/** A completed suite of another app's checks. */
export function readCheckSuite(payload: CheckSuitePayload): Reading {
  const { check_suite: suite, repository } = payload;
  if (suite.app?.slug === actionsApp) return ofActions;
  const kind = kindOf(suite.conclusion);
  if (!kind) return { ignored: `check suite concluded ${suite.conclusion ?? "with nothing"}` };
  const branch = suite.head_branch || undefined;
  const app = suite.app?.slug ?? suite.app?.name ?? "unknown";
  return {
    deliveryId: `github:${repository.full_name}:check_suite:${suite.id}:${kind}:${suite.updated_at}`,
    event: {
      source: "github",
      kind,
      dedupeKey: `github:${repository.full_name}:check_suite:${suite.id}`,
      stream: `github:${repository.full_name}:check_suite:${app}:${branch ?? suite.head_sha}`,
      title: `Checks of ${suite.app?.name ?? app} ${kind === "failure" ? "failed" : "are green again"} on ${branch ?? suite.head_sha.slice(0, 7)}`,
      occurredAt: suite.updated_at,
      subject: {
        kind: "github_check",
        owner: repository.owner.login,
        repo: repository.name,
        checkId: suite.id,
        check: "check_suite",
        headSha: suite.head_sha,
      },
      service: repository.name,
      repository: repository.full_name,
      commit: suite.head_sha,
      branch,
      actor: payload.sender?.login,
    },
  };
}

/** A deployment's status. One that a workflow made shares its run's key: it is the same failure. */
export function readDeploymentStatus(payload: DeploymentStatusPayload): Reading {
  const { deployment_status: status, deployment, repository, workflow_run: run } = payload;
  const kind =
    status.state === "failure" || status.state === "error"
      ? "failure"
      : status.state === "success"
        ? "resolution"
        : undefined;
  if (!kind) return { ignored: `deployment is ${status.state}` };
  const environment = status.environment || deployment.environment;
  return {
    ...(status.id ? { deliveryId: `github:${repository.full_name}:deployment_status:${status.id}` } : {}),
    event: {
      source: "github",
      kind,
      dedupeKey: run
        ? `github:${repository.full_name}:run:${run.id}:${run.run_attempt ?? 1}`
        : `github:${repository.full_name}:deployment:${deployment.id}`,
      stream: `github:${repository.full_name}:environment:${environment}`,
      title: `Deployment of ${repository.name} to ${environment} ${kind === "failure" ? "failed" : "succeeded"}`,
      occurredAt: status.created_at,
      subject: {
        kind: "github_deployment",
        owner: repository.owner.login,
        repo: repository.name,
        deploymentId: deployment.id,
        sha: deployment.sha,
        environment,
      },
      service: repository.name,
      environment,
      repository: repository.full_name,
      commit: deployment.sha,
      branch: deployment.ref && deployment.ref !== deployment.sha ? deployment.ref : undefined,
      actor: deployment.creator?.login ?? status.creator?.login ?? payload.sender?.login,
      url: webLink(status.log_url) ?? webLink(status.target_url),
    },
  };
}
