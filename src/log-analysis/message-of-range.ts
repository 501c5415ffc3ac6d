import type { Candidate } from "./extents/candidates.ts";
import { focusOf } from "./extents/focus.ts";
import type { LogMap } from "./extents/log-map.ts";
import { saidAt } from "./failure-message.ts";

/** So many lines of a range are asked for one that says something. */
const MOST_ASKED = 20;

/** A title, a rule, a command or a number: it says that something failed, not what. */
const TITLE =
  /^(?:Traceback|stack traceback:|rake aborted!|_{3}|={3}|\d{1,6}\)|\$ |npm (?:ERR!|error) code \S{1,40}$|\d{1,6} (?:failing|passing|failures?|errors?|pending)\b.{0,20}$|There (?:was|were) \d{1,6} |(?:\[ERROR\] ?)?Found \d{1,6} errors?\.?$|(?:Failures|Errors|Failed tests|Failed examples):$)/i;
/** An exception that says nothing but its name. */
const BARE = /^(?:\[\w{1,8}\] )?(?:[\w$]{1,80}[.:]{1,2}){0,12}[A-Z][\w$]{0,80}(?:Error|Exception|Failure):?$/;

/** The line of a range that says most, with what belongs to it: its focus, or the first other line that is a message. */
export function messageOf(map: LogMap, candidate: Candidate): string {
  const { start, end } = candidate;
  const focus = focusOf(map, candidate);
  const lines = [
    focus,
    ...Array.from({ length: Math.min(MOST_ASKED, end - start + 1) }, (_, at) => start + at),
  ];
  for (const allowed of [false, true])
    for (const line of lines) {
      const text = map.view.words(line).trim();
      if (!/[A-Za-z]{3}/.test(text) || TITLE.test(text) || (!allowed && BARE.test(text))) continue;
      const said = saidAt(map, line, Math.max(end, line));
      if (said) return said;
    }
  return saidAt(map, focus, end);
}
