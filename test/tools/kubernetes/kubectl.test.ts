import { execFile, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDataFolder } from "../../support/data-folder.ts";
import { type KubernetesStandIn, startKubernetes } from "../../support/kubernetes-stand-in.ts";
import { crashLooping, rollOut, running, surroundings, warning } from "../../support/kubernetes-workload.ts";

const missing = spawnSync("kubectl", ["version", "--client"]).status !== 0 && !process.env["CI"];

let folder: Awaited<ReturnType<typeof createDataFolder>>;
const clusters: KubernetesStandIn[] = [];

beforeAll(async () => {
  folder = await createDataFolder();
});
afterAll(async () => {
  for (const cluster of clusters) await cluster.close();
  await folder.remove();
});

// Shows that the stand-in is a Kubernetes API: the real client works with it.
test.skipIf(missing).each([true, false])(
  "kubectl lists, describes and reads logs from the stand-in (aggregated discovery: %s)",
  async (aggregatedDiscovery) => {
    const cluster = await startKubernetes({ tls: true, aggregatedDiscovery });
    clusters.push(cluster);
    surroundings(cluster);
    rollOut(cluster, { revision: 1, image: "checkout:1.4", env: [], status: running() });
    const { pod } = rollOut(cluster, { revision: 2, image: "checkout:1.5", env: [], status: crashLooping() });
    warning(cluster, { kind: "Pod", name: pod }, "BackOff", "Back-off restarting failed container web");
    cluster.setLog(pod, "web", "now\n");
    cluster.setLog(pod, "web", "before\n", { previous: true });
    const kubeconfig = cluster.kubeconfig(folder.home);
    const kubectl = async (...args: string[]) => {
      const cache = join(dirname(kubeconfig), `cache-${aggregatedDiscovery}`);
      const common = ["--kubeconfig", kubeconfig, "--cache-dir", cache, "-n", "payments"];
      return (await promisify(execFile)("kubectl", [...common, ...args])).stdout;
    };

    expect(await kubectl("get", "pods", "-o", "name")).toContain(`pod/${pod}`);
    expect(await kubectl("get", "deploy,rs,svc")).toMatch(
      /deployment.apps\/checkout[\s\S]*service\/checkout/,
    );
    expect(await kubectl("get", "pods", "-l", "pod-template-hash=none", "-o", "name")).toBe("");
    const described = await kubectl("describe", "pod", pod);
    expect(described).toMatch(/Reason: +CrashLoopBackOff/);
    expect(described).toMatch(/Warning +BackOff .*Back-off restarting failed container web/);
    expect(await kubectl("describe", "deployment", "checkout")).toMatch(/Image: +checkout:1.5/);
    expect(await kubectl("logs", pod)).toBe("now\n");
    expect(await kubectl("logs", pod, "-c", "web", "--previous")).toBe("before\n");
    cluster.assertClean();

    await expect(kubectl("delete", "pod", pod, "--wait=false")).rejects.toThrow(/read-only/);
    expect(() => cluster.assertClean()).toThrow(/a write that nobody expected: DELETE/);
  },
  60_000,
);
