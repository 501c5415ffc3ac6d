import type { ServerNames } from "../json-refusal.ts";

/**
 * Prometheus and what answers its API, and what they say when a question goes beyond their limits: Prometheus'
 * `--query.*` flags, VictoriaMetrics' `-search.*` flags, and Mimir's errors that name a setting.
 */
export const prometheusServer: ServerNames = {
  name: "Prometheus",
  settings: { url: "PROMETHEUS_URL", token: "PROMETHEUS_TOKEN", tenant: "PROMETHEUS_TENANT" },
  complaints: [
    {
      says: /too many samples|maxSamplesPer/i,
      code: "limit_reached",
      remedy: "Raise `--query.max-samples` (VictoriaMetrics: `-search.maxSamplesPerQuery`).",
    },
    {
      says: /timed? ?out|deadline exceeded/i,
      code: "timeout",
      remedy: "Raise `--query.timeout` (VictoriaMetrics: `-search.maxQueryDuration`), or look at its load.",
    },
    {
      says: /err-mimir-|exceeded the maximum|exceeds? -?(?:the )?(?:limit|search\.)|cannot exceed/i,
      code: "limit_reached",
      remedy: "Raise the limit that it names.",
    },
  ],
};
