import { z } from "zod";
import type { Subject } from "../../domain/index.ts";
import { attempt } from "../attempt.ts";
import type { Range } from "../change-text.ts";
import type { CollectedEvidence } from "../collector.ts";
import { duration, oneLine } from "../wording.ts";
import { hasFailed } from "./run.ts";
import type { Scene } from "./scene.ts";
import { CheckRun, CheckRuns } from "./schemas.ts";

export type CheckSubject = Extract<Subject, { kind: "github_check" }>;

const need = (what: string) => ({ what, permission: "checks: read" });

/** The check run itself, or the failed ones of the suite. */
export async function fetchChecks(scene: Scene, subject: CheckSubject): Promise<CheckRun[]> {
  if (subject.check === "check_run") {
    return [
      await scene.client.get(
        "/check-runs/{check_run_id}",
        { check_run_id: subject.checkId },
        CheckRun,
        need(`Check run ${subject.checkId}`),
      ),
    ];
  }
  const { check_runs: checks } = await scene.client.get(
    "/check-suites/{check_suite_id}/check-runs",
    { check_suite_id: subject.checkId, filter: "latest", per_page: 100 },
    CheckRuns,
    need(`The checks of suite ${subject.checkId}`),
  );
  const failed = checks.filter(hasFailed);
  return failed.length > 0 ? failed : checks;
}

/** What another app's checks say of themselves. */
export function collectCheckFacts(checks: CheckRun[]): CollectedEvidence[] {
  if (checks.length === 0) return [];
  const lines = checks.map((check) => {
    const took = duration(check.started_at, check.completed_at);
    const by = check.app?.name ?? check.app?.slug ?? "unknown app";
    return `- check ${oneLine(check.name)} by ${oneLine(by)} on ${check.head_sha}: ${check.conclusion ?? check.status}${took && ` after ${took}`}`;
  });
  return [
    {
      kind: "run",
      title: checks.length === 1 ? `Check ${checks[0]?.name}` : `${checks.length} checks`,
      ...(checks[0]?.html_url ? { url: checks[0].html_url } : {}),
      content: `${lines.join("\n")}\n`,
      data: {
        headSha: checks[0]?.head_sha,
        jobs: checks.map((check) => ({
          id: check.id,
          name: check.name,
          conclusion: check.conclusion ?? undefined,
          url: check.html_url ?? undefined,
          steps: [],
        })),
      },
    },
  ];
}

/** The text that a check wrote is its log: other apps keep their logs where we have no key. */
export function collectCheckOutputs(scene: Scene, checks: CheckRun[]): CollectedEvidence[] {
  const found: CollectedEvidence[] = [];
  for (const check of checks.slice(0, scene.limits.logs)) {
    const { title, summary, text } = check.output ?? {};
    const content = [title, summary, text].filter((part) => part?.trim()).join("\n\n");
    if (content) {
      found.push({
        kind: "failed_log",
        title: `Output of check ${check.name} (${check.id})`,
        ...(check.html_url ? { url: check.html_url } : {}),
        content: `${content}\n`,
      });
    } else {
      scene.gaps.push({
        missing: `Output of check ${check.name}: it wrote none`,
        code: "not_found",
        remedy: "Follow the check's own link for its log.",
      });
    }
  }
  return found;
}

const mostCommitsBack = 15;

/** From the last commit on which the check of this name succeeded. */
export async function rangeOfCheck(scene: Scene, check: CheckRun): Promise<Range> {
  const head = check.head_sha;
  const commits = await attempt(scene.gaps, async () =>
    scene.client.get(
      "/commits",
      { sha: head, per_page: mostCommitsBack + 1 },
      z.array(z.object({ sha: z.string() })),
      { what: `The commits up to ${head.slice(0, 7)}`, permission: "contents: read" },
    ),
  );
  for (const { sha } of (commits ?? []).filter((commit) => commit.sha !== head)) {
    const answer = await attempt(scene.gaps, async () =>
      scene.client.get(
        "/commits/{ref}/check-runs",
        { ref: sha, check_name: check.name, filter: "latest", per_page: 10 },
        CheckRuns,
        need(`Check ${check.name} on ${sha.slice(0, 7)}`),
      ),
    );
    if (!answer) break;
    if (answer.check_runs.some((one) => one.conclusion === "success")) {
      return { base: sha, head, baseReason: `check ${oneLine(check.name)} was green` };
    }
  }
  return { head };
}
