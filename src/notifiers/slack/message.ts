import type { ContextBlock, KnownBlock, SectionBlock } from "@slack/web-api";
import type { Citation, PostMortem } from "../../domain/index.ts";
import {
  authorName,
  causeLabel,
  causeLine,
  causesAndProof,
  citationName,
  dateAndTime,
  evidenceLink,
  furtherSummary,
  headline,
  incidentLink,
  knownKind,
  partialNote,
  quotedLines,
  resolutionLine,
  shortCommit,
  similarEnding,
  similarName,
  suspectFinding,
} from "../../report/index.ts";
import { fenced, link, prose, texts } from "./mrkdwn.ts";

/** Text for notifications and screen readers, and blocks for the message itself. */
export interface SlackMessage {
  text: string;
  blocks: KnownBlock[];
}

/** Slack takes 50 blocks; details are cut below that and end with a link to the page. */
const MOST_BLOCKS = 40;
const QUOTED_LINES = 12;

/** What everybody in the channel reads: why it failed, the proof, who to ask, and where the rest is. */
export function summaryMessage(postMortem: PostMortem): SlackMessage {
  const { statement } = causeLine(postMortem);
  const blocks: KnownBlock[] = [];
  const resolution = resolutionLine(postMortem);
  if (resolution !== undefined) blocks.push(section(`:white_check_mark: *Resolved.* ${prose(resolution)}`));
  blocks.push(section(`*${causeLabel(postMortem)}:* ${prose(statement)}`));
  const citation = causesAndProof(postMortem).proof[0];
  if (citation !== undefined) blocks.push(...quote(postMortem, citation, QUOTED_LINES));
  for (const text of texts([...suspectLines(postMortem), ...seenBeforeLines(postMortem)])) {
    blocks.push(section(text));
  }
  const kind = knownKind(postMortem);
  const note = partialNote(postMortem);
  if (note !== undefined) blocks.push(context(prose(note)));
  blocks.push(
    context(
      [
        link(`${postMortem.incident}: open the post-mortem`, incidentLink(postMortem)),
        link(prose(postMortem.title, 200), postMortem.event.url),
        ...(kind === undefined ? [] : [kind]),
      ].join("  ·  "),
    ),
  );
  return { text: prose(headline(postMortem)), blocks };
}

/** What stands in the thread for those who want to know more. */
export function detailsMessage(postMortem: PostMortem): SlackMessage {
  const { diagnosis } = postMortem;
  const blocks: KnownBlock[] = [];
  const { proof, others } = causesAndProof(postMortem);
  const citations = [...proof, ...others.flatMap((cause) => cause.citations)].slice(1, 6);
  for (const citation of citations) blocks.push(...quote(postMortem, citation, QUOTED_LINES));
  const summary = furtherSummary(postMortem);
  const lines = [
    ...titled("Summary", summary === undefined ? [] : [prose(summary)]),
    ...titled("Impact", [prose(postMortem.impact)]),
    ...titled("Failed tests", bullets(diagnosis.failedTests.map((test) => test.name))),
    ...titled("Also considered", bullets(others.map((cause) => `${cause.statement} (${cause.verdict})`))),
    ...titled(
      "Timeline",
      postMortem.timeline
        .slice(0, 30)
        .map((entry) => `${dateAndTime(entry.at)}  ${link(prose(entry.what, 300), entry.url)}`),
    ),
    ...titled("Contributing factors", bullets(postMortem.contributingFactors)),
    ...titled("Ruled out", bullets(diagnosis.ruledOut)),
    ...titled("Data gaps", bullets(diagnosis.dataGaps.map((gap) => `${gap.missing}. ${gap.remedy}`))),
    ...titled("Action items", bullets(postMortem.actionItems)),
    ...titled(
      "Evidence",
      postMortem.evidence
        .slice(0, 20)
        .map((piece) => `${link(piece.id, evidenceLink(postMortem, piece.id))} ${prose(piece.title, 160)}`),
    ),
  ];
  for (const text of texts(lines)) blocks.push(section(text));
  const cutBlocks = blocks.slice(0, MOST_BLOCKS);
  if (blocks.length > MOST_BLOCKS) {
    cutBlocks.push(context(link("The rest stands in the post-mortem", incidentLink(postMortem))));
  }
  return { text: prose(`Details of ${postMortem.incident}`), blocks: cutBlocks };
}

/** One short line in the thread, so that people who follow it learn that the message above has changed. */
export function updateMessage(postMortem: PostMortem): SlackMessage {
  const resolution = resolutionLine(postMortem);
  const { word, statement } = causeLine(postMortem);
  const text =
    resolution === undefined
      ? `*The report above was updated.* ${word}: ${prose(statement)}`
      : `:white_check_mark: *Resolved${postMortem.resolvedAt === undefined ? "" : ` at ${dateAndTime(postMortem.resolvedAt)}`}.* ${prose(resolution)}`;
  return { text, blocks: [section(text)] };
}

function quote(postMortem: PostMortem, citation: Citation, limit: number): KnownBlock[] {
  const { lines, left } = quotedLines(citation, limit);
  const width = String(lines.at(-1)?.number ?? 0).length;
  const fence = fenced(lines.map((line) => `${String(line.number).padStart(width)}  ${line.text}`));
  const title = postMortem.evidence.find((piece) => piece.id === citation.evidence)?.title;
  const more = left + fence.left;
  const caption = [
    link(citationName(citation), evidenceLink(postMortem, citation.evidence, citation.start)),
    ...(title === undefined ? [] : [prose(title, 160)]),
    ...(more > 0 ? [`${more} more there`] : []),
  ];
  return [section(fence.text), context(caption.join("  ·  "))];
}

function suspectLines(postMortem: PostMortem): string[] {
  const finding = suspectFinding(postMortem);
  if (finding.kind === "none") return [`*Suspect change:* ${finding.sentence}`];
  const { change } = finding;
  const name = link(prose(shortCommit(change.id)), change.url);
  return [
    `*Suspect change:* ${name} ${prose(change.title, 200)}, by ${prose(authorName(change))}`,
    ...bullets(change.reasons.slice(0, 3)),
  ];
}

function seenBeforeLines(postMortem: PostMortem): string[] {
  const similar = postMortem.similar[0];
  if (similar === undefined) return ["*Seen before:* no"];
  const own = incidentLink(postMortem);
  const page = own.slice(0, own.lastIndexOf("/") + 1) + encodeURIComponent(similar.incident);
  return [`*Seen before:* ${link(prose(similarName(similar)), page)}. ${prose(similarEnding(similar))}`];
}

function titled(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`*${title}*`, ...lines];
}

function bullets(items: string[]): string[] {
  const shown = items.slice(0, 15).map((item) => `•  ${prose(item, 400)}`);
  return items.length > shown.length ? [...shown, `•  and ${items.length - shown.length} more`] : shown;
}

function section(text: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", text, verbatim: true } };
}

function context(text: string): ContextBlock {
  return { type: "context", elements: [{ type: "mrkdwn", text, verbatim: true }] };
}
