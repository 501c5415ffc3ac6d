import { afterAll, expect, test } from "vitest";
import { type KubectlCluster, kubectlMissing, startKubectlCluster } from "../../support/kubectl.ts";
import { crashLooping, rollOut, running, surroundings, warning } from "../../support/kubernetes-workload.ts";

const clusters: KubectlCluster[] = [];

afterAll(async () => {
  for (const cluster of clusters) await cluster.close();
});

// Shows that the stand-in is a Kubernetes API: the real client works with it.
test.skipIf(kubectlMissing).each([true, false])(
  "kubectl lists, describes and reads logs from the stand-in (aggregated discovery: %s)",
  async (aggregatedDiscovery) => {
    const served = await startKubectlCluster(aggregatedDiscovery);
    clusters.push(served);
    const { cluster } = served;
    const kubectl = (...args: string[]) => served.kubectl("-n", "payments", ...args);
    surroundings(cluster);
    rollOut(cluster, { revision: 1, image: "checkout:1.4", env: [], status: running() });
    const { pod } = rollOut(cluster, { revision: 2, image: "checkout:1.5", env: [], status: crashLooping() });
    warning(cluster, { kind: "Pod", name: pod }, "BackOff", "Back-off restarting failed container web");
    cluster.setLog(pod, "web", "now\n");
    cluster.setLog(pod, "web", "before\n", { previous: true });

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
