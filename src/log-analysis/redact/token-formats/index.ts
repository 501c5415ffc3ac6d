import { CLOUD_FORMATS } from "./clouds.ts";
import { CODE_HOST_FORMATS } from "./code-hosts.ts";
import { INFRASTRUCTURE_FORMATS } from "./infrastructure.ts";
import { MESSAGE_FORMATS } from "./messages.ts";
import { MODEL_FORMATS } from "./models.ts";
import { PAYMENT_FORMATS } from "./payments.ts";
import type { TokenFormat } from "./token-format.ts";
import { WORK_FORMATS } from "./work.ts";

export type { TokenFormat };

export const TOKEN_FORMATS: readonly TokenFormat[] = [
  ...CODE_HOST_FORMATS,
  ...CLOUD_FORMATS,
  ...INFRASTRUCTURE_FORMATS,
  ...MESSAGE_FORMATS,
  ...PAYMENT_FORMATS,
  ...MODEL_FORMATS,
  ...WORK_FORMATS,
];
