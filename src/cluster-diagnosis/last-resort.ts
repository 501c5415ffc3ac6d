import type { LogFindings } from "../domain/index.ts";
import { type Facts, type LogFact, titleOf } from "./facts/facts.ts";
import { shown } from "./facts/log-reader.ts";
import { type RankedFinding, SYMPTOMS } from "./rank.ts";
import { isWell, podsOfLog } from "./rules/health.ts";
import { capital } from "./signs/kubernetes-signs.ts";
import { at, type Place, type SourceText } from "./text/source-text.ts";

/** Reads a log in which no sign of the table was found. */
export type ReadLog = (text: string) => Pick<LogFindings, "summary" | "excerpts">;

/** Logs that the port is asked to read, and the longest of them. */
const MAX_LOGS_READ = 5;
const MAX_LOG_READ = 8 * 1024 * 1024;
const MAX_LINES = 20;
/** An excerpt that counts less says too little. */
const LEAST_SCORE = 0.5;

/** A reader of logs always finds some line that is likelier than others; one that tells of no failure is no cause. */
const FAILS =
  /fail|error|exception|fatal|panic|abort|cannot|can['’]?t|could ?n|not found|no such|denied|refus|reject|kill|unable|invalid|missing|time[d ]{0,2}out|exceed|crash|violat|unexpected|undefined|exit(?:ed)? (?:code|status|with)/i;

/** Whether a text says of anything that it failed. */
export function tellsOfFailure(text: string): boolean {
  return FAILS.test(text);
}

/**
 * Where all that is known is that something crashes or is not ready, what its log says is the better answer: what the
 * reader of logs finds in it, else the line that it ends with.
 */
export function explainedByLogs(
  facts: Facts,
  findings: readonly RankedFinding[],
  readLog: ReadLog | undefined,
): RankedFinding[] {
  const best = findings[0];
  if (best && !SYMPTOMS.has(best.rule)) return [];
  const found = logsFor(facts, best).flatMap((log) => readWith(facts, log, best, readLog) ?? []);
  if (found.length > 0 || !best || best.aside || best.about.kind !== "Pod") return found.slice(0, 2);
  return lastWords(facts, best);
}

/** The logs of what a finding is about; all there are where it only names something in passing. */
function logsFor(facts: Facts, best: RankedFinding | undefined): LogFact[] {
  const logs = facts.logs.filter((log) => !log.hearsay && log.lines > 0);
  const mine = logs.filter((log) => belongs(facts, log, best));
  const others = !best || best.aside ? logs : [];
  return [...new Set([...mine, ...others])].slice(0, MAX_LOGS_READ);
}

const nameOfOwner = (log: LogFact) => log.owner.replace(/^pod (?:.*\/)?/, "");

function belongs(facts: Facts, log: LogFact, best: RankedFinding | undefined): boolean {
  if (!best) return false;
  const owner = nameOfOwner(log);
  return owner === best.about.name || podsOfLog(facts, owner).some((pod) => pod.name === best.about.name);
}

function readWith(
  facts: Facts,
  log: LogFact,
  best: RankedFinding | undefined,
  readLog: ReadLog | undefined,
): RankedFinding | undefined {
  const { source, start, end } = log.place;
  const text = log.said ? log.said.map((one) => one.text).join("\n") : textOf(source, start, end);
  if (!readLog || text === undefined) return undefined;
  const read = readLog(text);
  const excerpt = read.excerpts.find((one) => one.role === "cause");
  if (!excerpt || excerpt.score < LEAST_SCORE) return undefined;
  if (!tellsOfFailure(excerptLines(text, excerpt).join("\n"))) return undefined;
  const first = start + excerpt.start - 1;
  const places = log.said
    ? log.said.slice(excerpt.start - 1, excerpt.end).map(({ line }) => at(source, line))
    : [{ source, start: first, end: Math.min(start + excerpt.end - 1, first + MAX_LINES - 1) }];
  const [pod] = podsOfLog(facts, nameOfOwner(log)).toSorted((a, b) => Number(isWell(a)) - Number(isWell(b)));
  return finding(
    best,
    pod ?? { kind: "Pod", name: nameOfOwner(log) },
    `${pod ? `${capital(titleOf(pod))} fails: ` : ""}${read.summary}`,
    places.slice(0, MAX_LINES),
    Math.min(60, excerpt.score * 100),
  );
}

function excerptLines(text: string, excerpt: { start: number; end: number }): string[] {
  return text.split("\n", excerpt.end).slice(excerpt.start - 1);
}

/** The last line that a container printed before it ended. */
function lastWords(facts: Facts, best: RankedFinding): RankedFinding[] {
  for (const log of facts.logs) {
    if (log.hearsay || !belongs(facts, log, best)) continue;
    const { source, start, end } = log.place;
    if (log.said) continue;
    for (let line = end; line >= Math.max(start, end - MAX_LINES); line--) {
      const text = source.line(line);
      if (text.trim() === "") continue;
      const statement = `${best.statement.replace(/\.$/, "")}; the last line of its log is “${shown(text)}”.`;
      return [finding(best, best.about, statement, [at(source, line)], best.score)];
    }
  }
  return [];
}

function finding(
  best: RankedFinding | undefined,
  about: RankedFinding["about"],
  statement: string,
  places: Place[],
  score: number,
): RankedFinding {
  const same = best && !best.aside ? best.places : [];
  return {
    rule: "log-read",
    category: best && !best.aside ? best.category : "application_error",
    depth: score,
    score,
    statement,
    about,
    named: "",
    places: [...places, ...same],
  };
}

/** The lines of one log; undefined where they are too long to be read. */
function textOf(source: SourceText, start: number, end: number): string | undefined {
  const lines: string[] = [];
  let size = 0;
  for (let line = start; line <= end; line++) {
    const text = source.line(line);
    size += text.length + 1;
    if (size > MAX_LOG_READ) return undefined;
    lines.push(text);
  }
  return lines.join("\n");
}
