import type { Excerpt, FailedTest, Location } from "../domain/failure.ts";
import type { AnalyzedLog } from "./analysis-formats.ts";
import type { Paint } from "./colours.ts";

const MOST_LINES = 60;
const MOST_NAMES = 10;

/** What `inquest analyze` prints for people: the sentence, the cause lines with their numbers, tests and places. */
export function terminalText(
  log: AnalyzedLog,
  { explain, paint }: { explain: boolean; paint: Paint },
): string {
  const { file, findings } = log;
  const out = [
    `${paint("bold", printable(file))}  ${paint("yellow", findings.category)}`,
    printable(findings.summary),
    "",
  ];
  const shown = findings.excerpts.filter((excerpt) => explain || excerpt.role === "cause");
  for (const excerpt of shown) {
    if (excerpt.summary) out.push(`${paint("yellow", "Also")}  ${printable(excerpt.summary)}`, "");
    out.push(...excerptText(log, excerpt, explain, paint), "");
  }
  if (findings.failedTests.length) {
    const { tests } = findings;
    const of = tests && tests.run > 0 ? ` of ${tests.run}` : "";
    out.push(paint("bold", `Failed tests (${findings.failedTests.length}${of})`));
    out.push(...some(findings.failedTests, testText), "");
  }
  const places = findings.locations.filter((place) => place.severity !== "info");
  if (places.length) {
    out.push(paint("bold", `Places (${places.length})`));
    out.push(...some(places, placeText), "");
  }
  if (explain) out.push(paint("dim", `signature ${findings.signature}, ${findings.lines} lines`), "");
  return out.join("\n");
}

function excerptText({ lines }: AnalyzedLog, excerpt: Excerpt, explain: boolean, paint: Paint): string[] {
  const { start, end, focus, role, reason, score } = excerpt;
  const width = String(end).length;
  const last = Math.min(end, start + MOST_LINES - 1);
  const out = lines(start, last).map((text, at) => {
    const number = String(start + at).padStart(width);
    const named = start + at === focus && role === "cause";
    return `${paint("dim", `${number} │`)} ${named ? paint("red", printable(text)) : printable(text)}`;
  });
  if (last < end) out.push(paint("dim", `${" ".repeat(width)} │ … ${end - last} more lines`));
  if (explain) out.push(paint("dim", `${" ".repeat(width)} └ ${role}: ${reason} (${score})`));
  return out;
}

/** A log is hostile: nothing of it may steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => (character === "\t" ? "\t" : "\ufffd")).slice(0, 400);
}

function some<T>(list: readonly T[], say: (item: T) => string): string[] {
  const out = list.slice(0, MOST_NAMES).map((item) => `  ${printable(say(item))}`);
  if (list.length > MOST_NAMES) out.push(`  … ${list.length - MOST_NAMES} more`);
  return out;
}

function testText({ name, file, line }: FailedTest): string {
  return file ? `${name}  (${file}${line ? `:${line}` : ""})` : name;
}

function placeText({ path, line, column, severity, message }: Location): string {
  const place = `${path}:${line}${column === undefined ? "" : `:${column}`}`;
  return [place, severity, message].filter(Boolean).join("  ");
}
