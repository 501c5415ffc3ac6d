/** A published way to write a place in source code, with the groups path, line, column, severity, message. */
export interface LocationGrammar {
  readonly name: string;
  /** A text that must stand in the line; spares the pattern. */
  readonly needs: string;
  readonly pattern: RegExp;
}

const PATH = String.raw`(?<path>(?:[A-Za-z]:)?[^\s:()"'<>|,;=*?\[\]]{1,250})`;
/** The same, where a folder or a file may stand in brackets, as web frameworks name their routes. */
const PART = String.raw`[^\s:()"'<>|,;=*?\[\]]{0,250}`;
const ROUTED = String.raw`(?<path>(?:[A-Za-z]:)?${PART}(?:[[(][\w.@-]{1,60}[\])](?=[\/\\.])${PART}){0,4})`;
const SPACED = String.raw`(?<path>(?:[A-Za-z]:[\\/]|\.{0,2}[\\/])[^:()"'<>|*?]{1,250}?\.\w{1,12})`;
const LINE = String.raw`(?<line>\d{1,7})`;
const COLUMN = String.raw`(?<column>\d{1,5})`;
const MESSAGE = String.raw`(?<message>.{0,400})`;
const SEVERITY = String.raw`(?<severity>(?:fatal |internal |internal compiler |syntax |parse )?error|fatal|warning|note|info(?:rmation)?|hint(?: warning)?|remark|style|[CRWEFIN](?=:))`;
const QUOTED = String.raw`["'](?<path>[^"']{1,250})["']`;
/** A tool's word for how bad it is, as a line begins with it: `** Error (suppressible):`, `%Warning-WIDTH:`. */
const SAYS = String.raw`(?<severity>error|fatal|severe|warning|warn|deprecat\w{1,6}|info(?:rmational|rmation)?|notice|hint|remark|note|style)`;
/** A path that ends in a suffix, so that a word of a sentence is none. */
const SUFFIXED = String.raw`(?<path>(?:[A-Za-z]:)?[^\s:()"'<>|,;=*?\[\]]{1,250}\.[A-Za-z]\w{0,11})`;

const shape = (name: string, needs: string, source: string, flags = ""): LocationGrammar => ({
  name,
  needs,
  pattern: new RegExp(source, flags),
});

/** Tried in this order; the first that fits a line gives its place. */
export const LOCATION_GRAMMARS: readonly LocationGrammar[] = [
  shape(
    "annotation",
    "file=",
    String.raw`::(?<severity>error|warning|notice) (?:title=[^,:]{0,100},)?file=(?<path>[^,:]{1,250}),line=${LINE}(?:,(?:endLine=\d+,)?col=${COLUMN})?[^:]{0,80}::${MESSAGE}`,
  ),
  shape(
    "boxed",
    ":",
    String.raw`^(?:\[\w+\] )?[\s│┃]{0,12}(?:-->|[╭,][─-]\[|┌─|└─|┃|╭▸|❯(?![^:]{0,250}node_modules)) {0,8}${PATH}:${LINE}:${COLUMN}(?<message>)`,
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
    String.raw`^(?:\[(?<severity>\w+)\] )?(?<path>[^[\]]{1,300}\.\w{1,12}):\[${LINE},${COLUMN}\] ?${MESSAGE}`,
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
    String.raw`^(?:ERROR: |WARNING: )?${PATH}\[${LINE}, ?${COLUMN}\]: ${MESSAGE}`,
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
    String.raw`^\s{1,8}${PATH}:${LINE}:${COLUMN}(?:-\d+(?::\d+)?|:\d+:\d+)?:?\s(?:${SEVERITY}\b:?)?${MESSAGE}`,
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
  shape(
    "severity, then place",
    ": ",
    String.raw`^(?:\[\w+\] |[\w./-]{1,60}: )?[^\w\s:]{0,4}[ -]{0,4}(?:\[E\d+\] )?[^:]{0,60}?\b${SAYS}\b!?[^:]{0,40}:\s{1,2}(?:\([\w-]{1,20}\) )?${PATH}(?:\s?\(|:\s?|[,:]? line )${LINE}(?:(?:[.:]|,\s?|, (?:char|column) )${COLUMN})?\)?(?:-\d+(?:[.:]\d+)?)?(?=[\s:,)]|$)[\s:]{0,4}${MESSAGE}`,
    "i",
  ),
  shape(
    "severity, then message and place",
    ":",
    String.raw`^[^\w\s]{0,4}\s{0,8}${SAYS}\b${MESSAGE.replace("400}", "300}?")}(?: [-•] | at |\[| in )${PATH}:\[?(?:line )?${LINE}(?::${COLUMN})?\]?(?=\s[-•\w]|[\]):,.]|$)`,
    "i",
  ),
  shape(
    "severity, then message and path(line)",
    "(",
    String.raw`^[^\w\s]{0,4}\s{0,8}${SAYS}\b${MESSAGE.replace("400}", "300}?")} (?:at|in) ${SUFFIXED}\(${LINE}(?:,${COLUMN})?\)`,
    "i",
  ),
  shape(
    "severity, path, line",
    " ",
    String.raw`^${SAYS} (?:[A-Z]{0,4}\d{1,6}:? )?(?:in )?${SUFFIXED}(?:: ?| )(?:line )?${LINE}(?:[.:]${COLUMN})?[: ] ?${MESSAGE}`,
    "i",
  ),
  shape(
    "path (line:column)",
    ")",
    String.raw`^(?:\[\w+\] |[EW], )?${SUFFIXED}:? ?\(${LINE}[:,] ?${COLUMN}\)(?: ?:|\[\w+\]:|\s|$)\s?(?:${SAYS}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "path (line) severity",
    ")",
    String.raw`^(?:\[[\w ]{1,20}\] )?(?<path>[^():"'<>|*?]{1,250}\.[A-Za-z]\w{0,11}) ?\(${LINE}\) ?:? ?${SAYS}\b${MESSAGE}`,
    "i",
  ),
  shape(
    "bracketed tool or severity, path(line)",
    "]",
    String.raw`^\[[\w ]{1,24}\] ${SUFFIXED}\(${LINE}(?:,${COLUMN})?\):? ${MESSAGE}`,
  ),
  shape(
    "bracketed place",
    ":",
    String.raw`^(?:\[[^\]]{1,250}\] -> ){0,3}[[(]${PATH}:${LINE}(?::${COLUMN})?[\])](?: - |:? )(?:\(?${SAYS}\)?)?${MESSAGE}`,
  ),
  shape("included path, then place", " from ", String.raw`^${PATH}:${LINE}:${COLUMN}: from ${MESSAGE}`),
  shape(
    "span",
    ":(",
    String.raw`^(?:[\w-]{1,40}> )?${PATH}:\(${LINE},${COLUMN}\)-\(\d+,\d+\): ?(?:${SAYS}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "tool> place",
    "> ",
    String.raw`^[\w.-]{1,60}\s{0,8}> ${PATH}:${LINE}:${COLUMN}: ?(?:${SAYS}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "docstring",
    ":docstring of ",
    String.raw`^(?<path>.{1,250}?):docstring of [\w.]{1,200}:${LINE}: (?<severity>\w+): ${MESSAGE}`,
  ),
  shape(
    "place between dots",
    " • ",
    String.raw`^\s{0,8}${SAYS} • ${MESSAGE.replace("400}", "300}?")} • ${PATH}:${LINE}:${COLUMN} • `,
  ),
  shape(
    "message, then place",
    ":",
    String.raw`^(?=.*[\d)]$)\s{0,8}(?:[\w -]{1,60} - |(?:(?:In )?[Ff]ile|Location|Source): |at |[A-Z]{1,4}\d{1,4}: [^:]{1,200}: )${MESSAGE.replace("400}", "200}?")}(?:\bat )?${SUFFIXED}:${LINE}(?::${COLUMN}|-\d+)?(?: - [\d:]+)?(?: \(line .{1,60}\))?$`,
  ),
  shape(
    "line of a file in words",
    "ine",
    String.raw`\bline:? ${LINE}(?:,?:? (?:col(?:umn)?|char)\.?:? ${COLUMN})?,? (?:(?:of|in) )?(?:the )?(?:file:? )?(?:file:\/\/)?["'\x60]?${SUFFIXED}["'\x60]?(?:[\s:;,.)]|$)${MESSAGE}`,
    "i",
  ),
  shape(
    "file and line in words",
    "ine",
    String.raw`\b(?:file|in|on|at|from|script)(?: =|:)? ?["'\x60]?(?<path>(?:[A-Za-z]:)?[^\s:"'\x60,()]{1,250}\.[A-Za-z]\w{0,11})["'\x60]?,?(?: on)? line(?: =|:)? ?${LINE}\b(?:,? col(?:umn)?(?: =|:)? ?${COLUMN})?${MESSAGE}`,
    "i",
  ),
  shape(
    "shell",
    ": line ",
    String.raw`^(?:[\w/.-]{1,40}: )?(?<path>[^\s:]{1,250}): line ${LINE}: ${MESSAGE}`,
  ),
  shape(
    "path: message at line",
    " line ",
    String.raw`^${SUFFIXED}: ${MESSAGE.replace("400}", "300}?")} at line ${LINE}, column ${COLUMN}\b`,
  ),
  shape(
    "path, line",
    ", line ",
    String.raw`^(?:[^:]{1,60}: ){0,2}${SUFFIXED}, line ${LINE}(?:, (?:char|column) ${COLUMN})?:\s?(?:${SAYS}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "defined place",
    "(",
    String.raw`^\S.{0,120}? (?:defined|declared|used)\( ?${SUFFIXED}\(${LINE}\) ?\)${MESSAGE}`,
  ),
  shape("path at line", " at line ", String.raw`(?:\(|\bin )${SUFFIXED} at line ${LINE}\b(?<message>)`),
  shape(
    "spotbugs",
    ":[line",
    String.raw`^${MESSAGE.replace("400}", "400}?")}\b[Aa]t ${PATH}:\[lines? ${LINE}`,
  ),
  shape("crystal", "In ", String.raw`^In ${PATH}:${LINE}:${COLUMN}$(?<message>)`),
  shape(
    "elixir",
    "** (",
    String.raw`^\*\* \((?<severity>\w{1,60}Error)\) ${SUFFIXED}:${LINE}(?::${COLUMN})?: ${MESSAGE}`,
  ),
  shape(
    "place on a line of its own",
    ":",
    String.raw`^\s{1,8}(?:> )?${SUFFIXED}:${LINE}(?::${COLUMN})?(?:-\d+(?::\d+)?)?:?$(?<message>)`,
  ),
  shape(
    "sass",
    "root styles",
    String.raw`^\s{1,8}${SUFFIXED} ${LINE}:${COLUMN}\s{1,4}root stylesheet(?<message>)`,
  ),
  shape(
    "severity in path",
    " in ",
    String.raw`^(?:\[\w+\] )?(?<severity>ERROR|WARNING) in ${PATH}(?:\(| |:)${LINE}[:,]${COLUMN}${MESSAGE}`,
  ),
  shape(
    "path: message (line:column)",
    ")",
    String.raw`^(?:\[(?:\w+)\] |\w{0,40}(?<severity>Error): )${SUFFIXED}: ${MESSAGE.replace("400}", "300}?")} \(${LINE}:${COLUMN}\)$`,
  ),
  shape("file '…': line", "': ", String.raw`\bfile '(?<path>[^']{1,250})': ${LINE}: ${MESSAGE}`),
  shape(
    "tool, then place",
    ": ",
    String.raw`^[\w./-]{1,80}: ?${SUFFIXED}:${LINE}(?::${COLUMN})?(?:$|:\s?(?:${SAYS}\b)?${MESSAGE})`,
    "i",
  ),
  shape(
    "starting at",
    " at ",
    String.raw`^\S.{0,300} at (?=[^\s:]{0,250}\/)${SUFFIXED}:${LINE}(?::${COLUMN})?$(?<message>)`,
  ),
  shape("at (place)", " at (", String.raw`\bat \(${SUFFIXED}:${LINE}(?::${COLUMN})?\):? ?${MESSAGE}`),
  shape(
    "powershell",
    "char:",
    String.raw`^At (?<path>.{1,250}\.ps[dm]?1):${LINE} char:${COLUMN}(?<message>)`,
  ),
  shape(
    "script analyzer",
    ".ps",
    String.raw`^\w{1,80}\s{2,40}(?<severity>Warning|Error|Information|ParseError)\s{2,20}(?<path>\S{1,250}\.ps[dm]?1)\s{1,20}${LINE}\s{1,8}${MESSAGE}`,
  ),
  shape(
    "path: line in words",
    "line ",
    String.raw`^(?:[^:]{1,60}: )?(?:[^:]{1,60} on )?${SUFFIXED}: (?:[^:]{1,80}: ){0,3}line ${LINE}(?:, col(?:umn)? ${COLUMN})?[:,] ${MESSAGE}`,
  ),
  shape(
    "cadence",
    "|",
    String.raw`^\w{1,20}: \*(?<severity>[EWNF]),\w{1,20} \(${PATH.replace(",", "")},${LINE}\|${COLUMN}\): ${MESSAGE}`,
  ),
  shape(
    "tasking",
    '["',
    String.raw`^\w{1,20} (?<severity>[EWFRS])\d{1,5}: \["(?<path>[^"]{1,250})" ${LINE}\/${COLUMN}\] ${MESSAGE}`,
  ),
  shape(
    "columns",
    ": ",
    String.raw`^${SUFFIXED}\s{1,8}${LINE}\s{1,8}(?<severity>Error|Warning|Info|Note|Severity \d)\b${MESSAGE}`,
  ),
  shape(
    "scalastyle",
    "line=",
    String.raw`^(?<severity>error|warning) file=(?<path>.{1,250}?) message=${MESSAGE.replace("400}", "400}?")} line=${LINE}(?: column=${COLUMN})?$`,
  ),
  shape("indented path:line", ": ", String.raw`^\s{1,8}${SUFFIXED}:${LINE}: ${MESSAGE}`),
  shape(
    "quoted path line",
    '" ',
    String.raw`^(?:.{0,200}\b(?:ERROR|WARNING)\b.{0,200} |\w{1,20} [A-Z]\d{1,5}: \[)?"(?<path>[^"\s]{1,250}\.[A-Za-z]\w{0,11})",? (?=[Ll]ine |\d{1,7}(?:[:/]|\s{1,2})\d)(?:[Ll]ine )?${LINE}(?:(?:[:/]|\s{1,2})${COLUMN})?(?:\]|$|\s|: )${MESSAGE}`,
  ),
  shape(
    "quoted path with its line",
    '":',
    String.raw`(?:^|\s)"(?=[^\s:"]{0,250}\/)${PATH}:${LINE}:${COLUMN}":\s?(?:${SAYS}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "validator.nu",
    '":',
    String.raw`^"(?:file:)?${PATH}":${LINE}\.${COLUMN}-[\d.]{1,12}: (?:${SAYS}\b)?${MESSAGE}`,
    "i",
  ),
  shape(
    "rust panic",
    "panicked at ",
    String.raw`\bpanicked at (?:'.{0,300}', )?${PATH}:${LINE}:${COLUMN}(?<message>)`,
  ),
  shape("rustfmt", "Diff in ", String.raw`^Diff in ${PATH}(?: at line |:)${LINE}:(?<message>)`),
  shape("parsing [place]", "parsing [", String.raw`\bparsing \[${PATH}:${LINE}\]${MESSAGE}`),
  shape(
    "[severity:place]",
    "[",
    String.raw`^\[(?<severity>ERROR|WARNING|FAILURE):${PATH}:${LINE}\] ?${MESSAGE}`,
  ),
  shape(
    "severity (place)",
    "(",
    String.raw`^[─—\s-]{0,6}(?<severity>Failure|Error|Warning) \(${SUFFIXED}:${LINE}(?::${COLUMN})?\):${MESSAGE}`,
  ),
  shape(
    "severity --- place",
    " ",
    String.raw`^(?<severity>Error|Warning) [-─┈]{2,200} ${PATH}:${LINE}:${COLUMN}$(?<message>)`,
  ),
  shape(
    "keil",
    " IN LINE ",
    String.raw`\b(?<severity>ERROR|WARNING) .{0,40} IN LINE ${LINE} OF ${SUFFIXED}: ${MESSAGE}`,
  ),
  shape("patch failed", "patch failed: ", String.raw`\bpatch failed: ${PATH}:${LINE}$(?<message>)`),
  shape("checkpatch", ": FILE: ", String.raw`^#\d{1,6}: FILE: ${PATH}:${LINE}:${MESSAGE}`),
  shape(
    "path (line …)",
    " (line ",
    String.raw`(?:^|\b(?:in|at|from) )${SUFFIXED} \(line ${LINE}\)${MESSAGE}`,
  ),
  shape(
    "(path: line)",
    ": ",
    String.raw`^[\w+]{1,20}-[ISWEF]-\d{1,6}-.{1,300} \(${SUFFIXED}: ${LINE}\)$(?<message>)`,
  ),
  shape("in path:line", " in ", String.raw`\bin (?=[^\s:]{0,250}\/)${SUFFIXED}:${LINE}$(?<message>)`),
  shape("in path(line)", " in ", String.raw`^\S.{0,300} in ${SUFFIXED}\(${LINE}\)$(?<message>)`),
  shape(
    "path: … @ line",
    " @ ",
    String.raw`\s(?=[^\s:]{0,250}\/)${SUFFIXED}: .{0,300} @ line ${LINE}, column ${COLUMN}(?<message>)`,
  ),
  shape("@ path, line", " @ ", String.raw` @ ${SUFFIXED}, line ${LINE}, column ${COLUMN}(?<message>)`),
  shape("agda", ",", String.raw`^${SUFFIXED}:${LINE},${COLUMN}(?:-[\d,]{1,12})?$(?<message>)`),
  shape(
    "mlton",
    ".",
    String.raw`^(?<severity>Error|Warning): ${SUFFIXED} ${LINE}\.${COLUMN}-[\d.]{1,12}\.?$(?<message>)`,
  ),
  shape(
    "cosmic",
    "#",
    String.raw`^#(?<severity>error|warning) \w{1,20} ${PATH}:${LINE}(?:\(${COLUMN}\))? ${MESSAGE}`,
  ),
  shape("klocwork", " (", String.raw`^\d{1,6} \(\w{1,20}\) ${PATH}:${LINE} [A-Z][\w.]{2,60} \(\d:${MESSAGE}`),
  shape("path, line alone", ", ", String.raw`^${SUFFIXED}, ${LINE}$(?<message>)`),
  shape(
    "tabs",
    "\t",
    String.raw`^${SUFFIXED}\t${LINE}\t(?<severity>err(?:or)?|warn(?:ing)?|note)\t${MESSAGE}`,
  ),
  shape(
    "[place]",
    "]",
    String.raw`\s\[(?=[^\s:]{0,250}[\/.])${SUFFIXED}:${LINE}(?::${COLUMN})?\]:?$(?<message>)`,
  ),
  shape("Qt Test", "Loc: [", String.raw`\bLoc: \[${SUFFIXED}\(${LINE}\)\](?<message>)`),
  shape(
    "glog",
    "] ",
    String.raw`^(?<severity>F)\d{4,8} [\d:.]{8,20} {1,8}\d{1,10} ${PATH}:${LINE}\] ${MESSAGE}`,
  ),
  shape(
    "azure pipelines",
    "linenumber=",
    String.raw`^##vso\[task\.logissue (?:type=(?<severity>error|warning);)?(?:code=[^;\]]{0,60};)?sourcepath=(?<path>[^;\]]{1,250});(?:linenumber=${LINE})(?:;columnnumber=${COLUMN})?[^\]]{0,200}\]${MESSAGE}`,
  ),
  shape(
    "teamcity",
    " line='",
    String.raw`^##teamcity\[inspection .{0,400}\bfile='(?<path>[^']{1,250})' line='${LINE}'(?<message>)`,
  ),
  shape("gocyclo", ":", String.raw`^\d{1,5} \w{1,60} \S{1,120} ${SUFFIXED}:${LINE}:${COLUMN}$(?<message>)`),
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
  shape("dotnet frame", ":line ", String.raw`^\s{1,12}at .{1,300} in ${SPACED}:line ${LINE}$(?<message>)`),
];

/** What a place cannot be, though it is written like one: a host and its port, an address, a clock, a version. */
const NOT_A_PATH =
  /^(?:localhost\b|\d+(?:\.\d+)*$|@)|^\/\/|\*|\.(?:com|org|net|io|dev|local|internal|amazonaws)$/i;
const NAMED = /[\\/]|\.[A-Za-z]\w{0,11}$|^(?:[A-Z]\w*file|\.[\w-]+|type_traits|functional|\w+)$/;

export function isPath(path: string): boolean {
  return path.length > 1 && !NOT_A_PATH.test(path) && NAMED.test(path) && /[\\/.]|file$/i.test(path);
}
