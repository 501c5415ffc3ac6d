import { verify } from "@octokit/webhooks-methods";
import { z } from "zod";
import { FailureEvent } from "../../domain/index.ts";
import { bodyHash, refused } from "../credentials.ts";
import { malformedPayload } from "../malformed-payload.ts";
import type { Trigger, TriggerOutcome, WebhookRequest } from "../trigger.ts";
import {
  type Reading,
  readCheckRun,
  readCheckSuite,
  readDeploymentStatus,
  readWorkflowRun,
} from "./events.ts";
import {
  CheckRunPayload,
  CheckSuitePayload,
  DeploymentStatusPayload,
  WorkflowRunPayload,
} from "./payloads.ts";

export interface GitHubTriggerOptions {
  /** The secret that the webhook was set up with at GitHub. */
  secret?: string;
  /** Accept unsigned deliveries when no secret is set; only for a server that listens on loopback. */
  allowUnsigned: boolean;
}

interface Reader {
  /** Only this action is about an end; the others come before it. */
  action: string;
  read(payload: unknown): Reading;
}

function reader<Payload>(
  action: string,
  schema: z.ZodType<Payload>,
  read: (payload: Payload) => Reading,
): Reader {
  return { action, read: (payload) => read(schema.parse(payload)) };
}

const readers: Readonly<Record<string, Reader>> = {
  workflow_run: reader("completed", WorkflowRunPayload, readWorkflowRun),
  check_run: reader("completed", CheckRunPayload, readCheckRun),
  check_suite: reader("completed", CheckSuitePayload, readCheckSuite),
  deployment_status: reader("created", DeploymentStatusPayload, readDeploymentStatus),
};

const Envelope = z.object({ action: z.string().optional() });

/**
 * GitHub's webhooks: `workflow_run`, `check_run`, `check_suite` and `deployment_status`; others are ignored.
 *
 * @example
 * const trigger = createGitHubTrigger({ secret, allowUnsigned: false });
 * const outcome = await trigger.receive({ headers, body });
 */
export function createGitHubTrigger(options: GitHubTriggerOptions): Trigger {
  return {
    source: "github",
    async receive(request) {
      // Strict, so that the text that is signed below is byte for byte what came in.
      let text: string;
      try {
        text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(request.body);
      } catch {
        return refused(400, "not_utf8", "The delivery's body is not UTF-8 text.", contentRemedy);
      }
      return (await checkSignature(options, request, text)) ?? read(request, text);
    },
  };
}

const contentRemedy = "Set the webhook's content type to application/json at GitHub.";

async function checkSignature(
  options: GitHubTriggerOptions,
  request: WebhookRequest,
  text: string,
): Promise<TriggerOutcome | undefined> {
  if (!options.secret) {
    if (options.allowUnsigned) return undefined;
    return refused(
      403,
      "secret_not_configured",
      "GitHub deliveries are refused because no webhook secret is configured.",
      "Set the same secret at GitHub's webhook page and in GITHUB_WEBHOOK_SECRET.",
    );
  }
  const signature = request.headers["x-hub-signature-256"];
  if (!signature) {
    return refused(
      401,
      "signature_missing",
      "The delivery carries no X-Hub-Signature-256 header.",
      "Set the secret at GitHub's webhook page.",
    );
  }
  // Compares in constant time; an empty text cannot be verified and is no delivery of GitHub's.
  if (text === "" || !(await verify(options.secret, text, signature))) {
    return refused(
      401,
      "signature_wrong",
      "The delivery's signature does not fit its body.",
      "Make the secret at GitHub's webhook page and in GITHUB_WEBHOOK_SECRET the same.",
    );
  }
  return undefined;
}

function read(request: WebhookRequest, text: string): TriggerOutcome {
  const name = request.headers["x-github-event"];
  if (!name) {
    return refused(
      400,
      "event_missing",
      "The delivery carries no X-GitHub-Event header.",
      "Only GitHub's own deliveries can be sent to this address.",
    );
  }
  const deliveryId = deliveryOf(request);
  const ignored = (reason: string): TriggerOutcome => ({ kind: "ignored", deliveryId, reason });
  const known = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (!known) return ignored(`${/^\w{1,60}$/.test(name) ? name : "this event"} is not about a failure`);
  try {
    const payload: unknown = JSON.parse(payloadOf(request, text));
    const action = Envelope.parse(payload).action ?? known.action;
    if (action !== known.action) return ignored(`${name} is not ${known.action} yet`);
    const reading = known.read(payload);
    if ("ignored" in reading) return ignored(reading.ignored);
    const event = FailureEvent.parse(reading.event);
    return { kind: "event", deliveryId: reading.deliveryId ?? deliveryId, event };
  } catch (cause) {
    return malformedPayload(cause, { sender: "GitHub", kind: name, remedy: contentRemedy });
  }
}

/** GitHub sends JSON as the body or, when set up that way, as the form field `payload`. */
function payloadOf(request: WebhookRequest, text: string): string {
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) return text;
  return new URLSearchParams(text).get("payload") ?? "";
}

function deliveryOf(request: WebhookRequest): string {
  const given = request.headers["x-github-delivery"];
  if (given && /^[\w-]{1,100}$/.test(given)) return given;
  return bodyHash(request);
}
