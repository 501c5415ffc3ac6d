import type { Config } from "../config/config.ts";
import {
  createAlertmanagerTrigger,
  createGrafanaTrigger,
} from "../triggers/alertmanager/alertmanager-trigger.ts";
import { createGenericTrigger } from "../triggers/generic/generic-trigger.ts";
import type { SenderMappings } from "../triggers/generic/mapping.ts";
import { createGitHubTrigger } from "../triggers/github/github-trigger.ts";
import { createGitLabTrigger } from "../triggers/gitlab/gitlab-trigger.ts";
import type { Trigger } from "../triggers/trigger.ts";

/** Everything that hears of failures by webhook. One whose secret is missing refuses what is not local. */
export function createTriggers(config: Config, mappings: SenderMappings): Trigger[] {
  const allowUnsigned = config.loopbackOnly;
  return [
    createGitHubTrigger({ secret: config.github.webhookSecret, allowUnsigned }),
    createGitLabTrigger({
      token: config.gitlab.webhookToken,
      signingToken: config.gitlab.webhookSigningToken,
      allowUnsigned,
    }),
    ...alertTriggers(config),
    createGenericTrigger({
      token: config.genericWebhooks.token,
      mappings,
      allowUnsigned,
      now: () => new Date(),
    }),
  ];
}

function alertTriggers(config: Config): Trigger[] {
  const { alertmanagerToken, grafanaToken, leastSeverity } = config.alerts;
  const options = {
    allowUnsigned: config.loopbackOnly,
    leastSeverity,
    prometheusHost: config.prometheus && new URL(config.prometheus.url).host,
  };
  return [
    createAlertmanagerTrigger({ ...options, token: alertmanagerToken }),
    createGrafanaTrigger({ ...options, token: grafanaToken }),
  ];
}
