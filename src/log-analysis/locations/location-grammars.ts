/** A published way to write a place in source code, with the groups path, line, column, severity, message. */
export interface LocationGrammar {
  readonly name: string;
  /** A text that must stand in the line; spares the pattern. */
  readonly needs: string;
  readonly pattern: RegExp;
}

/** A path without spaces, or an absolute one that may hold them. */
const PATH = String.raw`(?<path>(?:[A-Za-z]:)?[^\s:()"'<>|,;=*?\[\]]{1,250})`;
const SPACED = String.raw`(?<path>(?:[A-Za-z]:[\\/]|\.{0,2}[\\/])[^:()"'<>|*?]{1,250}?\.\w{1,12})`;
const LINE = String.raw`(?<line>\d{1,7})`;
const COLUMN = String.raw`(?<column>\d{1,5})`;
const MESSAGE = String.raw`(?<message>.{0,400})`;
const SEVERITY = String.raw`(?<severity>(?:fatal |internal |internal compiler |syntax |parse )?error|fatal|warning|note|info(?:rmation)?|hint(?: warning)?|remark|style|[CRWEFIN](?=:))`;
const QUOTED = String.raw`["'](?<path>[^"']{1,250})["']`;

const shape = (name: string, needs: string, source: string, flags = ""): LocationGrammar => ({
  name,
  needs,
  pattern: new RegExp(source, flags),
});

/** Tried in this order; the first that fits a line gives its place. */
export const LOCATION_GRAMMARS: readonly LocationGrammar[] = [
  shape(
    "annotation",
    " file=",
    String.raw`::(?<severity>error|warning|notice) file=(?<path>[^,:]{1,250}),line=${LINE}(?:,(?:endLine=\d+,)?col=${COLUMN})?[^:]{0,80}::${MESSAGE}`,
  ),
  shape("rust and typos", ":", String.raw`^\s{0,12}(?:-->|╭─\[|┌─) ?${PATH}:${LINE}:${COLUMN}(?<message>)`),
  shape(
    "nag",
    ", line ",
    String.raw`^(?<severity>Info|Warning|Questionable|Extension(?:\(\w{1,10}\))?|Obsolescent|Non-standard\(\w{1,20}\)|Deleted feature used|Error|Runtime Error|Fatal Error|Panic): (?<path>.{1,250}?), line ${LINE}: ${MESSAGE}`,
  ),
  shape(
    "eslint compact",
    ": line ",
    String.raw`^(?<path>.{1,250}?): line ${LINE}, col(?:umn)? ${COLUMN}, (?:(?<severity>Error|Warning|Info) - )?${MESSAGE}`,
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
  shape("fortran", ".", String.raw`^${PATH}:${LINE}\.${COLUMN}(?:-\d+)?:(?<message>)`),
  shape(
    "iar",
    ",",
    String.raw`^\s{0,8}${QUOTED},\s?${LINE}\s+(?:(?<severity>Warning|Error|Fatal error|Remark)\[\w+\]: )?${MESSAGE}`,
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
    String.raw`^\[(?<severity>\w+)\] (?<path>[^[\]]{1,300}\.\w{1,12}):\[${LINE},${COLUMN}\] ?${MESSAGE}`,
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
    String.raw`^\s{0,12}(?:\d+(?::\d+)?>)?(?:${SEVERITY}: )?${PATH}\(${LINE}(?:,\s?${COLUMN})?(?:,\d+){0,2}\)\s?:`.replace(
      "(?<severity>",
      "(?:",
    ) + String.raw` ?(?:\(col\. \d+\) )?(?:${SEVERITY}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "absolute path(line,column)",
    "(",
    String.raw`^\s{0,12}(?:\d+(?::\d+)?>)?(?<path>(?:[A-Za-z]:[\\/]|\.{0,2}[\\/])[^:"'<>|*?]{1,250}?)\(${LINE}(?:,\s?${COLUMN})?(?:,\d+){0,2}\)\s?: ?(?:\(col\. \d+\) )?(?:${SEVERITY}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "path[line, column]",
    "[",
    String.raw`^(?:ERROR: |WARNING: )?${PATH}\[${LINE}, ?${COLUMN}\]: ${MESSAGE}`,
  ),
  shape(
    "path:line:column",
    ":",
    String.raw`^(?:\[\w+\]\s{1,3}|\s{0,8}\d+>|(?:ERROR|WARNING|E|W): |C\/C\+\+: |vet: |>> |\* )?${PATH}:\s?${LINE}(?::${COLUMN})?(?:-\d+(?::\d+)?)?(?::\s{0,2}|\s|$)(?:\[?${SEVERITY}\b\]?:?)?${MESSAGE}`,
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
    String.raw`^\s{1,8}${PATH}:${LINE}:${COLUMN}:?\s(?:${SEVERITY}\b:?)?${MESSAGE}`,
    "i",
  ),
  shape(
    "path:line:column in a line",
    ": ",
    String.raw`\s${PATH}:${LINE}:${COLUMN}: ${SEVERITY}:${MESSAGE}`,
    "i",
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
    String.raw`^CMake (?<severity>Error|Warning)(?: \(\w+\))? at (?<path>[^:]{1,250}):${LINE}(?<message>)`,
  ),
  shape(
    "jvm frame",
    "at ",
    String.raw`^\s{1,12}at (?!(?:java|javax|jdk|sun|com\.sun|org\.junit|org\.apache\.maven|org\.gradle|org\.testng|scala|sbt|kotlin)\.)[\w$.<>/]{1,250}\((?<path>[\w$]{1,100}\.(?:java|kt|scala|groovy|clj)):${LINE}\)(?<message>)`,
  ),
  shape(
    "node frame",
    "at ",
    String.raw`^\s{1,12}at (?:.{1,200} \()?(?:file:\/\/)?(?<path>(?:[A-Za-z]:)?(?![^:]{0,250}(?:node_modules|internal\/|node:))[^\s:()]{1,250}):${LINE}:${COLUMN}\)?$(?<message>)`,
  ),
];

/** What a place cannot be, though it is written like one: a host and its port, an address, a clock, a version. */
const NOT_A_PATH =
  /^(?:localhost\b|\d+(?:\.\d+)*$|@)|^\/\/|\*|\.(?:com|org|net|io|dev|local|internal|amazonaws)$/i;
const NAMED = /[\\/]|\.[A-Za-z]\w{0,11}$|^(?:[A-Z]\w*file|\.[\w-]+|type_traits|functional|\w+)$/;

export function isPath(path: string): boolean {
  return path.length > 1 && !NOT_A_PATH.test(path) && NAMED.test(path) && /[\\/.]|file$/i.test(path);
}

/** A finding under a line that holds only its file: ESLint's and stylelint's own format, PHPStan's and phpcs' tables. */
export const UNDER_A_FILE = [
  /^\s{1,8}(?<line>\d{1,6}):(?<column>\d{1,5})\s{1,6}(?<severity>error|warning|✖|⚠)\s{1,6}(?<message>.{1,300})/,
  /^\s{1,4}(?<line>\d{1,6}) \| (?<severity>ERROR|WARNING) +\| (?<message>.{1,300})/,
] as const;

/** The file that such findings stand under. */
export const FILE_LINE = /^(?:FILE: )?(?<path>(?:[A-Za-z]:)?[^\s:"'<>|*?]{1,250}\.\w{1,10})$/;
