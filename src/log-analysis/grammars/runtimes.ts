import { type Grammar, grammar } from "./grammar.ts";

const raised = (tool: string, when: readonly string[], pattern: RegExp): Grammar =>
  grammar(tool, "exception", "unknown", when, pattern);

/** Lines with which language runtimes report an uncaught exception or a crash. */
export const runtimes: readonly Grammar[] = [
  raised("python", ["traceback"], /^\s{0,12}(?:\S+\s)?Traceback \(most recent call last\):/),
  raised(
    "python",
    ["error", "exception: ", "interrupt", "timeout", "notfound", "exit", "failure", "warning: "],
    /^\s{0,4}(?:E {3,8})?(?:\w{1,60}\.){0,8}[A-Z]\w{0,60}(?:Error|Exception|Warning|Interrupt|Exit|Failure|NotFound|Timeout)(?:: |$)/,
  ),
  raised("jvm", ["exception in thread"], /^Exception in thread "/),
  raised(
    "jvm",
    ["exception", "error"],
    /^(?:\[\w+\] )?(?:Caused by: )?(?:[a-z]\w{0,60}\.){1,12}[A-Z]\w{0,100}(?:Exception|Error|Failure|Throwable)(?::|$)/,
  ),
  raised("jvm", ["caused by:"], /^\s{0,8}Caused by: /),
  raised("node", ["error: ", "error ["], /^\s{0,6}(?:Uncaught )?[A-Z]?\w{0,40}Error(?: \[\w+\])?: \S/),
  raised(
    "node",
    ["unhandledpromise", "unhandled"],
    /^\(node:\d+\) UnhandledPromiseRejection|^Unhandled (?:rejection|error|exception)/i,
  ),
  raised(
    "ruby",
    [":in `", ":in '"],
    /^\S{1,250}:\d+:in [`'].{1,120}': .{1,600} \([\w:]+(?:Error|Exception|Exit|Failure|NotFound|ENOENT)?\)$/,
  ),
  raised("ruby", ["aborted!"], /^rake aborted!/),
  raised(
    "php",
    ["fatal error", "uncaught"],
    /^(?:PHP )?(?:Catchable )?Fatal error: |Uncaught \w*(?:Exception|Error)\b/,
  ),
  raised("php", ["exception]", "error]"], /^\s{2}\[\w{0,80}(?:Exception|Error)\]\s*$/),
  raised("go", ["panic: ", "fatal error: "], /^(?:panic|fatal error): /),
  raised("rust", ["panicked at"], /^thread '.{1,120}' (?:\(\d+\) )?panicked at/),
  raised("dotnet", ["unhandled exception"], /^\s{0,4}Unhandled [Ee]xception[.:]/),
  raised("dotnet", ["exception", "error"], /^\s{0,12}(?:System|Microsoft)\.[\w.]{1,120}Exception\b/),
  raised("elixir", ["** ("], /^\s{0,8}\*\* \((?!Mix)\w[\w.]{0,80}\) /),
  raised("mix", ["** (mix)"], /^\*\* \(Mix\) /),
  raised(
    "erlang",
    ["error report", "** reason", "crash report"],
    /^=(?:ERROR|CRASH) REPORT=|^\*\* (?:Reason|exception)/i,
  ),
  raised("lua", ["stack traceback:"], /^\s{0,8}stack traceback:/),
  raised("lua", [".lua:0"], /^(?:lua\S{0,6}: |fail: )?\S{1,120}\.lua"?\]?:\d+: \S/),
  raised("r", ["error in ", "error : ", "error: "], /^(?:Error in .{1,200}|Error ?): ?/),
  raised("julia", ["error: "], /^ERROR: (?:LoadError|\w+Error): /),
  raised("haskell", ["*** exception", "callstack ("], /^\*\*\* Exception|^\S+: .{0,200}\nCallStack/),
  raised("perl", [" line 0"], /^\S.{0,400} at \S{1,200} line \d+\.?$/),
  raised("emacs", ["debugger entered", "  signal("], /^(?:Debugger entered|\s{2}signal\()/),
  raised(
    "native",
    [
      "segmentation fault",
      "core dumped",
      "bus error",
      "illegal instruction",
      "addresssanitizer",
      "received signal",
      "signal sig",
      "assertion",
    ],
    /(?:Segmentation fault|core dumped|Bus error|Illegal instruction|ERROR: \w+Sanitizer|Received signal: SIG\w+|[Aa]ssertion .{1,200} failed)/,
  ),
  raised("native", ["terminate called"], /^terminate called /),
  raised("loader", ["error while loading shared"], /error while loading shared libraries: /),
  raised(
    "valgrind",
    ["error summary", "definitely lost", "invalid read", "invalid write"],
    /^==\d+== (?:Invalid (?:read|write)|.{0,40}definitely lost: [1-9])/,
  ),
];
