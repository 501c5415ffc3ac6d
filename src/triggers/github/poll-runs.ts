import { z } from "zod";
import { listOf } from "../asked-pages.ts";
import type { Feed } from "../poll-feeds.ts";
import { readWorkflowRun } from "./events.ts";
import { Repository, WorkflowRunPayload } from "./payloads.ts";

/** A run as it is listed: what its webhook tells of it, and what decides whether it is news. */
const ListedRun = WorkflowRunPayload.shape.workflow_run.extend({
  status: z.string().nullish(),
  created_at: z.iso.datetime({ offset: true }),
  repository: Repository,
});

const Runs = z.object({ workflow_runs: listOf(ListedRun) });

/** A run that was created this long before the last look may still have ended after it. */
const longestRun = 24 * 3_600_000;

/** GitHub Actions' runs, as `workflow_run` webhooks would tell of them. */
export function runsFeed(repository: string): Feed {
  return {
    name: "runs",
    essential: true,
    async gather({ since, knows, tell }, ask) {
      const question = { what: `the runs of ${repository}`, scope: "actions: read", schema: Runs };
      for await (const { workflow_runs: runs } of ask.pages(
        "/actions/runs?exclude_pull_requests=true&per_page=100",
        question,
      )) {
        for (const run of runs) {
          const key = `run:${run.id}:${run.run_attempt ?? 1}`;
          if (run.status !== "completed" || Date.parse(run.updated_at) < since || knows(key)) continue;
          tell(key, readWorkflowRun({ workflow_run: run, repository: run.repository, sender: undefined }));
        }
        const last = runs.at(-1);
        if (!last || Date.parse(last.created_at) < since - longestRun) return;
      }
    },
  };
}
