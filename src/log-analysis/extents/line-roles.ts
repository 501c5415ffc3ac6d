import { isContinuation, isRule } from "./line-shapes.ts";
import { type LogMap, STRONG } from "./log-map.ts";
import { tellsProgress } from "./progress-lines.ts";

/** What a line is to the lines around it, seen by its words alone. */
export type Role =
  | "edge"
  | "blank"
  | "wall"
  | "rule"
  | "title"
  | "command"
  | "strong"
  | "list"
  | "mark"
  | "place"
  | "warning"
  | "mention"
  | "count"
  | "echo"
  | "progress"
  | "usage"
  | "advice"
  | "frame"
  | "plain";

/** A shell's or a CI system's prompt before the command. */
const COMMAND = /^(?:\$ |\+{1,2} |\[command\])\S/;
/** `=== FAILURES ===`, `--- stdout ---`. */
const TITLE = /^\s{0,8}([-=*#_~])\1{2,80} ?[^-=*#_~].{0,120}\1{3}\s{0,4}$/;
/** A program and its arguments, as make and npm write before they run them. */
const ECHO = new RegExp(
  String.raw`^\s{0,8}(?:> )?(?:\S{0,80}/)?(?:${[
    String.raw`gcc|g\+\+|clang(?:\+\+)?|cc|c\+\+|ld|ar|ranlib|javac?|rustc|ghc|ocaml\w*|node|python[\d.]*|ruby|perl`,
    "make|cmake|ninja|sh|bash|env|cp|mv|rm|mkdir|ln|install|cd|test|export|set|sudo|docker|git|npm|npx|yarn|bundle|rake",
    String.raw`go|cargo|mvn|gradle\w*|sed|find|echo|cat|chmod|tar|curl|wget|libtool:?`,
  ].join("|")})\s(?:.{0,2000}\s)?(?:-\w|--\w|\S{0,200}[/.]\w)`,
);
/** What to do or to read about it. */
const ADVICE = new RegExp(
  String.raw`\b(?:${[
    "see (?:above|below|the|also|https?:)",
    String.raw`for (?:more|further|full) (?:details?|info\w*|help|documentation|output)|more info\w* (?:at|about|on)`,
    "visit https?:|did you mean|try (?:running|again|adding|using|to|re)|run (?:with|`|')|re-?run",
    "please (?:report|see|run|check|make|file|use|try|upgrade)",
    "to (?:list|see|get|fix|resolve|debug|suppress|learn|rerun|re-run) ",
    String.raw`hint:|complete log of this run|https?://\S{1,200}(?:troubleshoot|errors?|docs?|wiki|issues)\b`,
  ].join("|")})`,
  "i",
);
/** How a program is called, and one of its options. */
const USAGE = /^\s{0,4}usage\b|^\s{1,8}--?\w[\w-]{0,40}(?:[ =]<?[\w.]{1,30}>?)?(?:,|\s{2,60}\S|$)/i;

/** The role of each line of a log, found when it is asked for. */
export function createLineRoles(map: LogMap): (line: number) => Role {
  const known = new Map<number, Role>();
  return (line) => {
    let role = known.get(line);
    if (role === undefined) {
      role = roleOf(map, line);
      known.set(line, role);
    }
    return role;
  };
}

function roleOf(map: LogMap, line: number): Role {
  if (line < 1 || line > map.view.lines) return "edge";
  const text = map.view.words(line);
  if (text.trim() === "") return "blank";
  if (map.isWall(line)) return "wall";
  if (isRule(text)) return "rule";
  if (COMMAND.test(text)) return "command";
  const kind = map.at.get(line)?.kind;
  if (kind && STRONG.has(kind)) return "strong";
  if (kind === "list" || kind === "mark" || kind === "place" || kind === "warning") return kind;
  if (ECHO.test(text)) return "echo";
  if (tellsProgress(text)) return "progress";
  if (kind === "mention" || kind === "count") return kind;
  if (TITLE.test(text)) return "title";
  if (USAGE.test(text)) return "usage";
  if (ADVICE.test(text)) return "advice";
  return isContinuation(text) ? "frame" : "plain";
}
