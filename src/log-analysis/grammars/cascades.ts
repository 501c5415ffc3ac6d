import { type Grammar, grammar } from "./grammar.ts";

const cascade = (tool: string, when: readonly string[], pattern: RegExp): Grammar =>
  grammar(tool, "cascade", "unknown", when, pattern);

/** Lines that only say that something before them failed. */
export const cascades: readonly Grammar[] = [
  cascade("make", ["*** ["], /\*\*\* \[.{0,300}\] (?:Error|Killed|Terminated|Segmentation|Interrupt)/),
  cascade("make", ["waiting for unfinished"], /\*\*\* Waiting for unfinished jobs/),
  cascade("make", ["recipe for target"], /[Rr]ecipe for target .{1,200} failed/),
  cascade("ninja", ["failed: "], /^FAILED: (?:\[code=\d+\] )?\S*[/.]\S*\s*$/),
  cascade("ninja", ["build stopped"], /^ninja: build stopped/),
  cascade(
    "npm",
    ["npm err!", "npm error"],
    /^npm (?:ERR!|error) ?(?:Test failed|code ELIFECYCLE|errno|Exit status|Failed at the|This is probably|A complete log|\s{2}|$|syscall|file |path |spawn|command |Linux|argv|node |npm |$|.{0,200}: `)/,
  ),
  cascade(
    "npm",
    ["npm err!", "npm error", "lifecycle script"],
    /^(?:npm (?:ERR!|error) Lifecycle script|npm (?:ERR!|error) .{0,80}@\S+ \w+: )/,
  ),
  cascade("yarn", ["error command failed", "info visit"], /^(?:error Command failed|info Visit )/),
  cascade(
    "maven",
    ["[error]", "build failure", "[info] build"],
    /^\[(?:ERROR|INFO)\] (?:BUILD FAILURE|To see the full|Re-run Maven|For more information|After correcting|\[Help \d+\]|\s*mvn <|-> \[Help|There (?:are|were) test failures|Please refer|$)/,
  ),
  cascade(
    "gradle",
    ["build failed", "> run with", "failure: build", "* try:", "* get more help"],
    /^(?:BUILD FAILED|FAILURE: Build|> Run with|\* Try:|\* Get more help|Run with --)/,
  ),
  cascade(
    "gradle",
    ["execution failed for task", "there were failing tests"],
    /(?:^Execution failed for task|There were failing tests)/,
  ),
  cascade(
    "shell",
    ["exited with 0", "exited with code", "exit code", "exit status"],
    /(?:^The command ".{1,800}" (?:exited with [1-9]|failed)|Process completed with exit code|exited with (?:exit )?code|Command exited with code|^Exited with code|returned non-zero exit status|[Pp]rocess exited with code|Job failed: exit code)/,
  ),
  cascade(
    "travis",
    ["your build exited", "your build has been stopped", "failed and exited with"],
    /(?:Your build (?:exited|has been stopped)|failed and exited with \d+ during)/,
  ),
  cascade("jenkins", ["finished: "], /^Finished: (?:FAILURE|UNSTABLE|ABORTED)/),
  cascade(
    "cargo",
    ["aborting due to", "could not compile", "test failed", "for more information about this error"],
    /^(?:error: (?:aborting due to|could not compile|test failed|process didn't)|For more information about this error|Some errors)/,
  ),
  cascade("go", ["fail"], /^(?:FAIL|FAIL\t\S.{0,200}|exit status \d+)$/),
  cascade(
    "gcc",
    ["ld returned", "linker command failed", "errors generated", "error generated", "compilation terminated"],
    /(?:collect2: |ld returned \d|linker command failed|^\d+ errors? generated|^compilation terminated)/,
  ),
  cascade("cmake", ["configuring incomplete"], /Configuring incomplete, errors occurred/),
  cascade("sbt", ["[error] ("], /^\[error\] (?:\(.{1,200}\) |Total time|.{0,80}errors? found)/),
  cascade(
    "summary",
    ["failures!", "errors!", "failed"],
    /^(?:FAILURES!|ERRORS!|FAILED \(.{1,80}\)|Build FAILED\.?|\*\* (?:TEST|BUILD|ARCHIVE) FAILED \*\*)$/,
  ),
  cascade("docker", ["returned a non-zero code"], /returned a non-zero code: \d/),
  cascade(
    "tox",
    ["invocationerror", "commands failed"],
    /^(?:ERROR: InvocationError|ERROR:.{0,80}commands failed)/,
  ),
  cascade(
    "rake",
    ["tasks: top", "see full trace", "command failed with status"],
    /^(?:Tasks: TOP|\(See full trace|Command failed with status)/,
  ),
];

/** Words that a line about a failure tends to hold. */
const SUSPICIOUS = [
  "error",
  "fail",
  "fatal",
  "exception",
  "cannot",
  "can't",
  "could not",
  "couldn't",
  "unable to",
  "not found",
  "missing",
  "invalid",
  "denied",
  "undefined",
  "unexpected",
  "refused",
  "abort",
  "timed out",
  "timeout",
  "unknown",
  "no such",
  "not exist",
  "expected",
  "incompatible",
  "conflict",
  "unsupported",
  "illegal",
  "not installed",
  "not allowed",
  "must be",
  "mismatch",
  "crash",
  "panic",
  "killed",
  "violation",
  "broken",
  "unresolved",
  "not defined",
  "dirty",
] as const;

const harmless = (tool: string, when: readonly string[], pattern: RegExp): Grammar =>
  grammar(tool, "count", "unknown", when, pattern);

/** Lines whose words sound like a failure and are not one. */
export const harmlessLines: readonly Grammar[] = [
  harmless(
    "count",
    ["0 error", "0 fail", "no error", "errors: 0", "failed: 0", "failures: 0", "error(s)", "fail 0"],
    /(?:\b(?:0|no) (?:errors?|fail\w*)|\b(?:errors|fail(?:ed|ures?)?)[:=] ?0\b|\b0 [Ee]rror\(s\))(?!.{0,80}\b[1-9]\d* (?:errors?|fail))/i,
  ),
  // A row of a table of counts: `Cache read errors        0`.
  harmless(
    "count",
    ["error", "fail", "timeout", "timed out"],
    /\b(?:errors?|failures?|failed|timeouts?|timed out)\s{1,80}0\s*$/i,
  ),
  harmless("trace", SUSPICIOUS, /^\+{1,4} ?(?:export )?[\w$('"[/.-]/),
  harmless(
    "compiler-call",
    SUSPICIOUS,
    /^(?:\S{0,80}\/)?(?:gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?|libtool|ccache|javac|rustc|cargo|go|ar|ld)(?:-[\d.]+)? .{0,3000}\s-/,
  ),
  harmless(
    "warned",
    SUSPICIOUS,
    /^(?:\[(?:warn|WARN(?:ING)?)\]|(?:npm )?(?:WARN|warning|Warning|WARNING)\b|W: )/,
  ),
  harmless("passed", SUSPICIOUS, /^\s{0,40}(?:ok \d|PASS(?:ED)?\b|✓|✔|√|\[ {7}OK )/),
];

/** A last resort: lines that hold a suspicious word. */
export const mentions: readonly Grammar[] = [
  grammar(
    "words",
    "mention",
    "unknown",
    SUSPICIOUS,
    /\b(?:errors?|errored|ERR|fail|failed|failure|failures|failing|fatal|exceptions?|cannot|can't|[Cc]ould(?: not|n't)|[Uu]nable to|not found|missing|invalid|denied|undefined|unexpected|refused|abort(?:ed|ing)?|timed out|timeout|unknown|no such|not exist|expected|incompatible|conflicts?|unsupported|illegal|not installed|not allowed|must be|mismatch|crash(?:ed)?|panic|killed|violations?|broken|unresolved|not defined|dirty)\b/i,
  ),
];
