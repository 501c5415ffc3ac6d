import { type Finding, MOST_FINDINGS, reportOf } from "./finding.ts";
import type { Report } from "./report.ts";
import { readXml } from "./xml-events.ts";
import { XML_FORMATS, type XmlFormat } from "./xml-formats.ts";

/** Elements inside a finding that are looked at, and the text that is kept of one. */
const MOST_FIELDS = 100;
const LONGEST_FIELD = 2000;

/** A finding that is being read: what its attributes and the texts in it say, and its place. */
interface Open {
  fields: Map<string, string>;
  place: Map<string, string> | undefined;
  depth: number;
  text: string;
  at: number;
}

/**
 * Reads the XML that static analysers write, by the table of formats.
 * @returns undefined when the document is in none of them
 */
export function readXmlFindings(document: string): Report | undefined {
  const findings: Finding[] = [];
  const above: string[] = [];
  let format: XmlFormat | undefined;
  let around: string | undefined;
  let open: Open | undefined;

  readXml(document, {
    open(tag, attributes, at) {
      above.push(tag);
      format ??= above.length === 1 ? XML_FORMATS.find(({ root }) => root === tag) : undefined;
      if (!format) return;
      if (tag === format.around?.[0]) around = attributes.get(format.around[1]);
      if (!open) {
        if (tag === format.finding && findings.length < MOST_FINDINGS)
          open = { fields: new Map(attributes), place: undefined, depth: above.length, text: "", at };
      } else if (tag === format.place && !open.place?.has(format.line)) {
        if (!format.child || above.length === open.depth + 1) open.place = new Map(attributes);
      }
    },
    text(text) {
      const tag = above.at(-1);
      if (!open || !tag || text.trim() === "") return;
      if (above.length === open.depth) open.text ||= text.trim().slice(0, LONGEST_FIELD);
      // A place's own texts come before the next place opens.
      const into = format?.place && above.includes(format.place, open.depth) ? open.place : open.fields;
      if (into && !into.has(tag) && into.size < MOST_FIELDS)
        into.set(tag, text.trim().slice(0, LONGEST_FIELD));
    },
    close() {
      if (format && open && above.length === open.depth) {
        findings.push(findingOf(format, open, around));
        open = undefined;
      }
      above.pop();
    },
  });
  return format ? reportOf(document, format.tool, findings) : undefined;
}

function findingOf(
  format: XmlFormat,
  { fields, place, text, at }: Open,
  around: string | undefined,
): Finding {
  const field = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : (place?.get(name) ?? fields.get(name));
  const path = format.path
    .map((name) => field(name))
    .filter(Boolean)
    .join("/");
  return {
    rule: field(format.rule) ?? "",
    severity: severityOf(field(format.severity)),
    message: (format.message === undefined ? undefined : fields.get(format.message)) ?? text,
    path: path.replace(/^file:\/\/(?:\$PROJECT_DIR\$\/)?/, "") || around,
    line: Number(field(format.line)) || undefined,
    column: Number(field(format.column)) || undefined,
    at,
  };
}

/** A word, or a priority of which 1 is the highest. */
function severityOf(word: string | undefined): Finding["severity"] {
  if (word === undefined || /warn|^[3]$/i.test(word)) return "warning";
  return /err|fatal|critical|^[12]$/i.test(word) ? "error" : "info";
}
