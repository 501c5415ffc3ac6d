import { autoscalerRules } from "./autoscaler-rules.ts";
import { cronRules } from "./cron-rules.ts";
import { customRules } from "./custom-rules.ts";
import type { Rule } from "./finding.ts";
import { gatewayRules } from "./gateway-rules.ts";
import { objectRules } from "./object-rules.ts";
import { podRules } from "./pod-rules.ts";
import { referenceRules } from "./reference-rules.ts";
import { saidRules } from "./said-rules.ts";
import { schedulingRules } from "./scheduling-rules.ts";
import { serviceRules } from "./service-rules.ts";
import { storageRules } from "./storage-rules.ts";
import { usageRules } from "./usage-rules.ts";
import { webhookRules } from "./webhook-rules.ts";

/** The diagnosis table. Signs in texts stand in `signs/`. */
export const allRules: readonly Rule[] = [
  ...podRules,
  ...schedulingRules,
  ...objectRules,
  ...storageRules,
  ...autoscalerRules,
  ...gatewayRules,
  ...webhookRules,
  ...cronRules,
  ...serviceRules,
  ...referenceRules,
  ...customRules,
  ...saidRules,
  ...usageRules,
];
