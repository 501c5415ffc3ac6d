import { z } from "zod";
import type { Config } from "../../config/config.ts";
import { createJsonSource } from "../../tools/json-source.ts";
import { lokiServer } from "../../tools/loki/server.ts";
import { prometheusServer } from "../../tools/prometheus/server.ts";
import type { Check } from "./part.ts";

const limits = { answerMs: 8_000, answerBytes: 4 * 1024 * 1024, retries: 0, retryMs: 0, waitMs: 0 };
const Answer = z.object({ status: z.literal("success") });

/** Whether Prometheus answers a question that needs no series. */
export function checkPrometheus({ prometheus }: Config): Check {
  return async (signal) => {
    if (!prometheus) {
      return {
        state: "off",
        message: "alerts are read without metrics",
        next: "Set PROMETHEUS_URL; docs/alertmanager.md says what is asked there.",
      };
    }
    const ask = createJsonSource({ ...prometheus, ...prometheusServer, limits });
    await ask("api/v1/query", [["query", "vector(1)"]], Answer, signal);
    return { state: "ok", message: `answers at ${new URL(prometheus.url).host}` };
  };
}

/** Whether Loki tells its labels to this tenant. */
export function checkLoki({ loki }: Config): Check {
  return async (signal) => {
    if (!loki) {
      return { state: "off", message: "alerts are read without Loki's logs", next: "Set LOKI_URL." };
    }
    const ask = createJsonSource({ ...loki, ...lokiServer, limits });
    await ask("loki/api/v1/labels", [], Answer, signal);
    return { state: "ok", message: `answers at ${new URL(loki.url).host}` };
  };
}

/** Who may tell of alerts, and with which token. */
export function checkAlertWebhooks({ alerts, loopbackOnly }: Config): Check {
  return async () => {
    const named = [
      alerts.alertmanagerToken === undefined ? undefined : "Alertmanager",
      alerts.grafanaToken === undefined ? undefined : "Grafana",
    ].filter((name) => name !== undefined);
    if (named.length > 0) return { state: "ok", message: `token set for ${named.join(" and ")}` };
    return {
      state: "off",
      message: loopbackOnly
        ? "no token; alerts are taken from this machine only"
        : "no token; alerts are refused",
      next: "Set ALERTMANAGER_WEBHOOK_TOKEN (or GRAFANA_WEBHOOK_TOKEN) and send it from there.",
    };
  };
}
