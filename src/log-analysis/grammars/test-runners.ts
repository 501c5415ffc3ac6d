import { type Grammar, grammar } from "./grammar.ts";

const test = (tool: string, when: readonly string[], pattern: RegExp): Grammar =>
  grammar(tool, "test", "test_failure", when, pattern);
const mark = (tool: string, when: readonly string[], pattern: RegExp): Grammar =>
  grammar(tool, "mark", "test_failure", when, pattern);
const list = (tool: string, when: readonly string[], pattern: RegExp): Grammar =>
  grammar(tool, "list", "test_failure", when, pattern);

/** Lines with which test runners open, mark and list failures. */
export const testRunners: readonly Grammar[] = [
  // JavaScript
  test("jest", ["●"], /^\s{0,4}● (?!Console)\S/),
  mark("jest", ["fail "], /^ ?FAIL\s{1,4}\S+\.\w+/),
  test("vitest", ["fail "], /^ ?FAIL\s{1,4}\S.{0,300} > /),
  mark("spec-marks", ["✕", "✗", "✖", "×", "✘"], /^\s{0,40}[✕✗✖×✘]\s{1,3}\S/),
  test("ava", ["✖", "✘"], /^\s{2,4}[✖✘] \S.{0,300} (?:Rejected|Error thrown|No assertions)/),
  test(
    "karma",
    [" failed"],
    /^(?:Chrome|Firefox|PhantomJS|Safari|Edge|HeadlessChrome|Chrome Headless)\b.{1,300} FAILED$/,
  ),
  test("playwright", ["› "], /^\s{2}\d{1,4}\) \[[\w -]+\] › /),
  list("mocha", ["failing"], /^\s{0,4}\d{1,6} failing$/),
  // numbered reports: mocha, rspec, phpunit, exunit, minitest, jasmine, nunit
  test("numbered", ["0) "], /^\s{0,6}\d{1,4}\) (?!-)\S/),
  test("numbered-bare", ["  0)", "  00)"], /^\s{1,6}\d{1,4}\)\s*$/),
  list(
    "phpunit",
    ["there was", "there were"],
    /^There (?:was|were) \d+ (?:failure|error|risky test|warning)s?:/,
  ),
  list("rspec", ["failures:", "failed examples:"], /^(?:Failures|Failed examples):$/),
  mark("rspec", ["rspec ./", "rspec '"], /^rspec ['.]\S/),
  // Python
  test("pytest", ["____"], /^_{3,80} \S.{0,240} _{3,80}$/),
  list("pytest", ["=== failures", "=== errors"], /^=+ (?:FAILURES|ERRORS) =+$/),
  mark("pytest", ["failed ", "error "], /^(?:FAILED|ERROR) [\w./\\-]+\.py(?:::|\s|$)/),
  mark("pytest", [".py::"], /^\S+\.py::\S+ (?:FAILED|ERROR)\b/),
  test("unittest", ["fail: ", "error: "], /^(?:FAIL|ERROR): [\w.]+ \([\w.]+\)/),
  test("doctest", ["failed example"], /^Failed example:/),
  mark("unittest", ["... fail", "... error"], /^\S.{0,300} \.\.\. (?:FAIL|ERROR)$/),
  // JVM
  list("surefire", ["<<< "], /Tests run: .{0,200}<<< (?:FAILURE|ERROR)!/),
  test("surefire", ["<<< "], /<<< (?:FAILURE|ERROR)!/),
  list(
    "surefire",
    ["failed tests:", "tests in error:", "failures:", "errors:"],
    /^(?:\[ERROR\] )?(?:Failed tests|Tests in error|Failures|Errors): ?(?!\d)/,
  ),
  test("gradle", [" failed"], /^\s{0,4}\S.{0,300} > .{1,300} FAILED$/),
  test("ant-junit", ["testcase: "], /^Testcase: \S+.{0,100}(?:FAILED|Caused an ERROR)/),
  test("scalatest", ["*** failed ***"], /\*\*\* FAILED \*\*\*/),
  mark("specs2", ["[error]"], /^\[error\]\s{1,12}[x!] \S/),
  list("sbt", ["failed tests:", "error during tests:"], /^\[error\] (?:Failed tests|Error during tests):/),
  test("testng", ["failed: "], /^FAILED: \S/),
  test("clojure", ["fail in (", "error in ("], /^(?:FAIL|ERROR) in \(/),
  test("specs2", ["[error] x "], /^\[error\] x \S/),
  // native
  test("gtest", ["[  failed  ]"], /^\[ {2}FAILED {2}\] \S+(?: \(\d+ ms\)|,|$)/),
  test("gtest", ["failure"], /^\S+[:(]\d+\)?: (?:Failure|error: )/),
  test("catch2", ["failed:"], /^\S+:\d+: FAILED:/),
  test("boost-test", ["error: in "], /^\S+[(:]\d+\)?: (?:fatal )?error: in "/),
  mark("ctest", [".***"], /^\s{0,4}\d+\/\d+ Test\s{1,6}#\d+: \S+ \.+\*\*\*\w/),
  list("ctest", ["the following tests failed"], /^The following tests FAILED:/),
  mark("automake", ["fail: ", "xpass: ", "error: "], /^(?:FAIL|XPASS|ERROR): \S+(?: \d+.{0,200})?$/),
  // TAP and Perl
  test("tap", ["not ok"], /^\s{0,20}not ok\b(?! \d+ .{0,300}# (?:TODO|todo|SKIP))/),
  test("perl-test", ["failed test"], /^\s{0,20}#\s{1,4}Failed (?:\(TODO\) )?test(?: '|$| \()/),
  mark(
    "prove",
    ["failed ", "dubious"],
    /^(?:\s*Failed \d+\/\d+ (?:sub)?tests|.{0,300}Dubious, test returned|.{1,300} Failed(?: tests?:|\s+\d+\/\d+))/,
  ),
  mark("partest", ["!!"], /^!!\s{1,4}\d+ - /),
  list("prove", ["test summary report"], /^Test Summary Report/),
  // Go, Rust
  test("go", ["--- fail"], /^\s{0,12}--- FAIL: \S/),
  test("cargo", ["---- "], /^---- \S.{0,300} stdout ----$/),
  mark("cargo", ["... failed"], /^test \S.{0,300} \.\.\. FAILED$/),
  // .NET
  test("xunit", ["[fail]"], /^\s{0,6}(?:\[xUnit\.net [\d:.]+\]\s+)?\S.{0,400} \[FAIL\]$/),
  test("vstest", ["failed "], /^\s{0,2}Failed\s{1,3}[\w.<>+]+(?:\(.{0,200}\))?(?: \[[^\]]{1,20}\])?$/),
  test("nunit", ["failed : ", "error : "], /^\d+\) (?:Failed|Error|Test Error) : /),
  // others
  test("phpt", ["fail "], /^FAIL \S.{0,300} \[\S+\.phpt\]/),
  test("pester", ["[-] "], /^\s{0,20}\[-\] \S/),
  test("xctest", ["error: -["], /error: -\[\S+ \S+\] : /),
  test("eunit", ["*failed*", "*** failed"], /\*(?:\*\* )?(?:FAILED|failed)\s?\*/),
  test("common-test", ["failed on line"], /^[^\s:]{1,200}:\S{1,200} failed on line \d+/),
  test("busted", ["failure →", "error →", "failure ->", "error ->"], /^(?:Failure|Error) (?:→|->) /),
  test(
    "testthat",
    ["failure", "error"],
    /^(?:── |-- )?\d{0,4}\.? ?(?:Failure|Error)(?: \(|: .{0,200}(?:\(@|───|---))/,
  ),
  test(
    "julia",
    ["test failed at", "error during test"],
    /^(?:.{0,80}: )?(?:Test Failed|Error During Test) at /,
  ),
  test("dart", ["[e]"], /^\d\d:\d\d \+\d+.{0,300} \[E\]$/),
  test("tasty", ["fail"], /^\s{0,40}\S.{0,200}:\s+FAIL(?: \([\d.]+s\))?$/),
  test("alcotest", ["[fail]"], /^[│| ]{0,4}\[FAIL\]\s+\S/),
  test("minitest", ["failure:", "error:"], /^(?:Failure|Error|FAIL|ERROR):$/),
  mark("word-last", ["error", "fail"], /^\s{0,12}\S.{0,120}\s{2,80}(?:ERROR|FAIL|FAILED)$/),
  test("shout", ["fail"], /^\s{0,12}(?:\[FAIL(?:ED|URE)?\]|\*{2,3} ?FAIL(?:ED|URE)?\b|FAIL(?:ED|URE)?:) \S/),
];
