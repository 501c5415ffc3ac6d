import type { Category, DataGap, Diagnosis, Location, SimilarIncident, Subject } from "../../domain/index.ts";

const MAX_PLACES = 3;
/** Score from which on reverting the suspect change is worth its price; below, it is worth a look. */
const SURE = 0.6;

/** What to do where the category itself says so, and looking at code does not help. */
const BY_CATEGORY: Partial<Record<Category, string>> = {
  network: "Check that the address in the quoted lines is reachable from the runner, then run it again.",
  timeout: "Find what the quoted step waited for; raise its time limit only when it is really slow.",
  out_of_memory: "Give the step more memory, or find what grew; the quoted lines name the process.",
  disk_full: "Free disk space on the runner, or write less; then run it again.",
  permission: "Give the account in the quoted lines the permission they name.",
  configuration: "Correct the setting that the quoted lines name.",
  dependency_resolution:
    "Check the version of the dependency in the quoted lines and that its registry has it.",
  infrastructure: "Run it again on another runner; tell the owners of the runners when it fails there too.",
  flaky: "Run it again; when it passes, mark the test as flaky and open a task for it.",
};

const RERUN: ReadonlySet<Category> = new Set(["network", "timeout", "infrastructure", "flaky"]);

/** Concrete next steps, most useful first. */
export function actionItemsFor(about: {
  subject: Subject;
  diagnosis: Diagnosis;
  similar: readonly SimilarIncident[];
  gaps: readonly DataGap[];
}): string[] {
  const { diagnosis, subject } = about;
  const items: string[] = [];
  for (const place of placesToLook(diagnosis)) {
    items.push(`Look at ${place.path}:${place.line}${place.message ? `: ${shorten(place.message)}` : ""}`);
  }
  const suspect = diagnosis.suspects.verdict === "change" ? diagnosis.suspects.ranking[0] : undefined;
  if (suspect !== undefined) {
    const who = suspect.login === undefined ? suspect.author : `@${suspect.login}`;
    const change = `${suspect.id.slice(0, 7)} (“${shorten(suspect.title)}”)`;
    if (suspect.id === "uncommitted") items.push("Look at your uncommitted changes first.");
    else if (suspect.score >= SURE) items.push(`Revert ${change} or ask ${who}.`);
    else items.push(`Look through ${change} first, or ask ${who}; of the known changes it is the likeliest.`);
  }
  const ended = about.similar.find((entry) => entry.match === "signature" && wasFixed(entry));
  if (ended !== undefined) items.push(`Try what ended ${ended.incident}: ${ended.resolution}`);
  const general = BY_CATEGORY[diagnosis.category];
  if (general !== undefined) items.push(general);
  if (diagnosis.suspects.verdict === "no_code_cause" && !RERUN.has(diagnosis.category)) {
    items.push("No change is to blame: run it again, and look at what changed outside the code.");
  }
  if (subject.kind === "command" && items.length === 0) {
    items.push(`Run \`${shorten(subject.command.join(" "))}\` again with more output.`);
  }
  const quoted = diagnosis.causes[0]?.citations[0];
  items.push(...itemsForAlert(about));
  const fillable = about.gaps.filter(({ code }) => code === "permission_missing" || code === "unreachable");
  const remedies = [...new Set(fillable.map((gap) => gap.remedy))].slice(0, 2);
  // What proves nothing is read after what may bring a proof.
  if (diagnosis.verdict === "inconclusive") items.push(...remedies);
  if (items.length === 0 && quoted !== undefined) {
    items.push(`Read ${quoted.evidence} around line ${quoted.start}.`);
  }
  items.push(...remedies);
  if (items.length === 0)
    items.push("Connect the source of the log, then investigate again: no log could be read.");
  return [...new Set(items)];
}

/** That an alert ended or a workload is well again is nothing that could be tried. */
function wasFixed({ resolution }: SimilarIncident): boolean {
  return resolution !== undefined && !/^The alert .* ended$|is healthy again$|was removed$/.test(resolution);
}

/** The alert's runbook, and what would tell more than the alert does. */
function itemsForAlert({ subject, diagnosis, gaps }: Parameters<typeof actionItemsFor>[0]): string[] {
  if (subject.kind !== "alert") return [];
  const { runbook_url: url, runbook = url } = subject.annotations;
  const items = runbook?.startsWith("http") ? [`Follow the alert's runbook: ${shorten(runbook)}`] : [];
  if (diagnosis.verdict === "inconclusive" && gaps.some((gap) => gap.code === "not_configured")) {
    items.push("Connect Prometheus, Loki or the cluster: an alert alone tells what is seen, and not why.");
  }
  return items;
}

/** Places named in the quoted lines before others, errors before warnings, each file and line once. */
function placesToLook(diagnosis: Diagnosis): Location[] {
  const quoted = diagnosis.causes[0]?.citations ?? [];
  const inQuote = (place: Location) =>
    quoted.some((citation) => place.at >= citation.start && place.at <= citation.end);
  const weight = (place: Location) =>
    (inQuote(place) ? 0 : 2) + (place.severity === undefined || place.severity === "error" ? 0 : 1);
  const seen = new Set<string>();
  return diagnosis.locations
    .filter(
      (place) => place.severity !== "info" && !/(?:^|\/)node_modules\/|^node:|^\/usr\//.test(place.path),
    )
    .toSorted((a, b) => weight(a) - weight(b))
    .filter((place) => {
      const key = `${place.path}:${place.line}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, MAX_PLACES);
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
