import { basename } from "node:path";
import { type FailureEvent, InquestError, type Subject } from "../domain/index.ts";
import type { InvestigationWish } from "./services.ts";

/**
 * What a person asked to investigate, as the event that opens the incident. A run's address is understood
 * only on a configured host: an address never decides where Inquest connects to.
 *
 * @throws InquestError `invalid_request` when the address is no run of a configured host.
 */
export function eventOfWish(
  wish: InvestigationWish,
  options: { webHosts: readonly string[]; gitlabUrl: string; now: Date },
): FailureEvent {
  const subject =
    "subject" in wish
      ? wish.subject
      : (subjectOfPipelineUrl(wish.url, options.gitlabUrl) ?? subjectOfRunUrl(wish.url, options.webHosts));
  const occurredAt = options.now.toISOString();
  switch (subject.kind) {
    case "github_run": {
      const repository = `${subject.owner}/${subject.repo}`;
      return {
        source: "github",
        kind: "failure",
        dedupeKey: `github:${repository}:run:${subject.runId}:${subject.attempt}`,
        stream: `github:${repository}:run:${subject.runId}`,
        title: `Run ${subject.runId} of ${repository}`,
        occurredAt,
        subject,
        repository,
        service: subject.repo,
        url: "url" in wish ? wish.url : undefined,
      };
    }
    case "folder":
      return {
        source: "folder",
        kind: "failure",
        // Asked again, a folder is investigated again: its files may have changed.
        dedupeKey: `folder:${subject.directory}:${occurredAt}`,
        stream: `folder:${subject.directory}`,
        title: `Evidence in ${basename(subject.directory)}`,
        occurredAt,
        subject,
      };
    case "command": {
      const directory = basename(subject.directory);
      return {
        source: "cli",
        kind: "failure",
        dedupeKey: `cli:${subject.logFile}`,
        stream: `cli:${subject.directory}:${subject.command.join(" ")}`,
        title: `${subject.command.join(" ").slice(0, 120)} failed in ${directory}`,
        occurredAt,
        subject,
        service: directory,
      };
    }
    case "gitlab_pipeline": {
      const what = subject.pipelineId > 0 ? `pipeline:${subject.pipelineId}` : `job:${subject.jobId}`;
      return {
        source: "gitlab",
        kind: "failure",
        // The project's number, which the webhook's key has, is not in an address.
        dedupeKey: `gitlab:${subject.project}:${what}`,
        stream: `gitlab:${subject.project}:${what}`,
        title: `${what.replace("pipeline:", "Pipeline ").replace("job:", "Job ")} of ${subject.project}`,
        occurredAt,
        subject,
        repository: subject.project,
        service: basename(subject.project),
        url: "url" in wish ? wish.url : undefined,
      };
    }
    case "github_check":
    case "github_deployment":
    case "alert":
    case "workload":
    case "generic":
      throw new InquestError(
        "invalid_request",
        "This kind of failure is investigated when its webhook arrives.",
        "Give the address of an Actions run, or a folder.",
      );
  }
}

/** `GITLAB_URL/GROUP/NAME/-/pipelines/ID` or `…/-/jobs/ID`; undefined for any other address. */
function subjectOfPipelineUrl(text: string, gitlabUrl: string): Subject | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, pathname } = new URL(text);
  const base = new URL(gitlabUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  if (origin !== base.origin || !pathname.startsWith(`${prefix}/`)) return undefined;
  const [, project, kind, number] =
    /^\/([\w.-]+(?:\/[\w.-]+)+)\/-\/(pipelines|jobs)\/(\d{1,15})(?:\/|$)/.exec(
      pathname.slice(prefix.length),
    ) ?? [];
  if (!project || !number) return undefined;
  const id = Number(number);
  const ids = kind === "pipelines" ? { pipelineId: id } : { pipelineId: 0, jobId: id };
  return { kind: "gitlab_pipeline", project, projectId: 0, ...ids };
}

/** `https://HOST/OWNER/REPO/actions/runs/ID[/attempts/N][/job/…]`, the address of a run's page. */
function subjectOfRunUrl(text: string, webHosts: readonly string[]): Subject {
  const refuse = (sentence: string) =>
    new InquestError(
      "invalid_request",
      sentence,
      `Give the address of a run's page: https://${webHosts[0]}/OWNER/REPO/actions/runs/ID.`,
    );
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new InquestError(
      "invalid_request",
      "This is not an address.",
      `Give the address of a run's page: https://${webHosts[0]}/OWNER/REPO/actions/runs/ID.`,
      { cause },
    );
  }
  if (!webHosts.includes(url.host)) throw refuse("This address is on a host that is not configured.");
  const [, owner, repo, actions, runs, run, attempts, attempt] = url.pathname.split("/");
  const runId = Number(run);
  if (
    !owner ||
    !repo ||
    actions !== "actions" ||
    runs !== "runs" ||
    !Number.isSafeInteger(runId) ||
    runId <= 0
  ) {
    throw refuse("This address is not a run's page.");
  }
  const number = attempts === "attempts" ? Number(attempt) : 1;
  return {
    kind: "github_run",
    owner,
    repo,
    runId,
    attempt: Number.isSafeInteger(number) && number > 0 ? number : 1,
  };
}
