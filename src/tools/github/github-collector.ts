import type { Logger } from "pino";
import type { EvidenceRequest, Subject } from "../../domain/index.ts";
import { attempt } from "../attempt.ts";
import type { Range } from "../change-text.ts";
import type { CollectedEvidence, Collector } from "../collector.ts";
import { collectAnnotations } from "./annotations.ts";
import { collectChanges } from "./changes.ts";
import {
  type CheckSubject,
  collectCheckFacts,
  collectCheckOutputs,
  fetchChecks,
  rangeOfCheck,
} from "./checks.ts";
import { createGitHubClients, type GitHubAuth } from "./client.ts";
import {
  collectDeployment,
  type DeploymentSubject,
  fetchStatuses,
  rangeOfDeployment,
  runOfDeployment,
} from "./deployments.ts";
import { collectDiff } from "./diff.ts";
import { collectGreenLogs, findGreenRun, noGreenRun, wantedJobs } from "./green.ts";
import { defaultLimits, type GitHubLimits } from "./limits.ts";
import { collectLogs } from "./logs.ts";
import { collectPullRequest } from "./pull-request.ts";
import { collectRun, fetchJobs, fetchRun, hasFailed } from "./run.ts";
import { type RunReference, runInAddress, type Scene, webHostOf } from "./scene.ts";
import type { Run } from "./schemas.ts";

export interface GitHubCollectorOptions {
  auth: GitHubAuth;
  /** `https://api.github.com` unless this is GitHub Enterprise. */
  apiUrl?: string;
  limits?: Partial<GitHubLimits>;
  /** Told of rate limits. */
  logger?: Logger;
}

type GitHubSubject = Extract<Subject, { kind: `github_${string}` }>;

const kinds = new Set<EvidenceRequest["kind"]>([
  "run",
  "failed_log",
  "green_log",
  "annotations",
  "changes",
  "diff",
  "pull_request",
]);

/**
 * Evidence from GitHub for a run, a check or a deployment, over its REST API, read-only.
 *
 * | kind | `target` | `data` |
 * |---|---|---|
 * | `run` | – | `GitHubRunFacts` |
 * | `failed_log` | a job's name; empty: every failed job | |
 * | `green_log` | a job's name; empty: the jobs that failed | |
 * | `annotations` | – | `{ job, path, line, level, title, message }[]` |
 * | `changes` | a commit known to be good; empty: of the last green run | `ChangeSet` |
 * | `diff` | a commit; empty: the whole range | `Change`, of a commit |
 * | `pull_request` | – | `{ number, title, author, state, head, base }` |
 *
 * @example
 * const github = createGitHubCollector({ auth: { token } });
 * const { evidence, gaps } = await github.collect(subject, request, { signal });
 */
export function createGitHubCollector(options: GitHubCollectorOptions): Collector {
  const apiUrl = (options.apiUrl ?? "https://api.github.com").replace(/\/+$/, "");
  const limits = { ...defaultLimits, ...options.limits };
  const { auth, logger } = options;
  const clients = createGitHubClients({ auth, apiUrl, limits, ...(logger ? { logger } : {}) });
  const webHost = webHostOf(apiUrl);
  return {
    name: "github",
    answers: (subject, request) => isGitHub(subject) && kinds.has(request.kind),
    async collect(subject, request, { signal }) {
      if (!isGitHub(subject)) return { evidence: [], gaps: [] };
      const { owner, repo } = subject;
      const client = clients.of({ owner, repo }, signal);
      const scene: Scene = { owner, repo, client, limits, webHost, signal, gaps: [] };
      const evidence = await attempt(scene.gaps, async () => answer(scene, subject, request));
      return { evidence: evidence ?? [], gaps: scene.gaps };
    },
  };
}

function isGitHub(subject: Subject): subject is GitHubSubject {
  return subject.kind.startsWith("github_");
}

async function answer(scene: Scene, subject: GitHubSubject, request: EvidenceRequest) {
  switch (subject.kind) {
    case "github_run":
      return ofRun(scene, { runId: subject.runId, attempt: subject.attempt }, request);
    case "github_check":
      return ofCheck(scene, subject, request);
    case "github_deployment":
      return ofDeployment(scene, subject, request);
  }
}

async function ofRun(
  scene: Scene,
  reference: RunReference,
  request: EvidenceRequest,
): Promise<CollectedEvidence[]> {
  const run = await fetchRun(scene, reference.runId, reference.attempt);
  switch (request.kind) {
    case "run":
      return [await collectRun(scene, run)];
    case "failed_log":
      return failedLogs(scene, run, request.target);
    case "green_log":
      return collectGreenLogs(scene, run, request.target);
    case "annotations": {
      const failed = (await fetchJobs(scene, run)).filter(hasFailed);
      // An Actions job is a check run, and has its id.
      const checks = failed.map((job) => ({ checkRunId: job.id, name: job.name }));
      return collectAnnotations(scene, checks, run.html_url);
    }
    case "changes":
      return [await collectChanges(scene, await rangeOfRun(scene, run, request.target))];
    case "diff":
      return [
        await collectDiff(
          scene,
          request.target ? { head: run.head_sha } : await rangeOfRun(scene, run, ""),
          request.target,
        ),
      ];
    case "pull_request":
      return collectPullRequest(scene, run.head_sha, run.pull_requests?.[0]?.number);
    default:
      return [];
  }
}

async function failedLogs(scene: Scene, run: Run, target: string): Promise<CollectedEvidence[]> {
  const jobs = wantedJobs(await fetchJobs(scene, run), target);
  if (jobs.length === 0) {
    scene.gaps.push({
      missing: target
        ? `Log of job ${target}: run ${run.run_number} has no such job`
        : `Logs of run ${run.run_number}: none of its jobs failed or none was started`,
      code: "not_found",
      remedy: target ? "Ask for a job by its name in the run." : "Check the workflow file at the run's page.",
    });
  }
  return collectLogs(scene, "failed_log", run, jobs);
}

async function rangeOfRun(scene: Scene, run: Run, good: string): Promise<Range> {
  const head = run.head_sha;
  if (/^[0-9a-f]{7,64}$/i.test(good)) return { base: good, head };
  const found = await attempt(scene.gaps, async () => ({ green: await findGreenRun(scene, run) }));
  if (found && !found.green) scene.gaps.push(noGreenRun(run));
  const green = found?.green;
  if (!green) return { head };
  const baseReason = `run ${green.run_number} was green on ${green.head_branch ?? "it"}`;
  return { base: green.head_sha, head, baseReason };
}

async function ofCheck(
  scene: Scene,
  subject: CheckSubject,
  request: EvidenceRequest,
): Promise<CollectedEvidence[]> {
  if (request.kind === "pull_request") return collectPullRequest(scene, subject.headSha, undefined);
  if (request.kind === "diff" && request.target) {
    return [await collectDiff(scene, { head: subject.headSha }, request.target)];
  }
  const checks = await fetchChecks(scene, subject);
  const [first] = checks;
  const run = checks
    .map((check) => runInAddress(check.details_url, scene))
    .find((reference) => reference !== undefined);
  if (run) return ofRun(scene, run, request);
  switch (request.kind) {
    case "run":
      return collectCheckFacts(checks);
    case "failed_log":
      return collectCheckOutputs(
        scene,
        checks.filter((check) => !request.target || check.name === request.target),
      );
    case "annotations": {
      const annotated = checks.map((check) => ({ checkRunId: check.id, name: check.name }));
      return collectAnnotations(scene, annotated, first?.html_url ?? undefined);
    }
    case "changes":
    case "diff": {
      const range = first ? await rangeOfCheck(scene, first) : { head: subject.headSha };
      return [
        request.kind === "changes" ? await collectChanges(scene, range) : await collectDiff(scene, range, ""),
      ];
    }
    case "green_log":
      scene.gaps.push({
        missing: "The log of a green run: this check keeps its logs elsewhere",
        code: "not_found",
        remedy: "Follow the check's own link for its log.",
      });
      return [];
    default:
      return [];
  }
}

async function ofDeployment(
  scene: Scene,
  subject: DeploymentSubject,
  request: EvidenceRequest,
): Promise<CollectedEvidence[]> {
  if (request.kind === "pull_request") return collectPullRequest(scene, subject.sha, undefined);
  if (request.kind === "changes" || request.kind === "diff") {
    if (request.kind === "diff" && request.target) {
      return [await collectDiff(scene, { head: subject.sha }, request.target)];
    }
    const range = await rangeOfDeployment(scene, subject);
    return [
      request.kind === "changes" ? await collectChanges(scene, range) : await collectDiff(scene, range, ""),
    ];
  }
  const statuses = (await attempt(scene.gaps, async () => fetchStatuses(scene, subject.deploymentId))) ?? [];
  const run = runOfDeployment(scene, statuses);
  const own = request.kind === "run" ? [await collectDeployment(scene, subject, statuses)] : [];
  if (run) {
    const ofItsRun = await attempt(scene.gaps, async () => ofRun(scene, run, request));
    return [...own, ...(ofItsRun ?? [])];
  }
  if (request.kind !== "run") {
    scene.gaps.push({
      missing: "The log of the deployment: its statuses point to no Actions run",
      code: "not_found",
      remedy: "Set log_url of the deployment status to the run that deploys.",
    });
  }
  return own;
}
