import { z } from "zod";
import { FailureEvent } from "../../domain/index.ts";
import { bodyHash } from "../credentials.ts";
import { malformedPayload } from "../malformed-payload.ts";
import type { Trigger, TriggerOutcome, WebhookRequest } from "../trigger.ts";
import { type GitLabSecrets, refusalOf } from "./authenticity.ts";
import { type Reading, readDeployment, readJob, readPipeline } from "./events.ts";
import { DeploymentPayload, JobPayload, PipelinePayload } from "./payloads.ts";

export interface GitLabTriggerOptions extends GitLabSecrets {
  /** Clock that signed deliveries are held against. */
  now?: () => Date;
}

function reader<Payload>(schema: z.ZodType<Payload>, read: (payload: Payload) => Reading) {
  return (payload: unknown) => read(schema.parse(payload));
}

/** By `object_kind`. */
const readers: Readonly<Record<string, (payload: unknown) => Reading>> = {
  pipeline: reader(PipelinePayload, readPipeline),
  build: reader(JobPayload, readJob),
  deployment: reader(DeploymentPayload, readDeployment),
};

/** System hooks name their kind `event_name`. */
const Envelope = z.object({
  object_kind: z.string().optional(),
  event_name: z.string().optional(),
});

/**
 * GitLab's webhooks: pipeline, job and deployment events; others are ignored.
 *
 * @example
 * const trigger = createGitLabTrigger({ token, allowUnsigned: false });
 * const outcome = await trigger.receive({ headers, body });
 */
export function createGitLabTrigger(options: GitLabTriggerOptions): Trigger {
  const { now = () => new Date() } = options;
  return {
    source: "gitlab",
    receive: async (request) => refusalOf(options, request, now()) ?? read(request),
  };
}

const contentRemedy = "Only GitLab's own deliveries can be sent to this address.";

function read(request: WebhookRequest): TriggerOutcome {
  const deliveryId = deliveryOf(request);
  const ignored = (reason: string): TriggerOutcome => ({ kind: "ignored", deliveryId, reason });
  let kind = "delivery";
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(request.body);
    const payload: unknown = JSON.parse(text);
    const envelope = Envelope.parse(payload);
    const name = envelope.object_kind ?? envelope.event_name ?? "";
    if (/^\w{1,60}$/.test(name)) kind = name;
    const known = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (!known) return ignored(`${kind} is not about a failure`);
    const reading = known(payload);
    if ("ignored" in reading) return ignored(reading.ignored);
    const event = FailureEvent.parse(reading.event);
    return { kind: "event", deliveryId: reading.deliveryId ?? deliveryId, event };
  } catch (cause) {
    return malformedPayload(cause, { sender: "GitLab", kind, remedy: contentRemedy });
  }
}

/**
 * The id that stays alike when GitLab sends a delivery again: `webhook-id`, which is signed, or
 * `Idempotency-Key`. Older versions send neither, and their `X-Gitlab-Webhook-UUID` is documented as one for
 * the whole webhook, so that there the body is its own name.
 */
function deliveryOf(request: WebhookRequest): string {
  const given = request.headers["webhook-id"] ?? request.headers["idempotency-key"];
  return given && /^[\w-]{1,100}$/.test(given) ? given : bodyHash(request);
}
