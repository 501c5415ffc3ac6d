import { z } from "zod";
import { InquestError } from "../../domain/index.ts";
import { type Ask, listOf } from "../asked-pages.ts";
import type { Feed } from "../poll-feeds.ts";
import { webLink } from "../web-link.ts";
import { readDeploymentStatus } from "./events.ts";
import { DeploymentStatusPayload, Repository } from "./payloads.ts";

const When = z.iso.datetime({ offset: true });

const Deployments = listOf(
  DeploymentStatusPayload.shape.deployment.extend({ created_at: When, updated_at: When }),
);
const Statuses = listOf(DeploymentStatusPayload.shape.deployment_status.extend({ id: z.number().int() }));
const Run = z.object({ id: z.number().int(), run_attempt: z.number().int().min(1).nullish() });

/** A deployment may take this long. */
const longestDeployment = 24 * 3_600_000;
const mostDeployments = 40;
const ends = new Set(["success", "failure", "error"]);

/** The deployments' statuses, as `deployment_status` webhooks would tell of them. */
export function deploymentsFeed(repository: string): Feed {
  const what = `the deployments of ${repository}`;
  const scope = "deployments: read";
  return {
    name: "deployments",
    essential: false,
    async gather({ since, knows, tell }, ask) {
      let spelled: Repository | undefined;
      const listed = await ask.one("/deployments?per_page=100", { what, scope, schema: Deployments });
      const recent = listed
        .filter(
          (one) =>
            Math.max(Date.parse(one.created_at) + longestDeployment, Date.parse(one.updated_at)) >= since,
        )
        .slice(0, mostDeployments);
      for (const deployment of recent) {
        const path = `/deployments/${deployment.id}/statuses?per_page=30`;
        const statuses = await ask.one(path, { what, scope, schema: Statuses });
        for (const status of statuses) {
          const key = `deployment_status:${status.id}`;
          if (!ends.has(status.state) || Date.parse(status.created_at) < since || knows(key)) continue;
          spelled ??= await ask.one("", { what: repository, scope, schema: Repository });
          const payload = {
            deployment_status: status,
            deployment,
            workflow_run: await runOf(status, ask),
            repository: spelled,
            sender: undefined,
          };
          tell(key, readDeploymentStatus(payload));
        }
      }
    },
  };

  /** The webhook names the run that made the deployment; the API's status only links to it. */
  async function runOf(
    status: z.infer<typeof Statuses>[number],
    ask: Ask,
  ): Promise<z.infer<typeof Run> | undefined> {
    const link = webLink(status.log_url || status.target_url);
    const [, name = "", id] =
      /^\/([^/]+\/[^/]+)\/actions\/runs\/(\d{1,15})(?:\/|$)/.exec(link ? new URL(link).pathname : "") ?? [];
    if (id === undefined || name.toLowerCase() !== repository.toLowerCase()) return undefined;
    try {
      return await ask.one(`/actions/runs/${id}`, { what, scope: "actions: read", schema: Run });
    } catch (cause) {
      // A run that was deleted since.
      if (cause instanceof InquestError && cause.code === "not_found") return undefined;
      throw cause;
    }
  }
}
