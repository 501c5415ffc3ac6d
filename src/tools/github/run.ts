import { attempt } from "../attempt.ts";
import type { CollectedEvidence } from "../collector.ts";
import { duration, instant, oneLine } from "../wording.ts";
import type { Scene } from "./scene.ts";
import { type Job, Jobs, Run } from "./schemas.ts";

/** `data` of the evidence `run`. Times are ISO 8601. */
export interface GitHubRunFacts {
  runId: number;
  attempt: number;
  workflow: string;
  workflowId: number;
  runNumber: number;
  event: string;
  status?: string;
  conclusion?: string;
  title?: string;
  branch?: string;
  headSha: string;
  actor?: string;
  url: string;
  startedAt?: string;
  endedAt?: string;
  /** Earlier attempts of the same run, oldest first. */
  earlierAttempts: { attempt: number; conclusion?: string }[];
  jobs: {
    id: number;
    name: string;
    conclusion?: string;
    url?: string;
    startedAt?: string;
    endedAt?: string;
    runner?: string;
    steps: { number: number; name: string; conclusion?: string; startedAt?: string; endedAt?: string }[];
  }[];
}

export async function fetchRun(scene: Scene, runId: number, runAttempt: number | undefined): Promise<Run> {
  const need = { what: `Run ${runId}`, permission: "actions: read" };
  if (runAttempt === undefined) {
    return scene.client.get("/actions/runs/{run_id}", { run_id: runId }, Run, need);
  }
  return scene.client.get(
    "/actions/runs/{run_id}/attempts/{attempt_number}",
    { run_id: runId, attempt_number: runAttempt },
    Run,
    need,
  );
}

/** The jobs of one attempt, in GitHub's order, at most `limits.jobs` of them. */
export async function fetchJobs(scene: Scene, run: Run): Promise<Job[]> {
  const jobs: Job[] = [];
  for (let page = 1; jobs.length < scene.limits.jobs; page += 1) {
    const answer = await scene.client.get(
      "/actions/runs/{run_id}/attempts/{attempt_number}/jobs",
      { run_id: run.id, attempt_number: run.run_attempt ?? 1, per_page: 100, page },
      Jobs,
      { what: `The jobs of run ${run.id}`, permission: "actions: read" },
    );
    jobs.push(...answer.jobs);
    if (answer.jobs.length === 0 || jobs.length >= answer.total_count) return jobs;
  }
  scene.gaps.push({
    missing: `Jobs of run ${run.id} beyond the first ${jobs.length}`,
    code: "limit_reached",
    remedy: "Look at the run's page.",
  });
  return jobs;
}

const failedConclusions = new Set(["failure", "timed_out", "startup_failure"]);

export function hasFailed(outcome: { conclusion?: string | null }): boolean {
  return failedConclusions.has(outcome.conclusion ?? "");
}

/** The run with its jobs and steps. Jobs that cannot be had are a gap; the run stays. */
export async function collectRun(scene: Scene, run: Run): Promise<CollectedEvidence> {
  const jobs = (await attempt(scene.gaps, () => fetchJobs(scene, run))) ?? [];
  const earlier = await fetchEarlierAttempts(scene, run);
  const facts = factsOf(run, jobs, earlier);
  return {
    kind: "run",
    title: `Run ${facts.runNumber} of ${facts.workflow}${facts.attempt > 1 ? `, attempt ${facts.attempt}` : ""}`,
    url: run.html_url,
    content: describe(facts),
    data: facts,
  };
}

const mostEarlierAttempts = 5;

async function fetchEarlierAttempts(scene: Scene, run: Run): Promise<GitHubRunFacts["earlierAttempts"]> {
  const last = (run.run_attempt ?? 1) - 1;
  const earlier: GitHubRunFacts["earlierAttempts"] = [];
  for (let number = Math.max(1, last - mostEarlierAttempts + 1); number <= last; number += 1) {
    const found = await attempt(scene.gaps, () => fetchRun(scene, run.id, number));
    if (found) earlier.push({ attempt: number, conclusion: found.conclusion ?? undefined });
  }
  return earlier;
}

function factsOf(run: Run, jobs: Job[], earlierAttempts: GitHubRunFacts["earlierAttempts"]): GitHubRunFacts {
  return {
    runId: run.id,
    attempt: run.run_attempt ?? 1,
    workflow: run.name || run.path || String(run.workflow_id),
    workflowId: run.workflow_id,
    runNumber: run.run_number,
    event: run.event,
    status: run.status ?? undefined,
    conclusion: run.conclusion ?? undefined,
    title: run.display_title ?? undefined,
    branch: run.head_branch ?? undefined,
    headSha: run.head_sha,
    actor: run.triggering_actor?.login ?? run.actor?.login,
    url: run.html_url,
    startedAt: instant(run.run_started_at ?? run.created_at),
    endedAt: instant(run.updated_at),
    earlierAttempts,
    jobs: jobs.map((job) => ({
      id: job.id,
      name: job.name,
      conclusion: job.conclusion ?? undefined,
      url: job.html_url ?? undefined,
      startedAt: instant(job.started_at),
      endedAt: instant(job.completed_at),
      runner: job.runner_name || undefined,
      steps: (job.steps ?? []).map((step) => ({
        number: step.number,
        name: step.name,
        conclusion: step.conclusion ?? undefined,
        startedAt: instant(step.started_at),
        endedAt: instant(step.completed_at),
      })),
    })),
  };
}

function describe(facts: GitHubRunFacts): string {
  const lines = [
    `Run ${facts.runNumber} of workflow ${oneLine(facts.workflow)}, attempt ${facts.attempt}: ${facts.conclusion ?? facts.status ?? "unknown"}`,
    `Title: ${oneLine(facts.title ?? "")}`,
    `Commit: ${facts.headSha} on ${facts.branch ?? "no branch"}`,
    `Started by: ${facts.actor ?? "unknown"} (${facts.event})`,
    `Time: ${facts.startedAt ?? "?"} to ${facts.endedAt ?? "?"} (${duration(facts.startedAt, facts.endedAt)})`,
    ...facts.earlierAttempts.map((one) => `Attempt ${one.attempt}: ${one.conclusion ?? "unknown"}`),
    `Jobs: ${facts.jobs.length}, failed: ${facts.jobs.filter(hasFailed).length}`,
  ];
  for (const job of facts.jobs) {
    const took = duration(job.startedAt, job.endedAt);
    lines.push(
      `- job ${oneLine(job.name)}: ${job.conclusion ?? "unfinished"}${took && ` after ${took}`}${job.runner ? ` on ${oneLine(job.runner)}` : ""}`,
    );
    for (const step of job.steps) {
      const time = duration(step.startedAt, step.endedAt);
      lines.push(
        `    step ${step.number} ${oneLine(step.name)}: ${step.conclusion ?? "unfinished"}${time && ` after ${time}`}`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
