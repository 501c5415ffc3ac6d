import { listOf } from "../asked-pages.ts";
import type { Feed } from "../poll-feeds.ts";
import { readApiDeployment } from "./events.ts";
import { ApiDeployment } from "./payloads.ts";
import type { PolledProject } from "./polled-project.ts";

const Deployments = listOf(ApiDeployment);
const ends = new Set(["failed", "success"]);

/** The deployments of one project, as deployment webhooks would tell of them. */
export function deploymentsFeed(polled: PolledProject): Feed {
  const question = { what: `the deployments of ${polled.name}`, scope: "read_api", schema: Deployments };
  return {
    name: "deployments",
    essential: false,
    async gather({ since, knows, tell }, ask) {
      const project = await polled.read(ask);
      const list = `/${project.id}/deployments?order_by=updated_at&sort=desc&per_page=100`;
      polled.environments.clear();
      for await (const deployments of ask.pages(list, question)) {
        for (const deployment of deployments) {
          const { id, status, updated_at: updated, deployable, environment } = deployment;
          if (deployable) polled.environments.set(deployable.id, environment.name);
          const key = `deployment:${id}:${status}`;
          if (!ends.has(status) || Date.parse(updated) < since || knows(key)) continue;
          tell(key, readApiDeployment(deployment, project));
        }
        const last = deployments.at(-1);
        if (!last || Date.parse(last.updated_at) < since) return;
      }
    },
  };
}
