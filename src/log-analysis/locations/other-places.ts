import { COLUMN, LINE, type LocationGrammar, MESSAGE, PATH, SAYS, SUFFIXED, shape } from "./place-parts.ts";

/** What builds, infrastructure as code, scanners and game engines write, asked after all others but the frames. */
export const OTHER_PLACES: readonly LocationGrammar[] = [
  shape(
    "path:line,column",
    ",",
    String.raw`^\s{0,8}(?:time=\S{1,60} level=\w{1,10} msg=)?${SUFFIXED}:${LINE},${COLUMN}(?:-[\d:,]{1,20})?(?:$|: ?(?:${SAYS}\b)?${MESSAGE})`,
    "i",
  ),
  shape(
    "ballerina",
    ":(",
    String.raw`^(?<severity>ERROR|WARNING|HINT) \[${PATH}:\(${LINE}:${COLUMN},\d{1,7}:\d{1,5}\)\] ${MESSAGE}`,
  ),
  shape("godot", "(res:", String.raw`\(res:\/\/${PATH}:${LINE}\)(?<message>)`),
  shape("gn", " at //", String.raw`^(?<severity>ERROR|WARNING) at \/\/${PATH}:${LINE}:${COLUMN}: ${MESSAGE}`),
  shape(
    "numbered place",
    ": ",
    String.raw`^\s{0,8}(?:\[\d{1,5}\]|#\d{1,5}): ${SUFFIXED}:${LINE}(?:$|:${COLUMN}: ${MESSAGE})`,
  ),
  shape("path line line:column", " line ", String.raw`^${SUFFIXED} line ${LINE}:${COLUMN}\b${MESSAGE}`),
  shape("at place alone", "At ", String.raw`^At ${SUFFIXED}:${LINE}:$(?<message>)`),
  shape(
    "psych",
    "): ",
    String.raw`\(${PATH}\): ${MESSAGE.replace("400}", "300}?")} at line ${LINE} column ${COLUMN}$`,
  ),
  shape("jenkins", "WorkflowScript: ", String.raw`^(?<path>WorkflowScript): ${LINE}: ${MESSAGE}`),
  shape("go template", "template: ", String.raw`\btemplate: ${PATH}:${LINE}(?::${COLUMN})?: ${MESSAGE}`),
];
