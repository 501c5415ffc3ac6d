import type { ServerNames } from "../json-refusal.ts";

/**
 * Loki, and what its limits say when a question goes beyond them:
 * https://grafana.com/docs/loki/latest/configure/#limits_config
 */
export const lokiServer: ServerNames = {
  name: "Loki",
  settings: { url: "LOKI_URL", token: "LOKI_TOKEN", tenant: "LOKI_TENANT" },
  complaints: [
    {
      says: /max entries limit/i,
      code: "too_large",
      remedy: "Raise `max_entries_limit_per_query` in Loki's limits.",
    },
    {
      says: /query (?:time range|length)|max_query_length/i,
      code: "limit_reached",
      remedy: "Raise `max_query_length` in Loki's limits to two hours at least.",
    },
    {
      says: /maximum (?:number )?of series|max_query_series/i,
      code: "limit_reached",
      remedy: "Raise `max_query_series` in Loki's limits.",
    },
    {
      says: /too many (?:bytes|chunks)|max_query_bytes_read|chunks limit/i,
      code: "limit_reached",
      remedy: "Raise `max_query_bytes_read` or `max_chunks_per_query` in Loki's limits.",
    },
    {
      says: /timed? ?out|deadline exceeded/i,
      code: "timeout",
      remedy: "Raise `query_timeout` in Loki's limits, or look at its load.",
    },
  ],
};
