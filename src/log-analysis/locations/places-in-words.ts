import {
  COLUMN,
  LIBRARY,
  LINE,
  type LocationGrammar,
  MESSAGE,
  PATH,
  SAYS,
  SUFFIXED,
  shape,
} from "./place-parts.ts";

/** Places with words around them: behind a message, in a sentence, between brackets or dots. */
export const PLACES_IN_WORDS: readonly LocationGrammar[] = [
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
    String.raw`\bline:? ${LINE}(?:(?::|,?:? (?:col(?:umn)?|char)\.?:? )${COLUMN})?,? (?:(?:of|in) )?(?:the )?(?:file:? )?(?:file:\/\/)?["'\x60]?${SUFFIXED}["'\x60]?(?:[\s:;,.)]|$)${MESSAGE}`,
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
    String.raw`^\s{1,8}(?:> )?(?!${LIBRARY})${SUFFIXED}:${LINE}(?::${COLUMN})?(?:-\d+(?::\d+)?)?:?$(?<message>)`,
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
];
