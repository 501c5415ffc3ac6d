import type { Subject } from "../../domain/index.ts";
import type { CollectedEvidence, Collector } from "../collector.ts";

/**
 * What the sender itself told: the text of a generic webhook as `failed_log`, and an alert's own words as
 * `annotations`, which are read where no log says more. Asks nobody.
 */
export function createToldCollector(): Collector {
  return {
    name: "told",
    answers: (subject, { kind }) =>
      (subject.kind === "generic" && kind === "failed_log") ||
      (subject.kind === "alert" && kind === "annotations"),
    async collect(subject) {
      const piece = toldBy(subject);
      return { evidence: piece === undefined ? [] : [piece], gaps: [] };
    },
  };
}

function toldBy(subject: Subject): CollectedEvidence | undefined {
  if (subject.kind === "generic") {
    return { kind: "failed_log", title: `What ${subject.sender} told`, content: ended(subject.text) };
  }
  if (subject.kind !== "alert") return undefined;
  const said = ["description", "message", "summary", ...Object.keys(subject.annotations)];
  const texts = [...new Set(said)]
    // Addresses are for people to follow, not reasons.
    .filter((name) => !/url|runbook|dashboard|panel/i.test(name))
    .map((name) => subject.annotations[name])
    .filter((text) => text !== undefined);
  if (texts.length === 0) return undefined;
  return {
    kind: "annotations",
    title: `What ${subject.name} says`,
    content: ended([...new Set(texts)].join("\n")),
  };
}

function ended(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
