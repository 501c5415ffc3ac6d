const FATAL =
  /\b(?:FATAL|PANIC|CRITICAL|EMERG|ALERT)\b|^panic:|[Ss]egmentation fault|\bSIGSEGV\b|core dumped|"?level"?[=:] ?"?(?:fatal|panic|critical)|"level":60|^F\d{4} \d\d:/;
const ERROR =
  /\b(?:ERROR|ERR|SEVERE|Error|CRIT)\b|\[error\]|"?(?:level|severity|lvl)"?[=:] ?"?err|"level":50|^E\d{4} \d\d:|(?:^|[\s:])[\w.$]{0,80}(?:Exception|Error)(?::|$|\s)|^Traceback|^error:|[Uu]nhandled|[Uu]ncaught/;
const WARNING = /\b(?:WARN|WARNING|Warning)\b|"?level"?[=:] ?"?warn|"level":40|^W\d{4} \d\d:|\[warn\]/;
/** An access log tells by its status that the request failed; the formats of NCSA, nginx, Apache, Envoy and uvicorn. */
const FAILED_REQUEST = /"?[A-Z]{3,7} \S{1,2000}(?: HTTP\/\d(?:\.\d)?)?" 5\d\d\b/;
const CALM =
  /\b(?:INFO|DEBUG|TRACE)\b|"?level"?[=:] ?"?(?:info|debug|trace)|"level":(?:10|20|30)\b|^[ID]\d{4} \d\d:/;

/** How grave a line calls itself: 3 fatal, 2 error, 1 warning, 0 says nothing, -1 calls itself information. */
export function severityOf(line: string): number {
  const head = line.length > 400 ? line.slice(0, 400) : line;
  if (FAILED_REQUEST.test(head)) return 2;
  // The level that the logger wrote comes first in a line; words of the message come after.
  const calm = CALM.exec(head)?.index ?? Number.POSITIVE_INFINITY;
  const before = (pattern: RegExp) => (pattern.exec(head)?.index ?? Number.POSITIVE_INFINITY) < calm;
  if (before(FATAL)) return 3;
  if (before(ERROR)) return 2;
  if (before(WARNING)) return 1;
  return calm === Number.POSITIVE_INFINITY ? 0 : -1;
}
