import {
  COLUMN,
  LIBRARY,
  LINE,
  type LocationGrammar,
  MESSAGE,
  PATH,
  QUOTED,
  ROUTED,
  SAYS,
  SEVERITY,
  SPACED,
  shape,
} from "./place-parts.ts";

/** What most compilers and linters write: the place first, or right behind a severity. */
export const PLAIN_PLACES: readonly LocationGrammar[] = [
  shape(
    "annotation",
    "file=",
    String.raw`::(?<severity>error|warning|notice) (?:title=[^,:]{0,100},)?file=(?<path>[^,:]{1,250}),line=${LINE}(?:,(?:endLine=\d+,)?col=${COLUMN})?[^:]{0,80}::${MESSAGE}`,
  ),
  shape(
    "boxed",
    ":",
    String.raw`^(?:\[\w+\] )?[\s│┃]{0,12}(?:-->|——▶|[╭,][─-]\[|┌─|└─|┃|╭▸|❯(?![^:]{0,250}node_modules)) {0,8}${PATH}:${LINE}:${COLUMN}(?<message>)`,
  ),
  shape(
    "nag",
    ", line ",
    String.raw`^(?<severity>Info|Warning|Questionable|Extension(?:\(\w{1,10}\))?|Obsolescent|Non-standard\(\w{1,20}\)|Deleted feature used|Error|Runtime Error|Fatal Error|Panic): (?<path>.{1,250}?), line ${LINE}: ${MESSAGE}`,
  ),
  shape(
    "eslint compact",
    ": line ",
    String.raw`^(?<path>[^"']{1,250}?): line ${LINE}, col(?:umn)? ${COLUMN}, (?:(?<severity>Error|Warning|Info) - )?${MESSAGE}`,
  ),
  shape(
    "puppet-lint",
    " on line ",
    String.raw`^(?<path>\S{1,250}) - (?<severity>ERROR|WARNING): ${MESSAGE.replace("400}", "400}?")} on line ${LINE}`,
  ),
  shape(
    "black",
    "Cannot parse",
    String.raw`^(?<severity>error): cannot format (?<path>.{1,250}?): Cannot parse(?: for target version \S+)?: ${LINE}:${COLUMN}: ${MESSAGE}`,
  ),
  shape(
    "fortran",
    ".",
    String.raw`^${PATH}:${LINE}\.${COLUMN}(?:-\d+(?:\.\d+)?)?(?::| (?=${SAYS}))\s?(?:${SAYS}\b)?${MESSAGE}`.replace(
      `(?=${SAYS})`,
      "(?=Error|Warning)",
    ),
  ),
  shape(
    "iar",
    ",",
    String.raw`^\s{0,8}${QUOTED},\s?${LINE}(?:\s+|: )(?:(?<severity>Warning|Error|Fatal error|Remark)\[\w+\]: )?${MESSAGE}`,
  ),
  shape(
    "quoted path, line",
    ", ",
    String.raw`(?:^|\s|[([])${QUOTED}, (?:(?:WARNING|ERROR)!\s{1,4}at )?lines? ${LINE}(?:\.${COLUMN})?(?:-\d+)?(?: \(col\. \d+\))?,?:?\s?(?:${SEVERITY}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "eclipse",
    "(at line ",
    String.raw`^\s{0,12}(?:\[\w+\]\s{0,8}){0,2}\d+\. (?<severity>WARNING|ERROR|INFO) in (?<path>.{1,300}?) \(at line ${LINE}\)(?<message>)`,
  ),
  shape(
    "kotlin",
    ": ",
    String.raw`^(?:\[\w+\] )?(?<severity>[ew]): (?:file:\/\/)?(?<path>(?:[A-Za-z]:)?[^:]{1,250}): ?\(?${LINE}[:,] ?${COLUMN}\)?:? ${MESSAGE}`,
  ),
  shape(
    "maven",
    ":[",
    String.raw`^(?:\[(?<severity>\w+)\] )?(?<path>[^[\]]{1,300}\.\w{1,12}):\[${LINE}(?:,${COLUMN})?\] ?${MESSAGE}`,
  ),
  shape(
    "dart machine",
    "|",
    String.raw`^(?<severity>\w+)\|\w+\|\w+\|(?<path>[^|]{1,300})\|${LINE}\|${COLUMN}\|\d+\|${MESSAGE}`,
  ),
  shape(
    "zptlint",
    "at line ",
    String.raw`^\s{0,4}(?<severity>Error) in: (?<path>\S{1,250}) ${MESSAGE.replace("400}", "400}?")}, at line ${LINE}`,
  ),
  shape("protolint", "[", String.raw`^\[(?<path>[^\]:]{1,250}):${LINE}:${COLUMN}\] ${MESSAGE}`),
  shape(
    "path(line,column)",
    "(",
    String.raw`^\s{0,12}(?:\d+(?::\d+)?>\s{0,8}|##\[\w{1,20}\]|[@\w][\w./:-]{0,60}: )?(?:${SEVERITY}: )?${ROUTED}\(${LINE}(?:,\s?${COLUMN})?(?:-\d+)?(?:,\d+){0,2}\)\s?(?:\(col\. \d+\))?:`.replace(
      "(?<severity>",
      "(?:",
    ) + String.raw` ?(?:\(col\. \d+\) )?(?:${SEVERITY}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "absolute path(line,column)",
    "(",
    String.raw`^\s{0,12}(?:\d+(?::\d+)?>\s{0,8})?(?<path>(?:[A-Za-z]:[\\/]|\.{0,2}[\\/])[^:"'<>|*?]{1,250}?)\(${LINE}(?:,\s?${COLUMN})?(?:,\d+){0,2}\)\s?: ?(?:\(col\. \d+\) )?(?:${SEVERITY}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "path[line, column]",
    "[",
    String.raw`^(?:ERROR: |WARNING: )?${PATH}\[${LINE}, ?${COLUMN}\](?::| {1,12}-) ${MESSAGE}`,
  ),
  shape(
    "path:line:column",
    ":",
    String.raw`^(?:\s{0,12}\[[\w:-]{1,40}\]\s{1,3}(?:\[\w{1,40}\]\s{1,3})?|\s{0,8}\d+>|(?:ERROR|WARNING|E|W): |C\/C\+\+: |vet: |>> |\* |##\[\w{1,20}\]|(?:cucumber|rspec) |[❌⚠]\uFE0F?\s{1,3})?(?:file:(?:\/\/)?)?${ROUTED}:\s?${LINE}(?::${COLUMN})?(?:-\d+(?:[:.]\d+)?|:\d+:\d+)?(?::\s{0,2}|\s|$)(?:\[?${SEVERITY}\b\]?:?)?${MESSAGE}`,
    "i",
  ),
  shape(
    "absolute path:line",
    ":",
    String.raw`^(?:\[\w+\]\s{1,3})?${SPACED}:${LINE}(?::${COLUMN})?:\s?(?:${SEVERITY}\b:?)?${MESSAGE}`,
    "i",
  ),
  shape(
    "indented path:line:column",
    ":",
    String.raw`^\s{1,8}(?!${LIBRARY})${PATH}:${LINE}:${COLUMN}(?:-\d+(?::\d+)?|:\d+:\d+)?:?\s(?:${SEVERITY}\b:?)?${MESSAGE}`,
    "i",
  ),
  shape(
    "path:line:column in a line",
    ": ",
    String.raw`\s${PATH}:${LINE}:${COLUMN}: ${SEVERITY}:${MESSAGE}`,
    "i",
  ),
  shape(
    "quoted path: line",
    "': line ",
    String.raw`${QUOTED}: line ${LINE}(?:,? col(?:umn)? ${COLUMN})?\b[,:]?${MESSAGE}`,
  ),
  shape(
    "path line in words",
    " line ",
    String.raw`\b(?:in|at) (?<path>(?:[A-Za-z]:)?[^\s:"']{1,250}\.\w{1,10})(?: on)? line ${LINE}\b(?<message>)`,
  ),
  shape("shellcheck", "In ", String.raw`^In (?<path>\S{1,250}) line ${LINE}:(?<message>)`),
  shape(
    "cmake",
    "CMake ",
    String.raw`^CMake (?:Deprecation )?(?<severity>Error|Warning)(?: \(\w+\))? at (?<path>[^:]{1,250}):${LINE}(?<message>)`,
  ),
];
