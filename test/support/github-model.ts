import {
  type CheckFacts,
  type DeploymentFacts,
  idOf,
  type JobFacts,
  type RunFacts,
  type StatusFacts,
} from "./github-shapes.ts";

export interface StandInJob {
  name: string;
  conclusion: string;
  log?: string;
  /** Where the log can be had; a job's own address unless `zip`. */
  logIn?: "job" | "zip";
  steps?: { name: string; conclusion: string }[];
  annotations?: StandInAnnotation[];
}

export interface StandInAnnotation {
  path: string;
  line: number;
  level: string;
  title?: string;
  message: string;
}

export interface StandInRun extends RunFacts {
  jobs: (StandInJob & JobFacts)[];
}

export type NewRun = Partial<Omit<RunFacts, "workflow">> & {
  headSha: string;
  conclusion: string;
  workflow?: string;
  jobs?: StandInJob[];
};

export interface StandInPull {
  number: number;
  title: string;
  body: string;
  author: string;
  branch: string;
  headSha: string;
  mergedAt?: string;
}

/** What there is on the stand-in's GitHub, beside the git repository. */
export interface GitHubModel {
  /** Every attempt of every run, in the order of time. */
  runs: StandInRun[];
  pulls: StandInPull[];
  checks: { facts: CheckFacts; annotations: StandInAnnotation[] }[];
  deployments: { facts: DeploymentFacts; statuses: StatusFacts[] }[];
}

const minute = 60_000;

/** Adds a run, or with `before` a rerun of it, with what `given` leaves open: a push to the branch, three minutes after the last. */
export function addRunTo(model: GitHubModel, given: NewRun, branch: string, before?: StandInRun): StandInRun {
  const { runs } = model;
  const workflow = given.workflow ?? before?.workflow.name ?? "CI";
  const start = Date.now() - 60 * minute + runs.length * 3 * minute;
  const attempt = (before?.attempt ?? 0) + 1;
  const run: StandInRun = {
    title: "A change",
    event: "push",
    branch,
    actor: "mira-holt",
    startedAt: new Date(start).toISOString(),
    endedAt: new Date(start + 130_000).toISOString(),
    pulls: [],
    ...given,
    id: given.id ?? before?.id ?? 4_100_000_000 + runs.length,
    number: given.number ?? before?.number ?? runs.length + 1,
    attempt,
    workflow: {
      id: idOf(`workflow ${workflow}`),
      name: workflow,
      path: `.github/workflows/${workflow.toLowerCase()}.yml`,
    },
    jobs: [],
  };
  run.jobs = (given.jobs ?? []).map((job, index) => ({
    ...job,
    id: run.id * 10_000 + attempt * 1000 + index,
    steps: job.steps ?? [
      { name: "Set up job", conclusion: "success" },
      { name: "Run npm test", conclusion: job.conclusion },
    ],
  }));
  runs.push(run);
  return run;
}
