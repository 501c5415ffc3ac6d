import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type KubernetesStandIn, startKubernetes } from "./kubernetes-stand-in.ts";

/** True where kubectl is not installed; with CI set its tests fail instead of being skipped. */
export const kubectlMissing =
  spawnSync("kubectl", ["version", "--client"]).status !== 0 && !process.env["CI"];

export interface KubectlCluster {
  readonly cluster: KubernetesStandIn;
  /** What the real kubectl prints for these arguments; rejects when it fails. */
  kubectl(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/** An empty cluster and the real kubectl pointed at it, with a cache of its own. */
export async function startKubectlCluster(aggregatedDiscovery: boolean): Promise<KubectlCluster> {
  const folder = await mkdtemp(join(tmpdir(), "inquest-kubectl-"));
  const cluster = await startKubernetes({ tls: true, aggregatedDiscovery });
  const common = ["--kubeconfig", cluster.kubeconfig(folder), "--cache-dir", join(folder, "cache")];
  return {
    cluster,
    kubectl: async (...args) => (await promisify(execFile)("kubectl", [...common, ...args])).stdout,
    close: async () => {
      await cluster.close();
      await rm(folder, { recursive: true });
    },
  };
}
