import { createHash } from "node:crypto";
import { InquestError } from "../domain/index.ts";

/** PostgreSQL's text holds neither U+0000 nor half a surrogate pair; both become U+FFFD. */
export function storableText(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, "\ufffd");
}

/** JSON that `jsonb` takes. `JSON.stringify` writes what it does not take as escapes, so those are replaced. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
    found === "\\\\" ? found : "\\ufffd",
  );
}

/** SHA-256 over parts that cannot run into each other. */
export function hashOf(...parts: string[]): Buffer {
  return createHash("sha256").update(JSON.stringify(parts)).digest();
}

/** The number in an id; undefined when it is no such id. */
export function numberOf(id: string, prefix: "INC-" | "E" | "SIL-"): number | undefined {
  const digits = id.startsWith(prefix) ? id.slice(prefix.length) : "";
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}

export function incidentNotFound(id: string): InquestError {
  return new InquestError(
    "incident_not_found",
    `There is no incident ${storableText(id).slice(0, 40)}.`,
    "`inquest incidents list` shows those there are.",
  );
}

/** A moment that `timestamptz` takes, whatever a sender wrote. */
export function storableMoment(iso: string): string {
  const time = new Date(iso).getTime();
  if (Number.isNaN(time)) return new Date().toISOString();
  return new Date(Math.max(0, Math.min(time, Date.UTC(9000, 0)))).toISOString();
}
