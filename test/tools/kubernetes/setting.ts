import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChangeSet, DataGap, EvidenceRequest, Subject } from "../../../src/domain/index.ts";
import { createKubernetesApi } from "../../../src/kubernetes-api/kubernetes-api.ts";
import type { CollectedEvidence } from "../../../src/tools/collector.ts";
import { createKubernetesCollector } from "../../../src/tools/kubernetes/kubernetes-collector.ts";
import type { KubernetesLimits } from "../../../src/tools/kubernetes/limits.ts";
import { type KubernetesStandIn, startKubernetes } from "../../support/kubernetes-stand-in.ts";

export const checkout: Subject = {
  kind: "workload",
  cluster: "",
  namespace: "payments",
  workload: "Deployment",
  name: "checkout",
};

export interface Setting {
  cluster: KubernetesStandIn;
  kubeconfig: string;
  collect(
    kind: EvidenceRequest["kind"],
    options?: {
      subject?: Subject;
      target?: string;
      namespaces?: string[];
      limits?: Partial<KubernetesLimits>;
      kubeconfig?: string;
      timeoutMs?: number;
    },
  ): Promise<{ evidence: CollectedEvidence[]; gaps: DataGap[]; text: string }>;
  close(): Promise<void>;
}

export async function createSetting(): Promise<Setting> {
  const cluster = await startKubernetes({ tls: true, aggregatedDiscovery: true });
  const folder = await mkdtemp(join(tmpdir(), "inquest-kubernetes-"));
  const kubeconfig = cluster.kubeconfig(folder);
  return {
    cluster,
    kubeconfig,
    async collect(kind, options = {}) {
      const { subject = checkout, target = "", namespaces, limits, timeoutMs } = options;
      const access = { kubeconfig: options.kubeconfig ?? kubeconfig };
      const api = createKubernetesApi({ access, ...(timeoutMs ? { timeoutMs } : {}) });
      const collector = createKubernetesCollector({
        api,
        ...(namespaces ? { namespaces } : {}),
        ...(limits ? { limits } : {}),
      });
      try {
        const request: EvidenceRequest = { kind, target, reason: "", askedBy: "triage" };
        const signal = AbortSignal.timeout(15_000);
        const { evidence, gaps } = await collector.collect(subject, request, { signal });
        const texts: string[] = [];
        for (const piece of evidence) texts.push(await textOf(piece));
        return { evidence, gaps, text: texts.join("\n") };
      } finally {
        api.close();
      }
    },
    async close() {
      await cluster.close();
      await rm(folder, { recursive: true, force: true });
      cluster.assertClean();
    },
  };
}

export async function textOf({ content }: CollectedEvidence): Promise<string> {
  if (typeof content === "string") return content;
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

export function changesOf(evidence: CollectedEvidence[]): ChangeSet {
  return evidence[0]?.data as ChangeSet;
}
