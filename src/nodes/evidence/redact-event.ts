import type { FailureEvent, Subject } from "../../domain/index.ts";
import { redactLine } from "./redact-data.ts";

/**
 * The event without secrets in what people wrote; names, ids and addresses come from the host as they are. The
 * subject is untouched, since collectors fetch by it.
 */
export function redactEvent(event: FailureEvent, salt: string): FailureEvent {
  return {
    ...event,
    title: redactLine(event.title, salt),
    ...(event.branch === undefined ? {} : { branch: redactLine(event.branch, salt) }),
  };
}

/** The subject as a report may show it: a command line can hold a secret as well as a log can. */
export function redactSubject(subject: Subject, salt: string): Subject {
  if (subject.kind !== "command") return subject;
  // Read as one line, since a secret may stand in the argument after the one that names it.
  const line = subject.command.join(" ");
  const redacted = redactLine(line, salt);
  return redacted === line ? subject : { ...subject, command: redacted.split(" ") };
}
