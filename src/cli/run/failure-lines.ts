import type { LogFindings, PostMortem } from "../../domain/index.ts";
import {
  authorName,
  categoryWords,
  causeLine,
  cut,
  oneLine,
  partialNote,
  shortCommit,
  similarEnding,
  similarName,
  suspectFinding,
  visible,
} from "../../report/index.ts";
import type { Paint } from "../colours.ts";
import type { CommandEnd } from "./pass-through.ts";
import type { NumberedLine } from "./read-log.ts";

/** First block, printed as soon as the log is read: what ended, what it says, and where it says so. */
export function findingLines(
  command: readonly string[],
  end: CommandEnd,
  findings: LogFindings,
  lines: NumberedLine[],
  paint: Paint,
): string[] {
  const how = end.signal ? `was ended by ${end.signal}` : `failed with exit code ${end.code}`;
  const width = String(lines.at(-1)?.number ?? 0).length;
  return [
    "",
    paint("bold", `inquest: ${oneLine(command.join(" "), 120)} ${how} (${categoryWords(findings.category)})`),
    oneLine(findings.summary, 600),
    "",
    ...lines.map(
      ({ number, text }) =>
        `  ${paint("dim", `${String(number).padStart(width)} │`)} ${cut(visible(text), 300)}`,
    ),
    "",
  ];
}

/** Second block, printed when the investigation has ended. */
export function reportLines(postMortem: PostMortem, findings: LogFindings, paint: Paint): string[] {
  const row = (name: string, text: string) => `${paint("cyan", name.padEnd(9))} ${text}`;
  const more = (text: string) => `${" ".repeat(10)}${text}`;
  const lines: string[] = [];
  const cause = causeLine(postMortem);
  if (cause.statement !== oneLine(findings.summary, 600)) lines.push(row("Cause", cause.statement));
  lines.push(row("Verdict", cause.word.toLowerCase()));

  const suspect = suspectFinding(postMortem);
  if (suspect.kind === "none") {
    lines.push(row("Change", suspect.sentence));
  } else {
    const { change } = suspect;
    const what = change.id === "uncommitted" ? "uncommitted changes" : shortCommit(change.id);
    const title = change.id === "uncommitted" ? "" : ` “${oneLine(change.title, 120)}”`;
    const author = change.author === "" ? "" : ` by ${authorName(change)}`;
    lines.push(row("Change", `${what}${title}${author}`));
    for (const reason of change.reasons.slice(0, 3)) lines.push(more(oneLine(reason, 200)));
  }

  const [similar] = postMortem.similar;
  lines.push(
    row("Before", similar ? `${similarName(similar)}. ${similarEnding(similar)}` : "not seen before"),
  );
  for (const gap of postMortem.diagnosis.dataGaps.slice(0, 5)) {
    lines.push(row("Missing", `${oneLine(gap.missing, 160)}. ${oneLine(gap.remedy, 200)}`));
  }
  const partial = partialNote(postMortem);
  if (partial) lines.push(partial);
  return lines;
}
