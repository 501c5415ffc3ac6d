import type { FailureEvent } from "../domain/index.ts";

/**
 * What ended an incident, in one sentence: "Fixed by run 42 of acme/shop, commit 1a2b3c4d5e6f, by alice". What only tells
 * that it works again fixed nothing: "The alert CheckoutDown ended".
 */
export function resolutionOf(event: FailureEvent): string {
  const fix = fixOf(event);
  const parts = [fix === undefined ? endOf(event) : `Fixed by ${fix}`];
  if (event.commit !== undefined) parts.push(`commit ${event.commit.slice(0, 12)}`);
  if (event.actor !== undefined) parts.push(`by ${event.actor}`);
  return parts.join(", ").slice(0, 1_000);
}

function endOf({ subject, title }: FailureEvent): string {
  return subject.kind === "alert" ? `The alert ${subject.name} ended` : title;
}

function fixOf(event: FailureEvent): string | undefined {
  const { subject } = event;
  switch (subject.kind) {
    case "github_run": {
      const attempt = subject.attempt > 1 ? ` (attempt ${subject.attempt})` : "";
      return `run ${subject.runId}${attempt} of ${subject.owner}/${subject.repo}`;
    }
    case "github_check":
      return `${subject.check === "check_run" ? "check run" : "check suite"} ${subject.checkId} of ${subject.owner}/${subject.repo}`;
    case "github_deployment":
      return `deployment ${subject.deploymentId} to ${subject.environment}`;
    case "command":
      return `a green run of ${subject.command.join(" ").slice(0, 200)}`;
    case "gitlab_pipeline":
      return `pipeline ${subject.pipelineId} of ${subject.project}`;
    case "alert":
    case "workload":
    case "generic":
    case "folder":
      return undefined;
  }
}
