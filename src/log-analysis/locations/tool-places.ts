import { COLUMN, LINE, type LocationGrammar, MESSAGE, PATH, SAYS, SUFFIXED, shape } from "./place-parts.ts";

/** Forms that one tool has, or a few of a kind. */
export const TOOL_PLACES: readonly LocationGrammar[] = [
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
    String.raw`^(?:[^:]{1,60}: )?(?:[^:]{0,60}\b(?:on|parsing|reading|loading) )?${SUFFIXED}: (?:[^:]{1,80}: ){0,3}line ${LINE}(?:, col(?:umn)? ${COLUMN})?[:,] ${MESSAGE}`,
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
];
