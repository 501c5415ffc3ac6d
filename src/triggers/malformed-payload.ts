import { z } from "zod";
import { refused } from "./credentials.ts";
import type { TriggerOutcome } from "./trigger.ts";

/** The refusal of a payload that is not what its sender documents, naming the first field that is not. */
export function malformedPayload(
  cause: unknown,
  about: { sender: string; kind: string; remedy: string },
): TriggerOutcome {
  const where = cause instanceof z.ZodError ? cause.issues[0]?.path.join(".") : undefined;
  return refused(
    400,
    "payload_malformed",
    where
      ? `The ${about.kind} payload has no usable ${where.slice(0, 100)}.`
      : `The ${about.kind} payload is not the JSON that ${about.sender} documents.`,
    about.remedy,
  );
}
