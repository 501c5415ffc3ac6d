import { COLUMN, LIBRARY, LINE, type LocationGrammar, PATH, SPACED, shape } from "./place-parts.ts";

/** Frames of stacks, without those of the runtime and of libraries. Their names end in "frame". */
export const STACK_FRAMES: readonly LocationGrammar[] = [
  shape(
    "jvm frame",
    "at ",
    String.raw`^\s{1,12}at (?!(?:java|javax|jdk|sun|com\.sun|org\.junit|org\.apache\.maven|org\.gradle|org\.testng|scala|sbt|kotlin)\.)[\w$.<>/]{1,250}\((?<path>[\w$]{1,100}\.(?:java|kt|scala|groovy|clj)):${LINE}\)(?<message>)`,
  ),
  shape(
    "node frame",
    "at ",
    String.raw`^\s{1,12}at (?:.{1,200} \()?(?:file:\/\/)?(?<path>(?:[A-Za-z]:)?(?![^:]{0,250}(?:node_modules|internal\/|node:))[^\s:()]{1,250}):${LINE}:${COLUMN}(?:\)|:| - \d.{0,80})?$(?<message>)`,
  ),
  shape(
    "go frame",
    " +0x",
    String.raw`^\s{1,8}(?![^:]{0,250}(?:\/go\/src\/|\/pkg\/mod\/|\/libexec\/))${PATH}:${LINE} \+0x(?<message>)`,
  ),
  shape(
    "sanitizer frame",
    "#",
    String.raw`^\s{0,8}#\s?\d{1,3} (?:0x[0-9a-f]+ in )?.{1,200} (?!\/build|\/usr)${PATH}:${LINE}(?::${COLUMN})?(?: \(.{1,80}\))?$(?<message>)`,
  ),
  shape("dr. memory frame", "# ", String.raw`^#\s?\d{1,3} .{1,200} \[${PATH}:${LINE}\]$(?<message>)`),
  shape(
    "valgrind frame",
    "==",
    String.raw`^==\d{1,10}== {2,8}(?:at|by) 0x[0-9A-F]+: .{1,200} \(${PATH}:${LINE}\)$(?<message>)`,
  ),
  shape(
    "rspec frame",
    "# ",
    String.raw`^\s{1,12}# (?!\/|[^:]{0,250}\/gems\/)${PATH}:${LINE}(?::in|$)(?<message>)`,
  ),
  shape("bundler frame", "#  from ", String.raw`^\s{0,4}#  from ${PATH}:${LINE}$(?<message>)`),
  shape(
    "julia frame",
    "@ ",
    String.raw`^\s{1,8}@ (?!Base|Core)\w{1,60} (?!${LIBRARY})${PATH}:${LINE}(?: \[inlined\])?$(?<message>)`,
  ),
  shape("dotnet frame", ":line ", String.raw`^\s{1,12}at .{1,300} in ${SPACED}:line ${LINE}$(?<message>)`),
];
