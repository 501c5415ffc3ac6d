import { readCheckstyle } from "./checkstyle.ts";
import { readClangPlist } from "./clang-plist.ts";
import { findingsIn } from "./json-findings.ts";
import { readJUnit } from "./junit.ts";
import type { Report } from "./report.ts";
import { readFindings } from "./static-findings.ts";
import { readXmlFindings } from "./xml-findings.ts";
import { XML_FORMATS } from "./xml-formats.ts";

/** How much of the beginning tells whether a file is a report. */
const HEAD = 4096;
/** A longer report is read as a log. */
const LONGEST_REPORT = 32 << 20;

const ROOTS = ["testsuites?", "checkstyle", ...XML_FORMATS.map(({ root }) => root)].join("|");
const XML = new RegExp(`^\\uFEFF?\\s{0,200}<(?:\\?xml|(?:${ROOTS})[\\s>]|!--)`);
const JSON_BEGIN = /^\uFEFF?\s{0,200}(?:\{|\[\s{0,200}[{\]])/;
/** What the beginning of a linter's JSON holds: SARIF's runs, or a file and a line or a list of findings. */
const SARIF = /"runs"|sarif|"annotation_level"/;
const FILE_KEY = /"(?:file_?path|file_?name|files?|path|source|name)"\s?:|\.\w{1,10}"\s?:\s?[[{]/i;
const LINE_KEY =
  /"(?:\w{0,12}line\w{0,8}|row|startPosition|\w{0,12}messages|warnings|offenses|violations|findings|issues|diagnostics|results|compiler-\w+)"/i;

/** What the beginning of a file shows it to be; `open` while too little of it is there. */
type Kind = "open" | "xml" | "json" | "none";

/** A program that logs a line of JSON at a time begins like a linter that does; only what the lines hold differs. */
function isOwnLog(head: string): boolean {
  const lines = head.split("\n").slice(0, -1);
  const first = parsed(lines[0] ?? "");
  if (typeof first !== "object" || first === null || Array.isArray(first) || SARIF.test(head)) return false;
  return (
    !head.includes('"reason":"compiler-') && lines.every((line) => findingsIn(parsed(line)).length === 0)
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const XML_READERS = [readJUnit, readCheckstyle, readXmlFindings, readClangPlist] as const;

function kindOf(head: Uint8Array): Kind {
  const text = new TextDecoder().decode(head);
  if (XML.test(text)) return "xml";
  if (!JSON_BEGIN.test(text)) return "none";
  if (isOwnLog(text)) return "none";
  return SARIF.test(text) || (FILE_KEY.test(text) && LINE_KEY.test(text)) ? "json" : "none";
}

/**
 * Notices by its content that a file is JUnit XML, an analyser's XML or JSON, SARIF or a check run's annotations, and
 * reads it. Anything else costs one look at its first 4 KB. (TAP is text for people too: the grammars of logs read it.)
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
      if (kind === "json") return readFindings(document);
      for (const read of XML_READERS) {
        const report = read(document);
        if (report) return report;
      }
      return undefined;
    },
  };
}
