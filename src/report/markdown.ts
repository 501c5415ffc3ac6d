import type { Citation, PostMortem, SuspectChange } from "../domain/index.ts";
import { citationName, evidenceLink, incidentLink, quotedLines } from "./citation-lines.ts";
import { byteSize, counted, dateAndTime, shortCommit } from "./display-text.ts";
import { codeSpan, fenced, inert, link } from "./markdown-text.ts";
import { originalName } from "./original-name.ts";
import {
  authorName,
  causeLine,
  causesAndProof,
  furtherSummary,
  knownKind,
  partialNote,
  resolutionLine,
  similarEnding,
  similarName,
  suspectFinding,
} from "./summary-lines.ts";

/** Failed tests and other long lists are cut here; the JSON has them all. */
const LONGEST_LIST = 25;
const MOST_QUOTES = 12;

/**
 * The post-mortem as GitHub Flavored Markdown. The cause stands in the first line. Whatever logs, commits
 * and models wrote is inert text: no link, image, mention or markup of theirs survives.
 */
export function renderMarkdown(postMortem: PostMortem): string {
  const sections = [
    top(postMortem),
    section("Root cause", rootCause(postMortem)),
    section("Suspect change", suspectChange(postMortem)),
    section("Seen before", seenBefore(postMortem)),
    section("Impact", [inert(postMortem.impact)]),
    section("Timeline", timeline(postMortem)),
    section("Failed tests", failedTests(postMortem)),
    section("Contributing factors", list(postMortem.contributingFactors)),
    section("Ruled out", list(postMortem.diagnosis.ruledOut)),
    section("Data gaps", dataGaps(postMortem)),
    section("Action items", bounded(postMortem.actionItems.map((item) => `- [ ] ${inert(item)}`))),
    section("Evidence", evidence(postMortem)),
    [`Written by Inquest at ${dateAndTime(postMortem.writtenAt)}, version ${postMortem.version}.`],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, "", ...lines];
}

function top(postMortem: PostMortem): string[] {
  const { word, statement } = causeLine(postMortem);
  const { event, diagnosis } = postMortem;
  const lines = [`# ${word}: ${inert(statement)}`, ""];
  const note = partialNote(postMortem);
  if (note !== undefined) lines.push(`> **${note}**`, "");
  const resolution = resolutionLine(postMortem);
  if (resolution !== undefined) {
    const at = postMortem.resolvedAt === undefined ? "" : ` at ${dateAndTime(postMortem.resolvedAt)}`;
    lines.push(`**Resolved${at}.** ${inert(resolution)}`, "");
  }
  lines.push(`${link(postMortem.incident, incidentLink(postMortem))} · ${inert(postMortem.title)}`, "");
  const summary = furtherSummary(postMortem);
  if (summary !== undefined) lines.push(inert(summary), "");
  const facts = [
    ["Kind", knownKind(postMortem) ?? ""],
    ["Failed at", dateAndTime(event.occurredAt)],
    ["Repository", event.repository === undefined ? "" : inert(event.repository)],
    ["Commit", event.commit === undefined ? "" : codeSpan(shortCommit(event.commit))],
    ["Branch", event.branch === undefined ? "" : codeSpan(event.branch, 200)],
    ["Service", event.service === undefined ? "" : inert(event.service)],
    ["Environment", event.environment === undefined ? "" : inert(event.environment)],
    ["Original", event.url === undefined ? "" : link(originalName(event), event.url)],
    ["Signature", codeSpan(diagnosis.signature, 80)],
  ];
  for (const [name, value] of facts) if (value) lines.push(`- ${name}: ${value}`);
  return lines;
}

function rootCause(postMortem: PostMortem): string[] {
  const first = postMortem.diagnosis.causes[0];
  const { proof, others } = causesAndProof(postMortem);
  if (first === undefined) return ["No cause could be proven from the evidence."];
  const lines = [
    `**${causeLine(postMortem).word}** (${Math.round(first.confidence * 100)} %, by ${first.origin}): ${inert(first.statement)}`,
  ];
  for (const citation of proof.slice(0, MOST_QUOTES)) lines.push("", ...quote(postMortem, citation));
  if (others.length > 0) {
    lines.push("", "Also considered:", "");
    for (const cause of others.slice(0, LONGEST_LIST)) {
      const links = cause.citations.map((citation) => citationLink(postMortem, citation));
      const where = links.length === 0 ? "" : ` (${links.join("; ")})`;
      lines.push(`- ${cause.verdict}: ${inert(cause.statement)}${where}`);
    }
  }
  return lines;
}

function citationLink(postMortem: PostMortem, citation: Citation): string {
  return link(citationName(citation), evidenceLink(postMortem, citation.evidence, citation.start));
}

function quote(postMortem: PostMortem, citation: Citation): string[] {
  const { lines, left } = quotedLines(citation);
  const width = String(lines.at(-1)?.number ?? 0).length;
  const title = postMortem.evidence.find((piece) => piece.id === citation.evidence)?.title;
  const name = title === undefined ? "" : `, ${inert(title)}`;
  return [
    `${citationLink(postMortem, citation)}${name}:`,
    "",
    ...fenced(lines.map((line) => `${String(line.number).padStart(width)} | ${line.text}`)),
    ...(left > 0 ? ["", `${counted(left, "more line")} in the evidence.`] : []),
  ];
}

function suspectChange(postMortem: PostMortem): string[] {
  const finding = suspectFinding(postMortem);
  const lines =
    finding.kind === "none"
      ? [`**${finding.sentence}**`]
      : [
          `**${changeName(finding.change)}** by ${inert(authorName(finding.change))}`,
          "",
          ...list(finding.change.reasons),
        ];
  if (finding.others.length > 0) {
    lines.push("", finding.kind === "none" ? "Looked at:" : "Less likely:", "");
    for (const change of finding.others.slice(0, 5)) {
      const reason = change.reasons[0] === undefined ? "" : `: ${inert(change.reasons[0])}`;
      lines.push(`- ${changeName(change)} by ${inert(authorName(change))}${reason}`);
    }
  }
  return lines;
}

function changeName(change: SuspectChange): string {
  return `${link(codeSpan(shortCommit(change.id)), change.url)} ${inert(change.title, 200)}`;
}

function seenBefore(postMortem: PostMortem): string[] {
  if (postMortem.similar.length === 0) return ["Not seen before."];
  return postMortem.similar.map((similar) => {
    const own = incidentLink(postMortem);
    const page = own.slice(0, own.lastIndexOf("/") + 1) + encodeURIComponent(similar.incident);
    return `- ${link(inert(similarName(similar)), page)}: ${inert(similar.summary)} **${inert(similarEnding(similar))}**`;
  });
}

function timeline(postMortem: PostMortem): string[] {
  return postMortem.timeline.map((entry) => {
    const proof = entry.citation === undefined ? "" : ` (${citationLink(postMortem, entry.citation)})`;
    return `- ${dateAndTime(entry.at)}: ${link(inert(entry.what), entry.url)}${proof}`;
  });
}

function failedTests(postMortem: PostMortem): string[] {
  return bounded(
    postMortem.diagnosis.failedTests.map((test) => {
      const line = test.line === undefined ? "" : `:${test.line}`;
      const file = test.file === undefined ? "" : ` in ${codeSpan(`${test.file}${line}`, 300)}`;
      return `- ${codeSpan(test.name, 300)}${file}`;
    }),
  );
}

function dataGaps(postMortem: PostMortem): string[] {
  return bounded(
    postMortem.diagnosis.dataGaps.map(
      (gap) => `- ${inert(gap.missing.replace(/\.$/, ""))} (${codeSpan(gap.code, 60)}). ${inert(gap.remedy)}`,
    ),
  );
}

function evidence(postMortem: PostMortem): string[] {
  return postMortem.evidence.map((piece) => {
    const redacted = Object.values(piece.redactions).reduce((sum, count) => sum + count, 0);
    const notes = [
      counted(piece.lines, "line"),
      byteSize(piece.bytes),
      ...(piece.truncated ? ["shortened"] : []),
      ...(redacted > 0 ? [`${counted(redacted, "secret")} redacted`] : []),
    ];
    const original = piece.url === undefined ? "" : ` (${link("original", piece.url)})`;
    return `- ${link(piece.id, evidenceLink(postMortem, piece.id))} ${inert(piece.title)}: ${notes.join(", ")}${original}`;
  });
}

function list(items: string[]): string[] {
  return bounded(items.map((item) => `- ${inert(item)}`));
}

function bounded(lines: string[]): string[] {
  if (lines.length <= LONGEST_LIST) return lines;
  return [...lines.slice(0, LONGEST_LIST), `- and ${lines.length - LONGEST_LIST} more`];
}
