import { z } from "zod";
import { type Ask, listOf } from "../asked-pages.ts";
import type { Feed } from "../poll-feeds.ts";
import { actionsApp, readCheckRun, readCheckSuite } from "./events.ts";
import { CheckRunPayload, CheckSuitePayload, Repository } from "./payloads.ts";

const Activities = listOf(z.object({ after: z.string(), activity_type: z.string() }));
const Pulls = listOf(z.object({ head: z.object({ sha: z.string() }) }));
const Suites = z.object({
  check_suites: listOf(
    CheckSuitePayload.shape.check_suite.extend({
      status: z.string().nullish(),
      latest_check_runs_count: z.number().int(),
    }),
  ),
});
const Checks = z.object({
  check_runs: listOf(
    CheckRunPayload.shape.check_run.omit({ check_suite: true }).extend({ status: z.string() }),
  ),
});

const mostPushes = 40;
const mostPulls = 20;
const mostSuites = 60;

/**
 * Other apps' checks, as `check_run` and `check_suite` webhooks would tell of them. GitHub lists checks by commit
 * only, so that those of the last month's latest pushes and of the open pull requests are asked for.
 */
export function checksFeed(repository: string): Feed {
  const what = `the checks of ${repository}`;
  const scope = "checks: read";

  async function headsOf(ask: Ask): Promise<Set<string>> {
    const pushes = await ask.one("/activity?time_period=month&per_page=100", {
      what: `the pushes to ${repository}`,
      scope: "contents: read",
      schema: Activities,
    });
    const pulls = await ask.one(`/pulls?state=open&sort=updated&direction=desc&per_page=${mostPulls}`, {
      what: `the pull requests of ${repository}`,
      scope: "pull_requests: read",
      schema: Pulls,
    });
    const pushed = pushes
      .filter(({ activity_type: type }) => type !== "branch_deletion")
      .map(({ after }) => after);
    const latest = [...new Set(pushed)].slice(0, mostPushes);
    return new Set(
      [...latest, ...pulls.map(({ head }) => head.sha)].filter((sha) => /^[0-9a-f]{40,64}$/.test(sha)),
    );
  }

  return {
    name: "checks",
    essential: false,
    async gather({ since, knows, tell }, ask) {
      let asked = 0;
      let spelled: Repository | undefined;
      const name = async () =>
        (spelled ??= await ask.one("", { what: repository, scope: "metadata: read", schema: Repository }));
      for (const sha of await headsOf(ask)) {
        const path = `/commits/${sha}/check-suites?per_page=100`;
        const { check_suites: suites } = await ask.one(path, { what, scope, schema: Suites });
        for (const suite of suites) {
          const ofOthers = suite.app?.slug !== actionsApp && suite.latest_check_runs_count > 0;
          if (!ofOthers || asked >= mostSuites) continue;
          asked += 1;
          const { check_runs: checks } = await ask.one(
            `/check-suites/${suite.id}/check-runs?filter=latest&per_page=100`,
            { what, scope, schema: Checks },
          );
          const isNews = (status: string | null | undefined, at: string, key: string) =>
            status === "completed" && Date.parse(at) >= since && !knows(key);
          for (const check of checks) {
            const key = `check_run:${check.id}:${check.completed_at}`;
            if (!isNews(check.status, check.completed_at, key)) continue;
            const run = { ...check, check_suite: suite };
            tell(key, readCheckRun({ check_run: run, repository: await name(), sender: undefined }));
          }
          const key = `check_suite:${suite.id}:${suite.updated_at}`;
          if (!isNews(suite.status, suite.updated_at, key)) continue;
          tell(key, readCheckSuite({ check_suite: suite, repository: await name(), sender: undefined }));
        }
      }
    },
  };
}
