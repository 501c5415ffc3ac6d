import { createHash } from "node:crypto";
import { FailureEvent } from "../../domain/index.ts";
import { bodyHash, refusalOf, refused } from "../credentials.ts";
import type { Trigger, TriggerOutcome, WebhookRequest } from "../trigger.ts";
import { webLink } from "../web-link.ts";
import { defaultMapping, type SenderMapping, type SenderMappings } from "./mapping.ts";
import { fieldText, textAt, valueAt } from "./pointer.ts";

export interface GenericTriggerOptions {
  /** Token of `/webhooks/generic` itself; every other sender has its own in the mappings. */
  token?: string;
  /** By sender, as `/webhooks/generic/<sender>` names it. */
  mappings: SenderMappings;
  /** Accept deliveries without credentials where none are set; only for a server that listens on loopback. */
  allowUnsigned: boolean;
  /** When a delivery does not tell its time. */
  now: () => Date;
}

/** Most characters kept of what a sender tells, and of one field. */
const MAX_TEXT = 256 * 1024;
const MAX_FIELD = 500;
/** A sender's clock that is further off than this is not believed. */
const MAX_SKEW_MS = 366 * 24 * 3_600_000;

/**
 * Any sender of JSON: in the default form at `/webhooks/generic`, or in its own form, read by the mapping of
 * its name, at `/webhooks/generic/<sender>`.
 */
export function createGenericTrigger(options: GenericTriggerOptions): Trigger {
  return {
    source: "generic",
    async receive(request) {
      const sender = request.sender ?? "generic";
      const mapping = mappingOf(options, request.sender);
      if (mapping === undefined) {
        return refused(
          403,
          "unknown_sender",
          "There is no mapping for this sender.",
          "Add it to the file that INQUEST_WEBHOOK_MAPPINGS names, or send the default form to /webhooks/generic.",
        );
      }
      const { token, signature } = mapping;
      const about = {
        sender,
        setting: request.sender === undefined ? "GENERIC_WEBHOOK_TOKEN" : "the mapping's token",
        allowUnsigned: options.allowUnsigned,
      };
      return refusalOf({ token, signature }, request, about) ?? read(request, sender, mapping, options.now());
    },
  };
}

function mappingOf(options: GenericTriggerOptions, sender: string | undefined): SenderMapping | undefined {
  if (sender === undefined) {
    return options.token === undefined ? defaultMapping : { ...defaultMapping, token: options.token };
  }
  return Object.hasOwn(options.mappings, sender) ? options.mappings[sender] : undefined;
}

function read(request: WebhookRequest, sender: string, mapping: SenderMapping, now: Date): TriggerOutcome {
  const deliveryId = `${sender}:${bodyHash(request)}`;
  const ignored = (reason: string): TriggerOutcome => ({ kind: "ignored", deliveryId, reason });
  let payload: unknown;
  try {
    payload = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(request.body));
  } catch {
    return malformed("The delivery is not JSON.", "Let the sender send JSON.");
  }
  const unmet = mapping.when.find((condition) => !holds(payload, condition));
  if (unmet !== undefined) return ignored(`${unmet.pointer} is not one of ${unmet.values.join(", ")}`);
  const kind = holds(payload, mapping.failure)
    ? "failure"
    : mapping.success !== undefined && holds(payload, mapping.success)
      ? "resolution"
      : undefined;
  if (kind === undefined) {
    const { pointer } = mapping.failure;
    if (
      valueAt(payload, pointer) === undefined &&
      valueAt(payload, mapping.success?.pointer ?? pointer) === undefined
    ) {
      return malformed(`The delivery has no ${pointer}.`, "Correct the mapping, or what the sender sends.");
    }
    return ignored(`${pointer} tells neither a failure nor a success`);
  }
  const event = eventOf(payload, { sender, mapping, kind, now, deliveryId });
  if (event === undefined) {
    return malformed("The delivery has no title.", "Correct the mapping's fields.title, or send a title.");
  }
  const checked = FailureEvent.safeParse(event);
  if (!checked.success)
    return malformed("The delivery holds a field that cannot be used.", "Correct the mapping.");
  return { kind: "event", deliveryId, event: checked.data };
}

function eventOf(
  payload: unknown,
  about: {
    sender: string;
    mapping: SenderMapping;
    kind: FailureEvent["kind"];
    now: Date;
    deliveryId: string;
  },
): FailureEvent | undefined {
  const { sender, mapping, kind, now, deliveryId } = about;
  const { fields } = mapping;
  const field = (name: keyof typeof fields): string | undefined => {
    const wanted = fields[name];
    return wanted === undefined ? undefined : fieldText(payload, wanted)?.slice(0, MAX_FIELD);
  };
  const title = field("title")?.replaceAll(/\s+/g, " ").slice(0, 300);
  if (title === undefined) return undefined;
  const stream = field("stream") ?? [field("service") ?? title, field("environment") ?? ""].join(" ").trim();
  const told = fields.text === undefined ? undefined : fieldText(payload, fields.text);
  return {
    source: "generic",
    kind,
    dedupeKey: `generic:${sender}:${keyOf(field("id") ?? deliveryId)}`,
    stream: `generic:${sender}:${keyOf(stream)}`,
    title,
    occurredAt: momentOf(field("occurredAt"), now),
    subject: {
      kind: "generic",
      sender,
      text: (told ?? JSON.stringify(payload, null, 2)).slice(0, MAX_TEXT),
    },
    service: field("service"),
    environment: field("environment"),
    repository: field("repository"),
    commit: field("commit")?.toLowerCase(),
    // Jenkins' git plugin names the branch as its remote has it.
    branch: field("branch")?.replace(/^(?:refs\/heads|origin)\//, ""),
    actor: field("actor"),
    namespace: field("namespace"),
    image: field("image"),
    url: webLink(field("url")),
  };
}

function holds(
  payload: unknown,
  { pointer, values }: { pointer: string; values: readonly string[] },
): boolean {
  const value = textAt(payload, pointer)?.toLowerCase();
  return value !== undefined && values.some((wanted) => wanted.toLowerCase() === value);
}

/** ISO 8601, or seconds or milliseconds since 1970; the time of arrival when it says nothing believable. */
function momentOf(text: string | undefined, now: Date): string {
  const number = text !== undefined && /^\d{9,14}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
  const time = number === undefined ? Date.parse(text ?? "") : number < 1e11 ? number * 1000 : number;
  const believable = Number.isFinite(time) && Math.abs(time - now.getTime()) < MAX_SKEW_MS;
  return (believable ? new Date(time) : now).toISOString();
}

/** Long keys are kept as their hash, so that two of them never become one by being cut. */
function keyOf(text: string): string {
  return text.length <= 200 ? text : createHash("sha256").update(text).digest("hex");
}

function malformed(message: string, remedy: string): TriggerOutcome {
  return refused(400, "payload_malformed", message, remedy);
}
