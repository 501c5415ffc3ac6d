import { readCheckstyle } from "./checkstyle.ts";
import { readJUnit } from "./junit.ts";
import type { Report } from "./report.ts";
import { readFindings } from "./static-findings.ts";

/** How much of the beginning tells whether a file is a report. */
const HEAD = 4096;
/** A longer report is read as a log. */
const LONGEST_REPORT = 32 << 20;

const XML = /^\uFEFF?\s{0,200}<(?:\?xml|testsuites?[\s>]|checkstyle[\s>]|!--)/;
const JSON_REPORT =
  /^\uFEFF?\s{0,200}(?:\{[^]{0,4000}(?:"runs"|sarif)|\[\s{0,200}\{[^]{0,4000}"annotation_level")/;

/** What the beginning of a file shows it to be; `open` while too little of it is there. */
type Kind = "open" | "xml" | "json" | "none";

function kindOf(head: Uint8Array): Kind {
  const text = new TextDecoder().decode(head);
  if (XML.test(text)) return "xml";
  return JSON_REPORT.test(text) ? "json" : "none";
}

/**
 * Notices by its content that a file is JUnit XML, Checkstyle's XML, SARIF or a check run's annotations, and reads it. Anything else
 * costs one look at its first 4 KB. (TAP is text for people too: the grammars of logs read it.)
 */
export function createReportReader(): {
  push(chunk: Uint8Array): void;
  /** undefined when the file is no report, or one that cannot be read. */
  finish(): Report | undefined;
} {
  let parts: Uint8Array[] = [];
  let size = 0;
  let kind: Kind = "open";

  return {
    push(chunk) {
      if (kind === "none") return;
      if (kind === "open" && size + chunk.length >= HEAD)
        kind = kindOf(Buffer.concat([...parts, chunk.subarray(0, HEAD)]).subarray(0, HEAD));
      size += chunk.length;
      if (kind !== "none" && size > LONGEST_REPORT) kind = "none";
      // Copies: who hands it over may use its buffer again.
      if (kind === "none") parts = [];
      else parts.push(Uint8Array.from(chunk));
    },
    finish() {
      if (kind === "open") kind = kindOf(Buffer.concat(parts));
      if (kind === "none") return undefined;
      const document = new TextDecoder().decode(Buffer.concat(parts));
      parts = [];
      return kind === "xml" ? (readJUnit(document) ?? readCheckstyle(document)) : readFindings(document);
    },
  };
}
