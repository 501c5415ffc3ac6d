export { citationName, evidenceLink, incidentLink, quotedLines } from "./citation-lines.ts";
export { Link, Moment, Words } from "./display-parts.tsx";
export {
  byteSize,
  counted,
  cut,
  dateAndTime,
  oneLine,
  safeLink,
  shortCommit,
  visible,
} from "./display-text.ts";
export { renderHtml } from "./html.tsx";
export { renderJson } from "./json.ts";
export { renderMarkdown } from "./markdown.ts";
export { codeSpan, fenced, inert } from "./markdown-text.ts";
export { POST_MORTEM_STYLE } from "./post-mortem-style.ts";
export { PostMortemView } from "./post-mortem-view.tsx";
export {
  authorName,
  categoryWords,
  causeLabel,
  causeLine,
  causesAndProof,
  furtherSummary,
  headline,
  knownKind,
  partialNote,
  resolutionLine,
  similarEnding,
  similarName,
  summaryLines,
  suspectFinding,
  suspectLine,
} from "./summary-lines.ts";
