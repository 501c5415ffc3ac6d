import type { EvidenceKind, Subject } from "../../../src/domain/index.ts";
import type { Collected, CollectedEvidence } from "../../../src/tools/collector.ts";
import {
  createGitHubCollector,
  type GitHubCollectorOptions,
} from "../../../src/tools/github/github-collector.ts";
import type { BrokenProject } from "../../support/broken-project.ts";
import { createGitHubStandIn, type GitHubStandIn, type StandInRun } from "../../support/github-stand-in.ts";

export const token = "ghp_0000111122223333444455556666777788889999";

/** A GitHub with the broken project on it: a green run and a failed one. */
export interface Setting {
  github: GitHubStandIn;
  failed: StandInRun;
  collect(
    kind: EvidenceKind,
    options?: Partial<GitHubCollectorOptions> & { target?: string; subject?: Subject; signal?: AbortSignal },
  ): Promise<Collected>;
  subjectOf(run: StandInRun): Subject;
}

export async function createSetting(
  project: BrokenProject,
  options: { app?: { id: number; installationId: number } } = {},
): Promise<Setting> {
  const { owner, name, directory } = project;
  const logins = Object.fromEntries(project.commits.map((commit) => [commit.email, commit.login]));
  const github = await createGitHubStandIn({ owner, name, directory, token, logins, ...options });
  github.addRun({
    headSha: project.greenSha,
    conclusion: "success",
    jobs: [
      { name: "lint", conclusion: "success", log: "all is tidy\n" },
      { name: "test", conclusion: "success", log: project.greenLog },
    ],
  });
  const failed = github.addRun({
    headSha: project.headSha,
    conclusion: "failure",
    title: "Say which Node the shop wants",
    jobs: [
      { name: "lint", conclusion: "success", log: "all is tidy\n" },
      {
        name: "test",
        conclusion: "failure",
        log: project.failedLog,
        annotations: [
          { path: ".github", line: 1, level: "warning", message: "Node.js 16 actions are deprecated." },
          { path: ".github", line: 22, level: "failure", message: "Process completed with exit code 1." },
        ],
      },
    ],
  });
  const subjectOf = (run: StandInRun): Subject => ({
    kind: "github_run",
    owner,
    repo: name,
    runId: run.id,
    attempt: run.attempt,
  });
  return {
    github,
    failed,
    subjectOf,
    async collect(kind, given = {}) {
      const { target = "", subject = subjectOf(failed), signal, limits, ...rest } = given;
      const collector = createGitHubCollector({
        auth: { token },
        apiUrl: github.url,
        limits: { retryMs: 5, ...limits },
        ...rest,
      });
      const request = { kind, target, reason: "a test", askedBy: "triage" as const };
      return collector.collect(subject, request, { signal: signal ?? new AbortController().signal });
    },
  };
}

export async function textOf(evidence: CollectedEvidence | undefined): Promise<string> {
  if (!evidence) throw new Error("there is no such evidence");
  if (typeof evidence.content === "string") return evidence.content;
  const chunks: Uint8Array[] = [];
  for await (const chunk of evidence.content) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
