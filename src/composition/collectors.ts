import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { type KubernetesApi } from "../kubernetes-api/kubernetes-api.ts";
import type { Collector } from "../tools/collector.ts";
import { createFolderCollector } from "../tools/folder/folder-collector.ts";
import { createGitCollector } from "../tools/git/git-collector.ts";
import { createGitHubCollector } from "../tools/github/github-collector.ts";
import { createGitLabCollector } from "../tools/gitlab/gitlab-collector.ts";
import { createKubernetesCollector } from "../tools/kubernetes/kubernetes-collector.ts";
import { createLokiCollector } from "../tools/loki/loki-collector.ts";
import { createPrometheusCollector } from "../tools/prometheus/prometheus-collector.ts";
import { createToldCollector } from "../tools/told/told-collector.ts";

/** Everything that can fetch evidence, as far as it is configured. Each is asked for what it answers. */
export function createCollectors(
  config: Config,
  kubernetes: KubernetesApi | undefined,
  logger: Logger,
): Collector[] {
  return [
    createGitHubCollector({ auth: config.github.auth ?? "none", apiUrl: config.github.apiUrl, logger }),
    createGitLabCollector({ ...config.gitlab, logger }),
    createGitCollector({ environment: config.git }),
    createFolderCollector(),
    createToldCollector(),
    ...metricAndLogCollectors(config),
    ...kubernetesCollectors(config, kubernetes, logger),
  ];
}

function kubernetesCollectors(config: Config, api: KubernetesApi | undefined, logger: Logger): Collector[] {
  if (!api) return [];
  return [createKubernetesCollector({ api, namespaces: config.kubernetes?.namespaces ?? [], logger })];
}

function metricAndLogCollectors({ prometheus, loki }: Config): Collector[] {
  const now = () => new Date();
  return [
    ...(prometheus ? [createPrometheusCollector({ ...prometheus, now })] : []),
    ...(loki ? [createLokiCollector({ ...loki, now })] : []),
  ];
}
