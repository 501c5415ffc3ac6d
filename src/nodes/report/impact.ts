import type { Diagnosis, FailureEvent, SimilarIncident } from "../../domain/index.ts";
import type { RunFacts } from "../evidence/run-facts.ts";
import { hasFailed } from "../evidence/run-facts.ts";

/** As many changes at once hide the guilty one. */
const MANY_CHANGES = 10;

/** Who is hindered by what, as far as the evidence says; never more than it says. */
export function impactOf(event: FailureEvent, run: RunFacts | undefined, diagnosis: Diagnosis): string {
  const { subject } = event;
  const tests = diagnosis.failedTests.length;
  const failing = tests === 0 ? "" : ` ${tests} ${tests === 1 ? "test fails" : "tests fail"}.`;
  switch (subject.kind) {
    case "github_run":
    case "github_check": {
      const where = `${subject.owner}/${subject.repo}`;
      const branch = event.branch === undefined ? "" : ` on ${event.branch}`;
      const jobs = run?.jobs.length ?? 0;
      const failed = run?.jobs.filter(hasFailed).length ?? 0;
      const share =
        jobs === 0 ? "The checks failed" : `${failed} of ${jobs} ${jobs === 1 ? "job" : "jobs"} failed`;
      return `${share}${branch} of ${where}.${failing}`;
    }
    case "github_deployment":
      return `${subject.sha.slice(0, 7)} of ${subject.owner}/${subject.repo} did not reach ${subject.environment}.${failing}`;
    case "command":
      return `\`${subject.command.join(" ").slice(0, 200)}\` ended with exit code ${subject.exitCode}.${failing}`;
    case "gitlab_pipeline": {
      const branch = event.branch === undefined ? "" : ` on ${event.branch}`;
      return `Pipeline ${subject.pipelineId}${branch} of ${subject.project} failed.${failing}`;
    }
    case "alert": {
      const what = event.service ?? event.namespace;
      return `${subject.name} fires${what === undefined ? "" : ` for ${what}`} since ${minuteOf(subject.startsAt)}.`;
    }
    case "workload":
      return `${subject.workload} ${subject.name} in ${subject.namespace} does not run as it should.`;
    case "generic":
      return `${subject.sender} told of it; whom it hindered is not known.${failing}`;
    case "folder":
      return `Only the files of the folder are known; whom it hindered is not.${failing}`;
  }
}

/** `2026-03-14 02:10 UTC`, as the report tells other times; as it came when it cannot be read. */
function minuteOf(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** What made it possible, worse, or harder to see; facts from the evidence, one sentence each. */
export function contributingFactors(about: {
  run: RunFacts | undefined;
  changes: number;
  similar: readonly SimilarIncident[];
}): string[] {
  const factors: string[] = [];
  const { run, changes, similar } = about;
  const earlier = run?.earlierAttempts ?? [];
  if (earlier.length > 0 && earlier.every(hasFailed)) {
    factors.push(
      `Every attempt of this run failed (${earlier.length + 1} in all), so running it again is unlikely to help.`,
    );
  }
  if (changes >= MANY_CHANGES) {
    factors.push(`${changes} changes came together since the last green run, which hides the guilty one.`);
  }
  const same = similar.filter((entry) => entry.match === "signature");
  const first = same[0];
  if (first !== undefined) {
    factors.push(
      `It failed the same way before, in ${same.map((entry) => entry.incident).join(", ")}; the reason was not removed for good.`,
    );
  }
  return factors;
}
