import { listOf } from "../asked-pages.ts";
import type { Feed } from "../poll-feeds.ts";
import { readApiJob } from "./events.ts";
import { ApiJob } from "./payloads.ts";
import type { PolledProject } from "./polled-project.ts";

const Jobs = listOf(ApiJob);

/** A job may have been created this long before it failed. */
const longestJob = 24 * 3_600_000;

/** The failed jobs of one project, as job webhooks would tell of them: before their pipelines end. */
export function jobsFeed(polled: PolledProject): Feed {
  const question = { what: `the jobs of ${polled.name}`, scope: "read_api", schema: Jobs };
  return {
    name: "jobs",
    essential: false,
    async gather({ since, knows, tell }, ask) {
      const project = await polled.read(ask);
      const list = `/${project.id}/jobs?scope[]=failed&per_page=100`;
      for await (const jobs of ask.pages(list, question)) {
        for (const job of jobs) {
          // Tried again, a job has another number.
          const key = `job:${job.id}`;
          const ended = Date.parse(job.finished_at ?? job.created_at);
          if (job.status !== "failed" || ended < since || knows(key)) continue;
          tell(key, readApiJob(job, { ...project, environment: polled.environments.get(job.id) }));
        }
        const last = jobs.at(-1);
        if (!last || Date.parse(last.created_at) < since - longestJob) return;
      }
    },
  };
}
