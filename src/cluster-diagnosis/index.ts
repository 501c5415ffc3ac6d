import type { Category, Citation } from "../domain/index.ts";
import { createFacts, type Facts, listOf, titleOf } from "./facts/facts.ts";
import { createLogReader, shown } from "./facts/log-reader.ts";
import { readEvidence } from "./facts/read-evidence.ts";
import { explainedByLogs, type ReadLog } from "./last-resort.ts";
import { type RankedFinding, rankFindings } from "./rank.ts";
import { wrongAddresses } from "./rules/address-rules.ts";
import { allRules } from "./rules/all-rules.ts";
import { dependenciesDown } from "./rules/dependency-rules.ts";
import type { Finding } from "./rules/finding.ts";
import { isComplete, isWell, knownPods } from "./rules/health.ts";
import { nameServersDown } from "./rules/name-server-rules.ts";
import { policiesBetween } from "./rules/policy-rules.ts";
import { findingsOfLogs, isPassed } from "./rules/said-rules.ts";
import { createSourceText, quoteOf, type SourceText } from "./text/source-text.ts";

export { tellsOfFailure } from "./last-resort.ts";

const MAX_CAUSES = 5;
const MAX_CITATIONS = 4;
const MAX_NAMED = 30;
const MAX_RULED_OUT = 5;
/** Findings below this are no cause of anything. */
const MIN_SCORE = 10;

export interface ClusterEvidence {
  /** Texts of any form: what kubectl prints, logs, traces, metrics, JSON and YAML. */
  files: readonly {
    id: string;
    name: string;
    text: string /** API objects that the text shows; their values count, the text is quoted. */;
    objects?: readonly unknown[];
  }[];
  /** Objects of the Kubernetes API; they are cited by the lines of `JSON.stringify(object, null, 2)`. */
  objects?: readonly { id: string; object: unknown }[];
  /** When the evidence was taken. Without it, the latest time that the evidence mentions. */
  now?: Date;
  /** Reads a log in which no sign of the table was found. */
  readLog?: ReadLog;
}

export interface ClusterCause {
  /** One sentence that names the object, container, variable, image or key. */
  statement: string;
  category: Category;
  /** 0 to 1. */
  confidence: number;
  citations: Citation[];
}

export interface ClusterDiagnosis {
  category: Category;
  summary: string;
  /** Best first. */
  causes: ClusterCause[];
  /** Objects that were looked at and are well. */
  healthy: string[];
  /** What was found and is not the cause, as sentences. */
  ruledOut: string[];
}

/**
 * Why something in a cluster fails, from whatever texts and objects there are. Undefined when they hold nothing of
 * a cluster. Pure: no clock, no input, no output.
 *
 * @example
 * diagnoseCluster({ files: [{ id: "E1", name: "describe.txt", text: "Name: web-0\n…" }] })?.causes[0]?.statement
 */
export function diagnoseCluster(evidence: ClusterEvidence): ClusterDiagnosis | undefined {
  const turns = diagnoseClusterInTurns(evidence);
  for (let turn = turns.next(); ; turn = turns.next()) if (turn.done) return turn.value;
}

/** The same in turns of some milliseconds, for a process that has other things to do meanwhile. */
export function* diagnoseClusterInTurns(
  evidence: ClusterEvidence,
): Generator<undefined, ClusterDiagnosis | undefined> {
  const facts = createFacts();
  if (evidence.now) facts.now = evidence.now.getTime();
  const sources = [
    ...evidence.files.map((file) => createSourceText(file.id, file.name, file.text)),
    ...(evidence.objects ?? []).map(({ id, object }) =>
      createSourceText(id, `${id}.json`, JSON.stringify(object, null, 2) ?? ""),
    ),
  ];
  facts.now ??= latestTime(sources);
  const reader = createLogReader(facts);
  const objects = new Map(evidence.files.map((file) => [file.id, file.objects]));
  for (const source of sources) yield* readEvidence(facts, source, reader, objects.get(source.id));
  listObjects(facts, evidence);
  if (!holdsCluster(facts, evidence)) return undefined;

  const told: Finding[] = [];
  for (const rule of allRules) {
    told.push(...rule.find(facts));
    yield undefined;
  }
  told.push(...findingsOfLogs(facts));
  const between: Finding[] = [];
  for (const connect of [dependenciesDown, nameServersDown, wrongAddresses, policiesBetween]) {
    yield undefined;
    between.push(...connect(facts, told));
  }
  const findings = rankFindings(facts, [...told, ...between]).filter(({ score }) => score >= MIN_SCORE);
  const read = explainedByLogs(facts, findings, evidence.readLog);
  const causes = [...read, ...findings].slice(0, MAX_CAUSES).map(causeOf);
  const first = causes[0];
  return {
    category: first?.category ?? "unknown",
    summary: first?.statement ?? "Nothing in the evidence says that something in the cluster fails.",
    causes,
    healthy: healthy(facts),
    ruledOut: ruledOut(facts),
  };
}

function causeOf(finding: RankedFinding): ClusterCause {
  const places = finding.places.filter(
    (place, index) =>
      finding.places.findIndex((one) => one.source === place.source && one.start === place.start) === index,
  );
  const citations = places.slice(0, MAX_CITATIONS).map((place) => ({
    evidence: place.source.id,
    start: place.start,
    end: place.end,
    quote: quoteOf(place),
  }));
  const confidence = Math.round(Math.min(0.97, Math.max(0.1, finding.score / 100)) * 100) / 100;
  return { statement: oneSentence(finding.statement), category: finding.category, confidence, citations };
}

function oneSentence(text: string): string {
  const clean = text.replace(/\s+/g, " ").trim();
  return clean.length > 500 ? `${clean.slice(0, 499)}…` : clean;
}

/** API objects come one by one; those of a kind together are a list. */
function listObjects(facts: Facts, { objects = [] }: ClusterEvidence): void {
  const given = new Set(objects.map(({ id }) => id));
  const things = facts.things.filter((thing) => given.has(thing.place.source.id));
  for (const kind of new Set(things.map((thing) => thing.kind))) {
    const mine = things.filter((thing) => thing.kind === kind);
    const place = mine[0]?.place;
    if (place) facts.lists.push(listOf(kind, mine, place, mine.length > 1));
  }
}

/** Troubles that a log tells of and goes on after. */
function ruledOut(facts: Facts): string[] {
  return facts.signs
    .filter(
      (sign) => !sign.hearsay && isPassed(sign) && sign.severity >= 2 && sign.sign !== "application-error",
    )
    .slice(0, MAX_RULED_OUT)
    .map((sign) => {
      const line = sign.places[0]?.source.line(sign.places[0].end) ?? "";
      return `“${shown(line)}” in the log of ${sign.owner}: the log goes on for ${sign.after} lines without it.`;
    });
}

/** Whether these are a cluster's texts: a log alone is not. */
function holdsCluster(facts: Facts, { files }: ClusterEvidence): boolean {
  return (
    facts.cluster ||
    facts.pods.length > 0 ||
    facts.events.length > 0 ||
    facts.spans.some((span) => span.service !== "") ||
    facts.samples.some(({ labels }) =>
      ["pod", "namespace", "node", "LAG"].some((label) => labels.has(label)),
    ) ||
    files.some(
      (file) =>
        /kubectl|kube-|loki|prometheus|tempo/i.test(file.name) ||
        /^\{"(?:toolset|tool)_name"/.test(file.text),
    )
  );
}

function healthy(facts: Facts): string[] {
  const pods = knownPods(facts)
    .filter(isWell)
    .map((pod) => `${titleOf(pod)} is ${isComplete(pod) ? "complete" : "running and ready"}`);
  return pods.slice(0, MAX_NAMED);
}

/** Times that are still to come when the text is taken. */
const AHEAD = /not ?after|renewal|expir|valid(?:to|until)|next(?:update|schedule)/i;

/** The latest time of the first part of each text, as a stand-in for when it was taken. */
function latestTime(sources: readonly SourceText[]): number | undefined {
  let latest: number | undefined;
  for (const source of sources) {
    for (let line = 1; line <= Math.min(source.count, 20_000); line++) {
      const text = source.line(line);
      const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)/.exec(text)?.[0];
      if (time === undefined || AHEAD.test(text.slice(0, 300))) continue;
      const at = Date.parse(time);
      if (Number.isFinite(at) && (latest === undefined || at > latest) && at < Date.UTC(2100, 0)) latest = at;
    }
  }
  return latest;
}
