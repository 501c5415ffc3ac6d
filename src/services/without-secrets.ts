import type { FailureEvent } from "../domain/index.ts";
import { redactText } from "../log-analysis/index.ts";

const WITHHELD = "[withheld: its secrets could not be removed]";

/**
 * The event as it may be stored: what a sender of alerts or of generic webhooks wrote in its own words loses its
 * secrets before it reaches the database. Labels and names stay, since signals are told apart by them.
 */
export function withoutSecrets(event: FailureEvent): FailureEvent {
  const { subject } = event;
  switch (subject.kind) {
    case "generic": {
      // The same for every delivery of a sender, so that a success still finds the stream of its failure.
      const clean = (text: string) => redacted(text, `generic:${subject.sender}`);
      return {
        ...event,
        title: clean(event.title),
        stream: clean(event.stream),
        dedupeKey: clean(event.dedupeKey),
        subject: { ...subject, text: clean(subject.text) },
      };
    }
    case "alert": {
      const clean = (text: string) => redacted(text, event.stream);
      const annotations = Object.entries(subject.annotations).map(([name, text]) => [name, clean(text)]);
      return {
        ...event,
        title: clean(event.title),
        subject: { ...subject, annotations: Object.fromEntries(annotations) },
      };
    }
    default:
      return event;
  }
}

function redacted(text: string, salt: string): string {
  try {
    return redactText(text, { salt }).text;
  } catch {
    return WITHHELD;
  }
}
