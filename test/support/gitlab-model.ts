export interface StandInGitLabJob {
  name: string;
  status: string;
  stage?: string;
  log?: string;
  allowFailure?: boolean;
  failureReason?: string;
}

export interface StandInPipeline {
  id: number;
  iid: number;
  ref: string;
  tag: boolean;
  sha: string;
  source: string;
  status: string;
  user: string;
  startedAt: string;
  endedAt: string;
  updatedAt: string;
  title: string;
  yamlErrors?: string;
  /** Another pipeline of the same project that a trigger job of this one started. */
  downstream?: StandInPipeline;
  testCases: StandInTestCase[];
  jobs: (StandInGitLabJob & { id: number })[];
}

export interface StandInTestCase {
  suite: string;
  name: string;
  classname?: string;
  file?: string;
  status: "success" | "failed" | "error" | "skipped";
  output?: string;
}

export type NewPipeline = Partial<Omit<StandInPipeline, "jobs">> & {
  sha: string;
  status: string;
  jobs?: StandInGitLabJob[];
};

export interface StandInMergeRequest {
  iid: number;
  title: string;
  description: string;
  author: string;
  branch: string;
  sha: string;
}

/** What there is on the stand-in's GitLab, beside the git repository. */
export interface GitLabModel {
  projectId: number;
  project: string;
  pipelines: StandInPipeline[];
  mergeRequests: StandInMergeRequest[];
  deployments: StandInGitLabDeployment[];
}

export interface StandInGitLabDeployment {
  id: number;
  environment: string;
  status: string;
  sha: string;
  ref: string;
  /** The job that deploys. */
  jobId?: number;
  updatedAt: string;
}

const minute = 60_000;

/** Adds a pipeline with what `given` leaves open: a push to the branch, three minutes after the last. */
export function newPipeline(model: GitLabModel, given: NewPipeline, branch: string): StandInPipeline {
  const count = model.pipelines.length;
  const start = Date.now() - 40 * minute + count * 3 * minute;
  const endedAt = given.endedAt ?? new Date(start + 130_000).toISOString();
  const pipeline: StandInPipeline = {
    id: 9_100 + count,
    iid: count + 1,
    ref: branch,
    tag: false,
    source: "push",
    user: "mira-holt",
    title: "A change",
    startedAt: new Date(start).toISOString(),
    testCases: [],
    ...given,
    endedAt,
    updatedAt: given.updatedAt ?? endedAt,
    jobs: (given.jobs ?? []).map((job, index) => ({ ...job, id: 80_000 + count * 1000 + index })),
  };
  model.pipelines.push(pipeline);
  return pipeline;
}
