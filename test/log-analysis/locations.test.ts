import { expect, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";

/** What a tool prints by its published format, and the places that it tells of. */
const OUTPUTS: readonly (readonly [tool: string, output: readonly string[], places: readonly string[]])[] = [
  [
    "scala3",
    [
      "-- [E007] Type Mismatch Error: src/main/scala/Main.scala:5:17 ------------------",
      '5 |  val x: Int = "hello"',
      "  |               ^^^^^^^",
      '  |               Found:    ("hello" : String)',
      "  |               Required: Int",
      "-- Error: src/main/scala/Other.scala:9:4 ----------",
      "9 |    foo",
      "1 error found",
    ],
    ["Main.scala:5", "Other.scala:9"],
  ],
  [
    "sbt scala3",
    [
      "[error] -- [E006] Not Found Error: /home/runner/src/main/scala/Main.scala:8:4 ",
      "[error] 8 |    bar()",
      "[error]   |    ^^^",
    ],
    ["Main.scala:8"],
  ],
  [
    "go panic",
    [
      "panic: runtime error: index out of range [5] with length 3",
      "",
      "goroutine 1 [running]:",
      "main.main()",
      "\t/home/runner/work/app/main.go:9 +0x1d",
      "exit status 2",
    ],
    ["main.go:9"],
  ],
  [
    "eslint stylish",
    [
      "/home/runner/work/app/src/App.jsx",
      "   3:10  error    'useState' is defined but never used  no-unused-vars",
      "  27:5   warning  Missing return type on function        @typescript-eslint/explicit-function-return-type",
      "",
      "✖ 2 problems (1 error, 1 warning)",
    ],
    ["App.jsx:3", "App.jsx:27"],
  ],
  [
    "xo",
    [
      "  source/index.js:5:7",
      "  ✖  5:7   y is assigned a value but never used.  no-unused-vars",
      "  ✖  9:1   Unexpected var, use let or const.      no-var",
      "",
      "  2 errors",
    ],
    ["index.js:5", "index.js:9"],
  ],
  [
    "jshint",
    [
      "src/app.js: line 12, col 5, Missing semicolon.",
      "src/app.js: line 20, col 9, 'x' is not defined.",
      "",
      "2 errors",
    ],
    ["app.js:12", "app.js:20"],
  ],
  [
    "psalm",
    [
      "ERROR: UndefinedVariable - src/Foo.php:12:9 - Cannot find referenced variable $x (see https://psalm.dev/024)",
      "        $x",
      "",
      "INFO: MissingReturnType - src/Foo.php:20:21 - Method Foo::bar does not have a return type (see https://psalm.dev/050)",
    ],
    ["Foo.php:12", "Foo.php:20"],
  ],
  [
    "phpcs full",
    [
      "FILE: /path/to/code/classA.php",
      "--------------------------------------------------------------------------------",
      "FOUND 2 ERRORS AFFECTING 2 LINES",
      "--------------------------------------------------------------------------------",
      "  2 | ERROR | [ ] Missing file doc comment",
      " 24 | ERROR | [x] Spaces must be used to indent lines; tabs are not allowed",
      "--------------------------------------------------------------------------------",
    ],
    ["classA.php:2", "classA.php:24"],
  ],
  [
    "yamllint",
    [
      "./config/app.yaml",
      '  1:1       warning  missing document start "---"  (document-start)',
      "  12:81     error    line too long (95 > 80 characters)  (line-length)",
      "",
    ],
    ["app.yaml:1", "app.yaml:12"],
  ],
  [
    "detekt report",
    [
      "complexity - 20min debt",
      "\tLongMethod - [longFun] at /home/me/app/src/main/kotlin/A.kt:12:5",
      "\tTooManyFunctions - 12/11 - [A] at /home/me/app/src/main/kotlin/A.kt:3:7",
    ],
    ["A.kt:12", "A.kt:3"],
  ],
  [
    "spotbugs maven",
    [
      "[ERROR] Medium: Private method com.x.App.foo() is never called [com.x.App] At App.java:[line 14] UPM_UNCALLED_PRIVATE_METHOD",
    ],
    ["App.java:14"],
  ],
  [
    "dart analyze",
    [
      "Analyzing app...",
      "",
      "  error - lib/main.dart:10:5 - Undefined name 'foo'. Try correcting the name. - undefined_identifier",
      "warning - lib/a.dart:3:8 - Unused import: 'dart:io'. Try removing the import directive. - unused_import",
      "   info - test/b_test.dart:22:11 - Use 'const' for final variables. - prefer_const_declarations",
      "",
      "3 issues found.",
    ],
    ["main.dart:10", "a.dart:3", "b_test.dart:22"],
  ],
  [
    "flutter analyze",
    [
      "   info • Unused import: 'package:flutter/material.dart' • lib/main.dart:3:8 • unused_import",
      "  error • The method 'foo' isn't defined for the type 'Bar' • lib/src/bar.dart:14:9 • undefined_method",
    ],
    ["main.dart:3", "bar.dart:14"],
  ],
  [
    "credo",
    [
      "  Warnings - please take a look",
      "┃",
      "┃ [W] ↗ There should be no calls to IO.inspect/1.",
      "┃       lib/app/worker.ex:23:8 #(App.Worker.run)",
      "┃",
      "  Code Readability",
      "┃",
      "┃ [R] → Modules should have a @moduledoc tag.",
      "┃       lib/app/x.ex:1:11 #(App.X)",
    ],
    ["worker.ex:23", "x.ex:1"],
  ],
  [
    "elixir compile",
    [
      '    error: undefined variable "foo"',
      "    │",
      " 12 │     foo + 1",
      "    │     ^^^",
      "    │",
      "    └─ lib/app/worker.ex:12:5: App.Worker.run/0",
      "",
      "== Compilation error in file lib/app/worker.ex ==",
      "** (CompileError) lib/app/worker.ex: cannot compile module App.Worker (errors have been logged)",
    ],
    ["worker.ex:12"],
  ],
  [
    "elixir old",
    [
      'warning: variable "x" is unused (if the variable is not meant to be used, prefix it with an underscore)',
      "  lib/app.ex:7: App.run/1",
      "",
      "== Compilation error in file lib/b.ex ==",
      "** (CompileError) lib/b.ex:4: undefined function foo/0 (expected B to define such a function)",
    ],
    ["app.ex:7", "b.ex:4"],
  ],
  [
    "hlint",
    [
      "src/Main.hs:12:5-20: Warning: Use null",
      "Found:",
      "  length xs == 0",
      "Perhaps:",
      "  null xs",
      "",
      "src/Lib.hs:(3,1)-(5,10): Suggestion: Use camelCase",
    ],
    ["Main.hs:12", "Lib.hs:3"],
  ],
  [
    "ghc",
    [
      "src/Main.hs:10:15: error: [GHC-88464]",
      "    Variable not in scope: foo :: Int",
      "   |",
      "10 | main = print foo",
      "   |              ^^^",
      "",
      "src/Lib.hs:4:1: warning: [-Wunused-imports]",
      "    The import of 'Data.List' is redundant",
    ],
    ["Main.hs:10", "Lib.hs:4"],
  ],
  [
    "elm",
    [
      "-- TYPE MISMATCH --------------------------------------------------- src/Main.elm",
      "",
      "The 1st argument to `add` is not what I expect:",
      "",
      '23|     add "a" 1',
      "            ^^^",
      "This argument is a string of type:",
      "",
      "    String",
    ],
    ["Main.elm:23"],
  ],
  [
    "nim",
    [
      "/home/me/src/app.nim(12, 5) Error: undeclared identifier: 'foo'",
      "/home/me/src/app.nim(3, 8) Warning: imported and not used: 'os' [UnusedImport]",
      "/home/me/src/app.nim(7, 6) Hint: 'bar' is declared but not used [XDeclaredButNotUsed]",
    ],
    ["app.nim:12", "app.nim:3", "app.nim:7"],
  ],
  [
    "crystal",
    [
      "In src/app.cr:10:5",
      "",
      " 10 | foo.bar",
      "          ^--",
      "Error: undefined local variable or method 'foo' for top-level",
    ],
    ["app.cr:10"],
  ],
  [
    "verilator",
    [
      "%Error: rtl/top.v:12:8: syntax error, unexpected IDENTIFIER",
      "   12 |   assign y = a b;",
      "      |              ^",
      "%Warning-WIDTH: rtl/alu.v:30:15: Operator ASSIGN expects 8 bits on the Assign RHS, but Assign RHS's VARREF 'x' generates 4 bits.",
      "%Error: Exiting due to 1 error(s)",
    ],
    ["top.v:12", "alu.v:30"],
  ],
  [
    "vivado",
    [
      "ERROR: [Synth 8-2715] syntax error near endmodule [/home/me/rtl/top.v:45]",
      "WARNING: [Synth 8-3331] design top has unconnected port a [/home/me/rtl/alu.sv:3]",
    ],
    ["top.v:45", "alu.sv:3"],
  ],
  [
    "quartus",
    [
      'Error (10170): Verilog HDL syntax error at top.v(12) near text "endmodule";  expecting ";"',
      "Warning (10230): Verilog HDL assignment warning at alu.v(7): truncated value with size 32 to match size of target (4)",
    ],
    ["top.v:12", "alu.v:7"],
  ],
  [
    "modelsim",
    [
      '** Error: ../rtl/top.vhd(23): (vcom-1136) Unknown identifier "foo".',
      "** Warning: ../rtl/alu.v(9): (vlog-2605) empty port name in port list.",
    ],
    ["top.vhd:23", "alu.v:9"],
  ],
  [
    "sphinx",
    [
      "/home/docs/source/index.rst:12: WARNING: document isn't included in any toctree",
      "/home/docs/source/api.rst:3:Unexpected indentation.",
      "/home/docs/pkg/mod.py:docstring of pkg.mod.foo:4: WARNING: Inline emphasis start-string without end-string.",
    ],
    ["index.rst:12", "api.rst:3", "mod.py:4"],
  ],
  [
    "terraform box",
    [
      "╷",
      "│ Error: Reference to undeclared resource",
      "│ ",
      '│   on modules/net/outputs.tf line 3, in output "id":',
      "│    3:   value = aws_vpc.main.id",
      "│ ",
      "╵",
    ],
    ["outputs.tf:3"],
  ],
  [
    "stylelint",
    [
      "",
      "src/app.css",
      '  3:5  ✖  Unexpected unknown property "colr"    property-no-unknown',
      " 10:1  ⚠  Expected empty line before rule       rule-empty-line-before",
      "",
      "2 problems (1 error, 1 warning)",
    ],
    ["app.css:3", "app.css:10"],
  ],
  [
    "dart-sass",
    [
      "Error: Undefined variable.",
      "  ╷",
      "4 │   color: $primry;",
      "  │          ^^^^^^^",
      "  ╵",
      "  src/styles/app.scss 4:10  root stylesheet",
    ],
    ["app.scss:4"],
  ],
  [
    "webpack 5 ts-loader",
    [
      "ERROR in /app/src/index.ts",
      "./src/index.ts 5:6-7",
      "[tsl] ERROR in /app/src/index.ts(5,7)",
      "      TS2322: Type 'string' is not assignable to type 'number'.",
    ],
    ["index.ts:5"],
  ],
  [
    "webpack parse",
    [
      "ERROR in ./src/a.js 3:10",
      "Module parse failed: Unexpected token (3:10)",
      "You may need an appropriate loader to handle this file type",
    ],
    ["a.js:3"],
  ],
  [
    "vite/esbuild",
    [
      '✘ [ERROR] Could not resolve "./missing"',
      "",
      "    src/main.ts:1:19:",
      '      1 │ import { x } from "./missing"',
      "        ╵                    ~~~~~~~~~~~",
      "",
      "1 error",
    ],
    ["main.ts:1"],
  ],
  [
    "vite rollup",
    [
      "error during build:",
      'src/main.ts (3:9): "foo" is not exported by "src/lib.ts", imported by "src/main.ts".',
      "file: /app/src/main.ts:3:9",
      "1: import x from './x';",
      "2: ",
      "3: import { foo } from './lib';",
    ],
    ["main.ts:3"],
  ],
  [
    "rollup cli",
    [
      '[!] RollupError: "foo" is not exported by "src/lib.js", imported by "src/main.js".',
      "https://rollupjs.org/troubleshooting/#error-name-is-not-exported-by-module",
      "src/main.js (3:9)",
      "1: import x from './x';",
    ],
    ["main.js:3"],
  ],
  [
    "babel",
    [
      'SyntaxError: /app/src/index.js: Unexpected token, expected "," (5:10)',
      "",
      "  3 |",
      "  4 |",
      "> 5 | foo(1 2);",
      "    |      ^",
    ],
    ["index.js:5"],
  ],
  [
    "prettier",
    [
      "[error] src/a.ts: SyntaxError: ';' expected. (3:9)",
      "[error]   1 | let a",
      "[error]   2 |",
      "[error] > 3 | const b c",
    ],
    ["a.ts:3"],
  ],
  [
    "gradle script",
    [
      "FAILURE: Build failed with an exception.",
      "",
      "* Where:",
      "Build file '/home/me/app/build.gradle' line: 14",
      "",
      "* What went wrong:",
      "A problem occurred evaluating root project 'app'.",
      "> Could not find method foo() for arguments [] on root project 'app'",
    ],
    ["build.gradle:14"],
  ],
  [
    "groovyc",
    [
      "startup failed:",
      "build file '/home/me/build.gradle': 12: unexpected token: } @ line 12, column 1.",
      "   }",
      "   ^",
    ],
    ["build.gradle:12"],
  ],
  [
    "bazel",
    [
      "ERROR: /home/me/ws/app/BUILD.bazel:5:11: Compiling app/main.cc failed: (Exit 1): gcc failed: error executing command",
      "app/main.cc:3:1: error: unknown type name 'foo'",
      "ERROR: /home/me/ws/lib/BUILD:3:1: no such target '//x:y'",
    ],
    ["BUILD.bazel:5", "main.cc:3", "BUILD:3"],
  ],
  [
    "sqlfluff",
    [
      "== [models/orders.sql] FAIL",
      "L:   3 | P:   5 | LT01 | Expected only single space before naked identifier.",
      "                       | Found '  '. [layout.spacing]",
      "L:  10 | P:   1 | CP01 | Keywords must be consistently upper case.",
    ],
    ["orders.sql:3", "orders.sql:10"],
  ],
  [
    "semgrep",
    [
      "┌────────────────┐",
      "│ 1 Code Finding │",
      "└────────────────┘",
      "",
      "    src/app.py",
      "   ❯❯❱ python.lang.security.audit.eval-detected",
      "          Detected the use of eval().",
      "",
      "           12┆ eval(x)",
    ],
    ["app.py:12"],
  ],
  [
    "bandit",
    [
      ">> Issue: [B101:assert_used] Use of assert detected.",
      "   Severity: Low   Confidence: High",
      "   CWE: CWE-703 (https://cwe.mitre.org/data/definitions/703.html)",
      "   Location: ./src/app.py:12:4",
      "   More Info: https://bandit.readthedocs.io/en/1.7.5/plugins/b101_assert_used.html",
      "11\t",
      "12\t    assert x",
      "13\t",
    ],
    ["app.py:12"],
  ],
  [
    "gosec",
    [
      "[/home/me/app/main.go:12] - G104 (CWE-703): Errors unhandled. (Confidence: HIGH, Severity: LOW)",
      "    11: ",
      "  > 12: \tf()",
      "    13: ",
    ],
    ["main.go:12"],
  ],
  [
    "trivy config",
    [
      "main.tf (terraform)",
      "===================",
      "Tests: 1 (SUCCESSES: 0, FAILURES: 1)",
      "",
      "HIGH: Bucket does not have encryption enabled",
      "════════════════════════════════════════",
      "See https://avd.aquasec.com/misconfig/avd-aws-0088",
      "────────────────────────────────────────",
      " main.tf:3-7",
      "────────────────────────────────────────",
    ],
    ["main.tf:3"],
  ],
  [
    "checkov",
    [
      'Check: CKV_AWS_20: "S3 Bucket has an ACL defined which allows public READ access."',
      "\tFAILED for resource: aws_s3_bucket.foo",
      "\tFile: /main.tf:5-12",
      "\tGuide: https://docs.bridgecrew.io/docs/s3_1-acl-read-permissions-everyone",
    ],
    ["main.tf:5"],
  ],
  [
    "cppcheck old",
    [
      "[src/a.c:12]: (error) Memory leak: p",
      "[src/b.c:5] -> [src/b.c:9]: (warning) Either the condition is redundant or there is possible null pointer dereference",
    ],
    ["a.c:12", "b.c:9"],
  ],
  [
    "valgrind",
    [
      "==1234== Invalid read of size 4",
      "==1234==    at 0x40057B: main (prog.c:9)",
      "==1234==  Address 0x51f9068 is 0 bytes after a block of size 40 alloc'd",
      "==1234==    at 0x4C2AB80: malloc (in /usr/lib/valgrind/vgpreload_memcheck-amd64-linux.so)",
      "==1234==    by 0x400559: main (prog.c:5)",
    ],
    ["prog.c:9", "prog.c:5"],
  ],
  [
    "tsan",
    [
      "WARNING: ThreadSanitizer: data race (pid=19219)",
      "  Write of size 4 at 0x7fcf47b21bc0 by thread T1:",
      "    #0 Thread1 /home/me/tiny_race.c:4:10 (exe+0x00000000a360)",
      "",
      "SUMMARY: ThreadSanitizer: data race /home/me/tiny_race.c:4:10 in Thread1",
    ],
    ["tiny_race.c:4"],
  ],
  [
    "perl",
    [
      'syntax error at lib/Foo.pm line 12, near "foo bar"',
      "BEGIN not safe after errors at lib/Foo.pm line 20.",
      'Global symbol "$x" requires explicit package name (did you forget to declare "my $x"?) at lib/Foo.pm line 9.',
    ],
    ["Foo.pm:12", "Foo.pm:20", "Foo.pm:9"],
  ],
  [
    "perlcritic",
    [
      "Code before strictures are enabled at line 3, column 1.  See page 429 of PBP.  (Severity: 5)",
      "lib/Foo.pm: Bareword file handle opened at line 12, column 5.  See pages 202,204 of PBP.  (Severity: 5)",
    ],
    ["Foo.pm:12"],
  ],
  ["luac", ["luac: src/a.lua:5: '=' expected near 'x'"], ["a.lua:5"]],
  [
    "julia",
    [
      "ERROR: LoadError: UndefVarError: foo not defined",
      "Stacktrace:",
      " [1] top-level scope",
      "   @ ~/work/pkg/src/a.jl:12",
      "in expression starting at /home/me/pkg/src/a.jl:12",
    ],
    ["a.jl:12"],
  ],
  [
    "bash",
    [
      "./deploy.sh: line 12: foo: command not found",
      "scripts/x.sh: line 3: syntax error near unexpected token 'fi'",
    ],
    ["deploy.sh:12", "x.sh:3"],
  ],
  [
    "dash",
    ["./deploy.sh: 12: foo: not found", 'scripts/x.sh: 3: Syntax error: "fi" unexpected'],
    ["deploy.sh:12", "x.sh:3"],
  ],
  [
    "powershell",
    [
      "At C:\\work\\build.ps1:12 char:5",
      "+     Get-Foo",
      "+     ~~~~~~~",
      "    + CategoryInfo          : ObjectNotFound: (Get-Foo:String) [], CommandNotFoundException",
    ],
    ["build.ps1:12"],
  ],
  [
    "pwsh",
    [
      "Get-Foo: /home/me/build.ps1:12",
      "Line |",
      "  12 |  Get-Foo",
      "     |  ~~~~~~~",
      "     | The term 'Get-Foo' is not recognized as a name of a cmdlet",
    ],
    ["build.ps1:12"],
  ],
  [
    "psscriptanalyzer",
    [
      "RuleName                            Severity     ScriptName Line  Message",
      "--------                            --------     ---------- ----  -------",
      "PSAvoidUsingCmdletAliases           Warning      build.ps1  12    'ls' is an alias of 'Get-ChildItem'.",
    ],
    ["build.ps1:12"],
  ],
  [
    "puppet parser",
    [
      "Error: Could not parse for environment production: Syntax error at 'foo' (file: /etc/puppet/manifests/site.pp, line: 12, column: 3)",
    ],
    ["site.pp:12"],
  ],
  [
    "reek",
    [
      "lib/a.rb -- 2 warnings:",
      "  [12]:DuplicateMethodCall: A#run calls 'foo' 2 times [https://github.com/troessner/reek]",
      "  [3]:IrresponsibleModule: A has no descriptive comment",
    ],
    ["a.rb:12", "a.rb:3"],
  ],
  [
    "brakeman",
    [
      "Confidence: High",
      "Category: SQL Injection",
      "Check: SQL",
      "Message: Possible SQL injection",
      'Code: User.where("id = #{params[:id]}")',
      "File: app/models/user.rb",
      "Line: 12",
    ],
    ["user.rb:12"],
  ],
  [
    "textlint",
    [
      "",
      "/home/me/docs/a.md",
      "  3:5   error  Found possibly redundant word  no-redundant",
      '  10:1  ✓ error  Incorrect usage of the term: "javascript"  terminology',
      "",
      "✖ 2 problems (2 errors, 0 warnings)",
    ],
    ["a.md:3", "a.md:10"],
  ],
  [
    "remark-lint",
    [
      "docs/a.md",
      "  1:1-1:8  warning  Marker should be at level 1  first-heading-level  remark-lint",
      "10:3       warning  Missing newline              final-newline        remark-lint",
      "",
      "⚠ 2 warnings",
    ],
    ["a.md:1", "a.md:10"],
  ],
  [
    "helm lint",
    [
      "==> Linting charts/app",
      '[ERROR] templates/: parse error at (app/templates/deploy.yaml:12): function "foo" not defined',
      "",
      "Error: 1 chart(s) linted, 1 chart(s) failed",
    ],
    ["deploy.yaml:12"],
  ],
  [
    "helm yaml",
    [
      "Error: YAML parse error on app/templates/deploy.yaml: error converting YAML to JSON: yaml: line 12: did not find expected key",
    ],
    ["deploy.yaml:12"],
  ],
  [
    "pascal fpc",
    [
      'main.pas(12,5) Error: Identifier not found "foo"',
      'main.pas(3,7) Hint: Local variable "x" not used',
      "main.pas(14) Fatal: There were 1 errors compiling module, stopping",
    ],
    ["main.pas:12", "main.pas:3", "main.pas:14"],
  ],
  [
    "delphi",
    [
      "Unit1.pas(12): error E2003: Undeclared identifier: 'foo'",
      "[dcc32 Error] Unit2.pas(7): E2029 ';' expected but 'END' found",
    ],
    ["Unit1.pas:12", "Unit2.pas:7"],
  ],
  [
    "clojure",
    ["Syntax error compiling at (src/app/core.clj:12:3).", "Unable to resolve symbol: foo in this context"],
    ["core.clj:12"],
  ],
  [
    "rescript",
    [
      "  We've found a bug for you!",
      "  /home/me/src/App.res:12:5-7",
      "",
      "  10 │ ",
      "  11 │ ",
      "  12 │ let x = foo",
    ],
    ["App.res:12"],
  ],
  ["awk", ["awk: script.awk:12: (FILENAME=- FNR=1) fatal: division by zero attempted"], ["script.awk:12"]],
  [
    "jest code frame",
    [
      "  ● adds › works",
      "",
      "    expect(received).toBe(expected) // Object.is equality",
      "",
      "      3 | test('works', () => {",
      "    > 4 |   expect(1).toBe(2);",
      "        |             ^",
      "      5 | });",
      "",
      "      at Object.toBe (src/add.test.js:4:13)",
    ],
    ["add.test.js:4"],
  ],
  [
    "rspec",
    [
      "  1) Foo works",
      "     Failure/Error: expect(1).to eq 2",
      "     # ./spec/foo_spec.rb:12:in `block (2 levels) in <top (required)>'",
    ],
    ["foo_spec.rb:12"],
  ],
  ["hlsl", ["shaders/a.hlsl(12,5-7): error X3004: undeclared identifier 'foo'"], ["a.hlsl:12"]],
  [
    "rst-lint",
    ["WARNING docs/a.rst:12 Title underline too short.", 'ERROR docs/b.rst:3 Unknown directive type "foo".'],
    ["a.rst:12", "b.rst:3"],
  ],
  [
    "codenarc",
    [
      "File: src/a/Foo.groovy",
      "    Violation: Rule=UnusedVariable P=2 Line=12 Msg=[The variable [x] is not used] Src=[def x]",
    ],
    ["Foo.groovy:12"],
  ],
];

for (const [tool, output, places] of OUTPUTS)
  test(`places of ${tool}`, () => {
    const { locations } = analyzeLog(new TextEncoder().encode(`${output.join("\n")}\n`));
    const found = locations.map(
      ({ path, line }) => `${path.replaceAll("\\", "/").split("/").at(-1)}:${line}`,
    );
    expect([...new Set(found)].toSorted()).toEqual([...places].toSorted());
  });

/** What is written like a place and is none. */
const NONE = [
  "Error: connect ECONNREFUSED at db.example.com:5432",
  "error: dial tcp 10.0.0.7:443: i/o timeout",
  "Listening at http://localhost:3000",
  "[info] <0.445.0>@mod_muc:terminate:849 Stopping the room",
  "warning: clock skew of 3 s at 12:34:56",
  "ratio 16:9 error  none",
  "Total time: 01:10:23",
  "image: registry.example.com/shop/cart:12",
];

test("an address, a clock and a version are no places", () => {
  const told = NONE.filter((line) => analyzeLog(new TextEncoder().encode(`${line}\n`)).locations.length > 0);
  expect(told).toEqual([]);
});
