/** What a runner or a tool puts before a message to mark it; the message says as much without. */
const MARKS =
  /^(?:##\[error\]|::error\b[^:]{0,200}::|\[(?:error|ERROR|FATAL)\] {0,4}|npm (?:ERR!|error) |(?:ERROR|E|fatal|error|FAIL): (?=\S)|[-*•] {1,4}(?:ERROR \| )?|[✗✖✕×❌⨯] {1,4}|\d{3}[+-] (?=\S))/u;
/** What syslog, nginx and the usual layouts of loggers put before a message. */
const LOGGER =
  /^(?:[A-Z][a-z]{2} [\d ]\d \d\d:\d\d:\d\d \S{1,100} [\w./@-]{1,60}(?:\[\d{1,10}\])?: |\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:\[\w{1,10}\] \d{1,10}#\d{1,10}: (?:\*\d{1,12} )?)?|(?:- )?(?:[\w.]{1,80} - )?(?:ERROR|CRITICAL|FATAL) - |(?:ERROR|FATAL|SEVERE) {1,2}\[[^\]]{1,80}\] [\w.$]{1,120} {0,2}[-:] )/;
/** Emacs wraps what an error says into the form that raised it. */
const LISP = /^(?:Debugger entered--Lisp error: |signal)\([\w-]{1,60} \(?"(.{1,400})"\){1,3}$/;

/** A message as a person would pass it on. */
export function withoutWrappings(said: string): string {
  let text = said.trim().replace(LOGGER, "");
  for (let times = 0; times < 3; times++) {
    const stripped = text.replace(MARKS, "");
    if (stripped === text) break;
    text = stripped;
  }
  return text.replace(LISP, "$1");
}
