import { z } from "zod";
import type { Subject } from "../../domain/index.ts";
import { attempt } from "../attempt.ts";
import type { Range } from "../change-text.ts";
import type { CollectedEvidence } from "../collector.ts";
import { oneLine } from "../wording.ts";
import { type RunReference, runInAddress, type Scene } from "./scene.ts";
import { Deployment, DeploymentStatus } from "./schemas.ts";

export type DeploymentSubject = Extract<Subject, { kind: "github_deployment" }>;

const permission = "deployments: read";

export async function fetchStatuses(scene: Scene, deploymentId: number): Promise<DeploymentStatus[]> {
  return scene.client.get(
    "/deployments/{deployment_id}/statuses",
    { deployment_id: deploymentId, per_page: 100 },
    z.array(DeploymentStatus),
    { what: `The statuses of deployment ${deploymentId}`, permission },
  );
}

/** The Actions run that made the deployment, where its statuses point to one at the configured host. */
export function runOfDeployment(scene: Scene, statuses: DeploymentStatus[]): RunReference | undefined {
  for (const status of statuses) {
    const found = runInAddress(status.log_url, scene) ?? runInAddress(status.target_url, scene);
    if (found) return found;
  }
  return undefined;
}

/** The deployment and how it went. */
export async function collectDeployment(
  scene: Scene,
  subject: DeploymentSubject,
  statuses: DeploymentStatus[],
): Promise<CollectedEvidence> {
  const deployment = await attempt(scene.gaps, async () =>
    scene.client.get("/deployments/{deployment_id}", { deployment_id: subject.deploymentId }, Deployment, {
      what: `Deployment ${subject.deploymentId}`,
      permission,
    }),
  );
  const by = deployment?.creator?.login;
  const lines = [
    `Deployment ${subject.deploymentId} of ${subject.sha} to ${oneLine(subject.environment)}`,
    ...(deployment
      ? [`Made${by ? ` by @${by}` : ""} at ${deployment.created_at} from ${oneLine(deployment.ref)}`]
      : []),
    ...(deployment?.description ? [`Description: ${oneLine(deployment.description, 1000)}`] : []),
    ...statuses
      .toReversed()
      .map(
        (status) =>
          `- ${status.created_at} ${status.state}${status.description ? `: ${oneLine(status.description, 1000)}` : ""}`,
      ),
  ];
  return {
    kind: "run",
    title: `Deployment to ${subject.environment}`,
    content: `${lines.join("\n")}\n`,
    data: {
      deploymentId: subject.deploymentId,
      environment: subject.environment,
      headSha: subject.sha,
      statuses: statuses.map(({ state, description, created_at: at }) => ({ state, description, at })),
    },
  };
}

const mostDeploymentsBack = 15;

/** From the last deployment to the same environment that succeeded. */
export async function rangeOfDeployment(scene: Scene, subject: DeploymentSubject): Promise<Range> {
  const deployments = await attempt(scene.gaps, async () =>
    scene.client.get(
      "/deployments",
      { environment: subject.environment, per_page: 100 },
      z.array(Deployment),
      { what: `Earlier deployments to ${subject.environment}`, permission },
    ),
  );
  const earlier = (deployments ?? [])
    .filter((one) => one.id < subject.deploymentId)
    .toSorted((a, b) => b.id - a.id)
    .slice(0, mostDeploymentsBack);
  for (const one of earlier) {
    const statuses = await attempt(scene.gaps, async () => fetchStatuses(scene, one.id));
    if (!statuses) break;
    // A later success turns the former into `inactive`; its `success` stays in the list.
    if (statuses.some((status) => status.state === "success")) {
      return { base: one.sha, head: subject.sha, baseReason: `deployment ${one.id} succeeded` };
    }
  }
  return { head: subject.sha };
}
