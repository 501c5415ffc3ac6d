import type { FailureEvent } from "../../src/domain/index.ts";

/** Failures of one service as different senders tell of them. */

export const failedAt = "2026-03-01T12:00:00.000Z";

export function runEvent(changes: Partial<FailureEvent> = {}): FailureEvent {
  const { repository = "acme/checkout", commit = "" } = changes;
  const [owner = "", repo = ""] = repository.split("/");
  return {
    source: "github",
    kind: "failure",
    dedupeKey: `github:${repository}:run:${commit}:1`,
    stream: `github:${repository}:workflow:1:main`,
    title: `CI failed on main of ${repository}`,
    occurredAt: failedAt,
    subject: { kind: "github_run", owner, repo, runId: 7, attempt: 1 },
    service: repo,
    repository,
    branch: "main",
    ...changes,
  };
}

export function deploymentEvent(changes: Partial<FailureEvent> = {}): FailureEvent {
  const { repository = "acme/checkout", commit = "", environment = "production" } = changes;
  const [owner = "", repo = ""] = repository.split("/");
  return {
    source: "github",
    kind: "failure",
    dedupeKey: `github:${repository}:deployment:${commit}`,
    stream: `github:${repository}:environment:${environment}`,
    title: `Deployment of ${repo} to ${environment} failed`,
    occurredAt: failedAt,
    subject: { kind: "github_deployment", owner, repo, deploymentId: 9, sha: commit, environment },
    service: repo,
    environment,
    repository,
    ...changes,
  };
}

export function alertEvent(
  changes: Partial<FailureEvent> & { labels: Record<string, string>; fingerprint?: string },
): FailureEvent {
  const { labels, fingerprint = JSON.stringify(labels), ...rest } = changes;
  const name = labels.alertname ?? "Alert";
  const startsAt = rest.occurredAt ?? failedAt;
  return {
    source: "alertmanager",
    kind: "failure",
    dedupeKey: `alertmanager:${fingerprint}:${startsAt}`,
    stream: `alertmanager:${fingerprint}`,
    title: `${name} fires`,
    occurredAt: startsAt,
    subject: { kind: "alert", name, labels, annotations: {}, startsAt, fingerprint },
    labels,
    ...rest,
  };
}

export function workloadEvent(
  changes: Partial<FailureEvent> & { cluster?: string; name?: string },
): FailureEvent {
  const { cluster = "", name = "checkout", ...rest } = changes;
  const namespace = rest.namespace ?? "shop";
  const key = `kubernetes:${cluster}/${namespace}/${name}`;
  return {
    source: "kubernetes",
    kind: "failure",
    dedupeKey: `${key}:${rest.occurredAt ?? failedAt}`,
    stream: key,
    title: `Deployment ${name} does not become ready`,
    occurredAt: failedAt,
    subject: { kind: "workload", cluster, namespace, workload: "Deployment", name },
    namespace,
    ...rest,
  };
}
