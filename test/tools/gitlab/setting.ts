import type { EvidenceKind, Subject } from "../../../src/domain/index.ts";
import type { Collected } from "../../../src/tools/collector.ts";
import {
  createGitLabCollector,
  type GitLabCollectorOptions,
} from "../../../src/tools/gitlab/gitlab-collector.ts";
import type { BrokenProject } from "../../support/broken-project.ts";
import {
  createGitLabStandIn,
  type GitLabStandIn,
  type StandInPipeline,
} from "../../support/gitlab-stand-in.ts";

export const token = "glpat-0000111122223333XXXX";

/** A GitLab with the broken project on it: a green pipeline and a failed one. */
export interface Setting {
  gitlab: GitLabStandIn;
  failed: StandInPipeline;
  collect(
    kind: EvidenceKind,
    options?: Partial<GitLabCollectorOptions> & { target?: string; subject?: Subject; signal?: AbortSignal },
  ): Promise<Collected>;
  subjectOf(pipeline: StandInPipeline): Subject;
}

export async function createSetting(project: BrokenProject): Promise<Setting> {
  const path = `${project.owner}/${project.name}`;
  const gitlab = await createGitLabStandIn({ project: path, directory: project.directory, token });
  gitlab.addPipeline({
    sha: project.greenSha,
    status: "success",
    jobs: [
      { name: "lint", status: "success", log: "all is tidy\n" },
      { name: "test", status: "success", log: project.greenOutput },
    ],
  });
  const failed = gitlab.addPipeline({
    sha: project.headSha,
    status: "failed",
    jobs: [
      { name: "lint", status: "success", log: "all is tidy\n" },
      { name: "style", status: "failed", allowFailure: true, log: "untidy\n" },
      { name: "test", status: "failed", log: project.failedOutput },
    ],
  });
  const subjectOf = (pipeline: StandInPipeline): Subject => ({
    kind: "gitlab_pipeline",
    project: path,
    projectId: gitlab.projectId,
    pipelineId: pipeline.id,
  });
  return {
    gitlab,
    failed,
    subjectOf,
    async collect(kind, given = {}) {
      const { target = "", subject = subjectOf(failed), signal, limits, ...rest } = given;
      const collector = createGitLabCollector({
        url: gitlab.url,
        token,
        limits: { retryMs: 5, ...limits },
        ...rest,
      });
      const request = { kind, target, reason: "a test", askedBy: "triage" as const };
      return collector.collect(subject, request, { signal: signal ?? new AbortController().signal });
    },
  };
}
