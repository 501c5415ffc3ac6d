import type { Cause, Diagnosis, Evidence, SimilarIncident } from "../../domain/index.ts";
import type { KnownChanges } from "../evidence/changes.ts";
import { samePath } from "../evidence/changes.ts";
import { isSymptom, type ReadFinding } from "../evidence/metric-record.ts";
import type { Claim } from "../investigation.ts";

export interface CaseFile {
  diagnosis: Diagnosis;
  evidence: readonly Evidence[];
  changes: KnownChanges;
  similar: readonly SimilarIncident[];
  claims: readonly Claim[];
  metrics: readonly ReadFinding[];
}

/** Independent things that point the same way as a cause, as words for the verdict's count. */
export function groundsFor(cause: Cause, file: CaseFile, inGreenLog: boolean | undefined): string[] {
  const grounds: string[] = [];
  if (inGreenLog === false) grounds.push("the lines are new against the last green run");
  if (namesPlace(cause, file)) grounds.push("the lines name a test or a place in the code");
  if (suspectTouches(cause, file)) grounds.push("the suspect change touches that place");
  if (secondSource(cause, file)) grounds.push("a second piece of evidence says the same");
  const seen = file.similar.find((entry) => entry.match === "signature" && entry.resolution !== undefined);
  if (seen !== undefined) grounds.push(`the same failure was ended in ${seen.incident}`);
  return grounds;
}

/**
 * Whether a cause quotes only what the alert says of itself, or changes of what users notice: its title tells as
 * much already.
 */
export function tellsSymptomOnly(
  { citations }: Pick<Cause, "citations">,
  { evidence, metrics }: Pick<CaseFile, "evidence" | "metrics">,
): boolean {
  const told = evidence.filter(({ kind, collector }) => kind === "annotations" && collector === "told");
  return citations.every(
    (citation) =>
      told.some(({ id }) => id === citation.evidence) ||
      metrics.some(
        (one) =>
          one.evidence.id === citation.evidence &&
          one.finding.line === citation.start &&
          isSymptom(one.finding),
      ),
  );
}

/** What does not fit a cause. */
export function contradictionsOf(cause: Cause, file: CaseFile, inGreenLog: boolean | undefined): string[] {
  const found: string[] = [];
  if (inGreenLog === true) {
    found.push(`“${shorten(cause.statement)}”: the quoted lines stand in the log of the last green run too.`);
  }
  const claim = file.claims.find((entry) => entry.statement === cause.statement);
  if (claim !== undefined && cause.origin === "model" && file.changes.known) {
    const change = file.changes.changes.find((entry) => entry.id.startsWith(claim.change));
    if (change === undefined && !file.changes.truncated) {
      found.push(
        `“${shorten(cause.statement)}”: the blamed change is not among the changes since the last green run.`,
      );
    }
    const paths = claim.paths.filter((path) => path.trim() !== "");
    if (
      change !== undefined &&
      paths.length > 0 &&
      !paths.some((path) => change.files.some((entry) => samePath(entry.path, path)))
    ) {
      found.push(`“${shorten(cause.statement)}”: the blamed change does not touch ${paths[0]}.`);
    }
  }
  return found;
}

/** Lines around a quote in which a stack or a test's name still belongs to it. */
const BEFORE = 5;
const AFTER = 20;

/** Whether a failed test or a place that log analysis read stands in the cited lines or right beside them. */
function namesPlace(cause: Cause, { diagnosis }: CaseFile): boolean {
  const near = (at: number | undefined) =>
    at !== undefined &&
    cause.citations.some((citation) => at >= citation.start - BEFORE && at <= citation.end + AFTER);
  const places = [...diagnosis.locations, ...diagnosis.failedTests];
  if (cause.origin === "rules" && places.some((place) => near(place.at))) return true;
  const quotes = cause.citations.map((citation) => citation.quote).join("\n");
  return (
    diagnosis.locations.some((location) => quotes.includes(fileName(location.path))) ||
    diagnosis.failedTests.some((test) => test.name !== "" && quotes.includes(lastPart(test.name)))
  );
}

/** Names of settings and environment variables, as a log and a manifest spell them alike: `DATABASE_URL`. */
const SETTING = /\b[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8}\b/g;

function changedLines(patch: string | undefined): string[] {
  return (patch ?? "").split("\n").filter((line) => /^[+-](?![+-]{2} )/.test(line));
}

/**
 * Whether the change that the ranking suspects touches a file that the failure names (one in the quotes, or
 * one that log analysis read from the log), or a setting that the quotes name.
 */
function suspectTouches(cause: Cause, { diagnosis, changes }: CaseFile): boolean {
  if (diagnosis.suspects.verdict !== "change") return false;
  const top = diagnosis.suspects.ranking[0];
  const change = changes.changes.find((entry) => entry.id === top?.id);
  if (change === undefined) return false;
  const quotes = cause.citations.map((citation) => citation.quote).join("\n");
  const settings = new Set(quotes.match(SETTING) ?? []);
  return change.files.some(
    (file) =>
      changedLines(file.patch).some((line) =>
        (line.match(SETTING) ?? []).some((name) => settings.has(name)),
      ) ||
      quotes.includes(fileName(file.path)) ||
      diagnosis.locations.some((location) => samePath(location.path, file.path)) ||
      diagnosis.failedTests.some((test) => test.file !== undefined && samePath(test.file, file.path)),
  );
}

/** Whether the cause is quoted from two pieces of evidence. A diff speaks for its change, not for itself. */
function secondSource(cause: Cause, { evidence }: CaseFile): boolean {
  const telling = new Set(evidence.filter((entry) => entry.kind !== "diff").map((entry) => entry.id));
  return (
    new Set(cause.citations.map((citation) => citation.evidence).filter((id) => telling.has(id))).size > 1
  );
}

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) || path;
}

/** `suite › case` → `case`: how the failing lines themselves call a test. */
function lastPart(name: string): string {
  return name.split(/ › | > |::/).at(-1) || name;
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
