import { z } from "zod";
import { listOf } from "../asked-pages.ts";
import type { Feed } from "../poll-feeds.ts";
import { readApiPipeline } from "./events.ts";
import { ApiPipeline } from "./payloads.ts";
import type { PolledProject } from "./polled-project.ts";

const Listed = listOf(z.object({ id: z.number().int(), status: z.string(), updated_at: z.string() }));
const Pipeline = ApiPipeline.nullable().catch(null);

const ends = new Set(["failed", "success"]);

/** The pipelines of one project, as pipeline webhooks would tell of them. */
export function pipelinesFeed(polled: PolledProject): Feed {
  const what = `the pipelines of ${polled.name}`;
  const scope = "read_api";
  return {
    name: "pipelines",
    essential: true,
    async gather({ since, knows, tell }, ask) {
      const project = await polled.read(ask);
      const list = `/${project.id}/pipelines?order_by=updated_at&sort=desc&per_page=100`;
      const ended: z.infer<typeof Listed> = [];
      for await (const listed of ask.pages(list, { what, scope, schema: Listed })) {
        ended.push(...listed.filter((one) => ends.has(one.status) && Date.parse(one.updated_at) >= since));
        const last = listed.at(-1);
        if (!last || Date.parse(last.updated_at) < since) break;
      }
      // Oldest first, since a rate limit may end this.
      for (const { id, updated_at: updated } of ended.reverse()) {
        const key = `pipeline:${id}:${updated}`;
        if (knows(key)) continue;
        // The list does not tell when a pipeline ended, nor who started it.
        const path = `/${project.id}/pipelines/${id}`;
        const pipeline = await ask.one(path, { what, scope, schema: Pipeline });
        tell(key, pipeline ? readApiPipeline(pipeline, project) : undefined);
      }
    },
  };
}
