import type { Change, Citation, Incident, PostMortem, SimilarIncident } from "../../domain/index.ts";
import {
  causeLine,
  citationName,
  codeSpan,
  fenced,
  inert,
  quotedLines,
  shortCommit,
  similarEnding,
  similarName,
  suspectFinding,
  suspectLine,
} from "../../report/index.ts";

/** Short Markdown; everything that others wrote is inert in it. */

const QUOTED_LINES = 8;
const MAX_CHANGES = 8;
const MAX_FILES = 4;

export const HELP = `I answer from the records, and change nothing. Ask for example:
- what failed last?
- why did payments fail? (by repository, branch, workflow, service, commit or INC-number)
- was this seen before?
- what changed?
- what fixed INC-3?
- show INC-3
- list open incidents`;

export function headOf(incident: Incident): string {
  const { event } = incident;
  const at = event.occurredAt.slice(0, 16).replace("T", " ");
  return `**${incident.id}** ${inert(event.title, 160)} (${at}, ${incident.status})`;
}

/** The first cause with the lines that prove it. */
export function why(incident: Incident): { text: string; citations: Citation[] } {
  const { postMortem } = incident;
  if (postMortem === undefined) return { text: `${headOf(incident)}\n\n${waiting(incident)}`, citations: [] };
  const { word, statement } = causeLine(postMortem);
  const citation = postMortem.diagnosis.causes[0]?.citations[0];
  const parts = [headOf(incident), `${word}: ${inert(statement, 600)}`];
  if (citation !== undefined) {
    const { lines } = quotedLines(citation, QUOTED_LINES);
    parts.push([...fenced(lines.map((line) => line.text)), `(${citationName(citation)})`].join("\n"));
  }
  if (postMortem.partial) parts.push("The report is partial: a limit ended the investigation early.");
  parts.push(`Change: ${inert(suspectLine(postMortem), 300)}`);
  return { text: parts.join("\n\n"), citations: citation === undefined ? [] : [citation] };
}

export function shown(incident: Incident): { text: string; citations: Citation[] } {
  const { postMortem } = incident;
  const { text, citations } = why(incident);
  if (postMortem === undefined) return { text, citations };
  const parts = [text];
  if (postMortem.impact !== "") parts.push(`Impact: ${inert(postMortem.impact, 300)}`);
  const items = postMortem.actionItems.slice(0, 4).map((item) => `- ${inert(item, 300)}`);
  if (items.length > 0) parts.push(`Next:\n${items.join("\n")}`);
  const gaps = postMortem.diagnosis.dataGaps.slice(0, 4).map((gap) => `- ${inert(gap.missing, 200)}`);
  if (gaps.length > 0) parts.push(`Could not be had:\n${gaps.join("\n")}`);
  return { text: parts.join("\n\n"), citations };
}

export function seenBefore(incident: Incident, similar: readonly SimilarIncident[]): string {
  const lines = similar
    .slice(0, 5)
    .map(
      (entry) => `- ${inert(similarName(entry))}: ${inert(entry.title, 120)}. ${inert(similarEnding(entry))}`,
    );
  if (lines.length === 0) return `${headOf(incident)}\n\nNothing like this was seen before.`;
  const same = similar.some((entry) => entry.match === "signature");
  const verdict = same ? "Yes, it failed the same way before:" : "Not the same, but alike:";
  return `${headOf(incident)}\n\n${verdict}\n${lines.join("\n")}`;
}

export function whatChanged(incident: Incident, changes: readonly Change[] | undefined): string {
  const { postMortem } = incident;
  const parts = [headOf(incident)];
  if (postMortem !== undefined) parts.push(suspicion(postMortem));
  if (changes === undefined) {
    parts.push("Which changes came before it is not known.");
  } else if (changes.length === 0) {
    parts.push("Nothing changed since the last green run.");
  } else {
    const more = changes.length > MAX_CHANGES ? `\n- and ${changes.length - MAX_CHANGES} more` : "";
    parts.push(
      `Since the last green run:\n${changes.slice(0, MAX_CHANGES).map(changeLine).join("\n")}${more}`,
    );
  }
  return parts.join("\n\n");
}

export function between(newer: Incident, older: Incident): string {
  const same =
    newer.postMortem !== undefined &&
    newer.postMortem.diagnosis.signature !== "" &&
    newer.postMortem.diagnosis.signature === older.postMortem?.diagnosis.signature;
  const commits = [older, newer].map(({ id, event }) =>
    event.commit === undefined
      ? `${id} names no commit`
      : `${id} failed at ${codeSpan(shortCommit(event.commit))}`,
  );
  return [
    `${headOf(older)}\n${headOf(newer)}`,
    same ? "They failed the same way." : "They failed in different ways.",
    `${commits.join(", ")}.`,
  ].join("\n\n");
}

export function howItEnded(incident: Incident): string {
  if (incident.status !== "resolved") return `${headOf(incident)}\n\nIt is not resolved yet.`;
  const how = incident.resolution ?? incident.postMortem?.resolution;
  return `${headOf(incident)}\n\n${how === undefined ? "It works again; what fixed it is not recorded." : inert(how, 400)}`;
}

export function listed(incidents: readonly Incident[], openOnly: boolean): string {
  if (incidents.length === 0) return openOnly ? "No incident is open." : "There are no incidents.";
  const lines = incidents.map((incident) => {
    const cause =
      incident.postMortem === undefined ? "" : `: ${inert(causeLine(incident.postMortem).statement, 160)}`;
    return `- ${headOf(incident)}${cause}`;
  });
  return `${openOnly ? "Open incidents" : "Incidents"}, newest first:\n${lines.join("\n")}`;
}

function suspicion(postMortem: PostMortem): string {
  const finding = suspectFinding(postMortem);
  if (finding.kind === "none") return finding.sentence;
  const reasons = finding.change.reasons.slice(0, 3).map((reason) => `- ${inert(reason, 200)}`);
  return [`Suspect: ${inert(suspectLine(postMortem), 300)}`, ...reasons].join("\n");
}

function changeLine(change: Change): string {
  const files = change.files.slice(0, MAX_FILES).map((file) => codeSpan(file.path, 120));
  const more = change.files.length > MAX_FILES ? `, and ${change.files.length - MAX_FILES} more` : "";
  const touched = files.length === 0 ? "" : ` (${files.join(", ")}${more})`;
  return `- ${codeSpan(shortCommit(change.id))} ${inert(change.title, 120)} by ${inert(change.author, 60)}${touched}`;
}

function waiting(incident: Incident): string {
  return incident.status === "failed"
    ? "Its investigation failed; investigate it again."
    : "It is still being investigated; ask again in a moment.";
}
