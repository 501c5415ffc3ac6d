import type {
  Cause,
  Citation,
  PostMortem,
  SimilarIncident,
  SuspectChange,
  Verdict,
} from "../domain/index.ts";
import { citationName, incidentLink, quotedLines } from "./citation-lines.ts";
import { cut, oneLine, shortCommit } from "./display-text.ts";

/** The sentences that every rendering of a post-mortem shares. All are plain text on one line. */

const VERDICT_WORDS: Record<Verdict, string> = {
  confirmed: "Confirmed",
  likely: "Likely",
  inconclusive: "Inconclusive",
};

/** The verdict word of the first cause, and the sentence that says why it failed. */
export function causeLine(postMortem: PostMortem): { verdict: Verdict; word: string; statement: string } {
  const cause = postMortem.diagnosis.causes[0];
  const verdict = cause?.verdict ?? postMortem.diagnosis.verdict;
  return {
    verdict,
    word: VERDICT_WORDS[verdict],
    statement: oneLine(cause?.statement ?? postMortem.diagnosis.summary, 600),
  };
}

/** What a reader is told before the statement: `Likely cause`, or `Inconclusive` where there is none to name. */
export function causeLabel(postMortem: PostMortem): string {
  const { verdict, word } = causeLine(postMortem);
  return verdict === "inconclusive" || postMortem.diagnosis.causes.length === 0 ? word : `${word} cause`;
}

/**
 * The first cause's proof, with the proof of causes that say the same (the same error in two logs), and the
 * causes that say something else.
 */
export function causesAndProof(postMortem: PostMortem): { proof: Citation[]; others: Cause[] } {
  const [first, ...rest] = postMortem.diagnosis.causes;
  if (first === undefined) return { proof: [], others: [] };
  const same = (cause: Cause) => oneLine(cause.statement) === oneLine(first.statement);
  return {
    proof: [first, ...rest.filter(same)].flatMap((cause) => cause.citations),
    others: rest.filter((cause) => !same(cause)),
  };
}

/** The diagnosis' summary, unless the cause says the same already. */
export function furtherSummary(postMortem: PostMortem): string | undefined {
  const summary = oneLine(postMortem.diagnosis.summary);
  const plain = (text: string) =>
    text
      .replace(/[`.\s]+/g, " ")
      .trim()
      .toLowerCase();
  return plain(summary) === plain(causeLine(postMortem).statement) ? undefined : summary;
}

/** The kind of failure in plain words, where it is known. */
export function knownKind(postMortem: PostMortem): string | undefined {
  const { category } = postMortem.diagnosis;
  return category === "unknown" ? undefined : categoryWords(category);
}

/** One line that says what failed and why, at most 300 characters. */
export function headline(postMortem: PostMortem): string {
  const { word, statement } = causeLine(postMortem);
  const state = postMortem.status === "resolved" ? "Resolved: " : "";
  return cut(
    `${state}${oneLine(postMortem.title, 120)}: ${statement.replace(/\.$/, "")} (${word.toLowerCase()})`,
    300,
  );
}

/** The category in plain words: `test failure`. */
export function categoryWords(category: string): string {
  return oneLine(category, 60).replaceAll("_", " ");
}

/** `Ada Lovelace (@ada)`; a login alone or a name alone where the other is missing or the same. */
export function authorName(change: Pick<SuspectChange, "author" | "login">): string {
  const author = oneLine(change.author, 80);
  const login = change.login === undefined ? "" : oneLine(change.login, 80);
  if (login === "" || login === author) return author || "unknown author";
  return author === "" ? login : `${author} (${login})`;
}

export type SuspectFinding =
  | { kind: "change"; change: SuspectChange; others: SuspectChange[] }
  /** `sentence` says that no change is to blame, or that none could be named. */
  | { kind: "none"; sentence: string; others: SuspectChange[] };

/** Which change is to blame, or the sentence that says that none is. */
export function suspectFinding(postMortem: PostMortem): SuspectFinding {
  const { verdict, ranking } = postMortem.diagnosis.suspects;
  const [first, ...others] = ranking;
  if (verdict === "change" && first !== undefined) return { kind: "change", change: first, others };
  if (verdict === "no_code_cause")
    return { kind: "none", sentence: "No change is to blame.", others: ranking };
  const sentence =
    ranking.length === 0
      ? "The changes before this failure are not known."
      : "None of the known changes stands out.";
  return { kind: "none", sentence, others: ranking };
}

/** `9c41b27 “Drop the rounding step” by Ada Lovelace (ada)`, or why there is none. */
export function suspectLine(postMortem: PostMortem): string {
  const finding = suspectFinding(postMortem);
  if (finding.kind === "none") return finding.sentence;
  const { change } = finding;
  return `${shortCommit(change.id)} “${oneLine(change.title, 120)}” by ${authorName(change)}`;
}

/** `INC-3 on 2026-02-02, same signature`. */
export function similarName(similar: SimilarIncident): string {
  const match =
    similar.match === "signature" ? "same signature" : `${Math.round(similar.score * 100)} % alike`;
  return `${oneLine(similar.incident, 40)} on ${oneLine(similar.openedAt.slice(0, 10), 10)}, ${match}`;
}

/** What ended a past incident, in one sentence. */
export function similarEnding(similar: SimilarIncident): string {
  return similar.resolution === undefined
    ? "What ended it is not recorded."
    : oneLine(similar.resolution, 300);
}

/** Why this is not the whole story, or undefined when the investigation ran to its end. */
export function partialNote(postMortem: PostMortem): string | undefined {
  return postMortem.partial
    ? "Partial report: a limit ended the investigation early. What is missing stands under data gaps."
    : undefined;
}

/** Whether and how the incident ended, or undefined while it is open. */
export function resolutionLine(postMortem: PostMortem): string | undefined {
  if (postMortem.status !== "resolved") return undefined;
  return postMortem.resolution === undefined ? "It works again." : oneLine(postMortem.resolution, 300);
}

/** The short form for a terminal or a plain-text message: plain lines, no escape codes. */
export function summaryLines(postMortem: PostMortem, options: { quotes?: number } = {}): string[] {
  const { word, statement } = causeLine(postMortem);
  const lines = [`${word}: ${statement}`, ""];
  const citation = postMortem.diagnosis.causes[0]?.citations[0];
  if (citation !== undefined) {
    const { lines: quoted, left } = quotedLines(citation, options.quotes ?? 12);
    const width = String(citation.end).length;
    for (const line of quoted) lines.push(`  ${String(line.number).padStart(width)} │ ${line.text}`);
    lines.push(`  ${left > 0 ? `… ${left} more, ` : ""}${citationName(citation)}`, "");
  }
  lines.push(
    `What       ${oneLine(postMortem.title, 160)} (${categoryWords(postMortem.diagnosis.category)})`,
  );
  lines.push(`Change     ${suspectLine(postMortem)}`);
  const finding = suspectFinding(postMortem);
  if (finding.kind === "change") {
    for (const reason of finding.change.reasons.slice(0, 3)) lines.push(`           ${oneLine(reason, 200)}`);
  }
  const similar = postMortem.similar[0];
  lines.push(
    similar === undefined
      ? "Before     not seen before"
      : `Before     ${similarName(similar)}. ${similarEnding(similar)}`,
  );
  const resolution = resolutionLine(postMortem);
  if (resolution !== undefined) lines.push(`Resolved   ${resolution}`);
  for (const gap of postMortem.diagnosis.dataGaps.slice(0, 5)) {
    lines.push(`Missing    ${oneLine(gap.missing, 160)}. ${oneLine(gap.remedy, 200)}`);
  }
  const note = partialNote(postMortem);
  if (note !== undefined) lines.push(note);
  lines.push(`Report     ${incidentLink(postMortem)}`);
  return lines;
}
