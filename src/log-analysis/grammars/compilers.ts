import { type Grammar, grammar } from "./grammar.ts";

const compile = (tool: string, when: readonly string[], pattern: RegExp): Grammar =>
  grammar(tool, "diagnostic", "compile_error", when, pattern);
/** What prepares a build: it found no fault in the code. */
const configure = (tool: string, when: readonly string[], pattern: RegExp): Grammar =>
  grammar(tool, "diagnostic", "configuration", when, pattern);
const lint = (tool: string, when: readonly string[], pattern: RegExp): Grammar =>
  grammar(tool, "diagnostic", "lint", when, pattern);

/** First lines of the findings of compilers, linkers and linters. Warnings are recognised by `locations/`. */
export const compilers: readonly Grammar[] = [
  compile(
    "gcc",
    ["error:", "error :"],
    /^(?:\[\w+\] )?(?:[A-Za-z]:)?[^\s:()"'][^:()"']{0,250}:\d+(?::\d+)?:? (?:fatal |internal |syntax )?error ?:/i,
  ),
  compile(
    "gcc",
    ["undefined reference", "multiple definition"],
    /(?:undefined reference to|multiple definition of) [`'‘"]/,
  ),
  grammar(
    "gcc",
    "list",
    "compile_error",
    ["in function", "in member function"],
    /^(?:\S*\/ld: )?\S+\.o(?:bj)?: [Ii]n (?:member )?function [`'‘"]/,
  ),
  compile(
    "ld",
    ["ld: ", "ld.lld: "],
    /^(?:\S*\/)?(?:ld|ld\.lld|ld64\.lld|ld\.gold)(?:\[\d+\])?: (?!warning|\S{1,200}: in function)\S/,
  ),
  compile("ld", ["undefined symbols for"], /^Undefined symbols for architecture /),
  compile(
    "msvc",
    ["error "],
    /^\s{0,8}(?:\d+>)?\S.{0,250}\(\d+(?:,\d+){0,3}\)\s?: (?:fatal |internal compiler )?error [A-Z]{1,8}\d+/,
  ),
  compile(
    "msvc",
    ["error "],
    /^\s{0,8}(?:\d+>)?(?:LINK|CSC|cl|MSBUILD|\S+\.(?:exe|dll|obj|lib|\w+proj|sln|targets)).{0,80}\s?: (?:fatal |command line )?error [A-Z]{1,8}\d+\s?:/i,
  ),
  compile("tsc", ["error ts"], /error TS\d+:/),
  compile("javac", ["error:", "[error]"], /^\[ERROR\] (?:\/|[A-Z]:\\)?\S.{0,300}:\[\d+,\d+\]/),
  lint("maven-lint", ["[error]"], /^\[ERROR\] \S{1,300}\.\w+:(?:\[?\d+[,:\]]|\d+)/),
  compile(
    "scalac",
    ["[error]", "[e] "],
    /^\[(?:error|E)\]\s{1,3}(?:\[E\d*\]\s*)?(?:--.{0,20}:\s)?\/?\S{1,300}\.\w+:\d+/i,
  ),
  compile("rustc", ["error[", "error: "], /^error(?:\[E\d+\]): /),
  compile("kotlinc", ["e: file:", "e: /", "e: ./"], /^e: (?:file:\/\/)?\S+[: ]\(?\d+/),
  compile("ghc", ["error:"], /^\S{1,200}:\d+:\d+(?:-\d+)?: (?:error|Error)?:?/),
  compile("go-vet", [".go:0"], /^(?:vet: )?[\w./@-]{1,200}\.go:\d+(?::\d+)?: \S/),
  compile(
    "python",
    ["syntaxerror", "indentationerror", "taberror"],
    /^\s{0,8}(?:SyntaxError|IndentationError|TabError): /,
  ),
  compile("ruby", ["syntax error"], /^\S+:\d+: syntax error/),
  compile("php", ["parse error"], /(?:PHP )?Parse error: /),
  compile("perl", ["syntax error at"], /^syntax error at \S+ line \d+/),
  configure("cmake", ["cmake error"], /^CMake Error(?: \(dev\))?(?: at |:| in )/),
  configure("autoconf", ["configure: error", "error: "], /^configure: error: /),
  configure(
    "make",
    ["no rule to make", "missing separator", "commands commence"],
    /\*\*\* (?:No rule to make|missing separator|commands commence|multiple target|recipe commences)/,
  ),
  compile("latex", ["! "], /^! \S/),
  compile(
    "ocaml",
    ["line 0", "lines 0"],
    /^File "[^"]{1,250}", lines? \d+(?:-\d+)?(?:, characters \d+-\d+)?:/,
  ),
  compile("elm", [" -----"], /^-- [A-Z][A-Z ]+ -{4,}/),
  compile(
    "elixir",
    ["compilation error", "compileerror"],
    /^(?:== Compilation error|\*\* \((?:Compile|Syntax|TokenMissing)Error\))/,
  ),
  compile("erlc", [".erl:0"], /^\S+\.[ehy]rl:\d+(?::\d+)?: (?!Warning|warning)/),
  compile(
    "sass",
    ["error: ", "error "],
    /^(?:Error|error \S+\.s[ac]ss)\b.{0,40}(?:Invalid CSS|expected|Undefined|Function)/,
  ),
  compile("dart", [".dart:0"], /^\S+\.dart:\d+:\d+: Error:/),
  compile("swift", ["error:"], /^(?:<unknown>:0|\S+\.swift:\d+:\d+): (?:fatal )?error:/),
  compile("xcodebuild", ["❌", "✖", "⌧"], /^\s{0,4}[❌⌧]\s/u),
  compile("emacs", ["error:"], /^(?:In \S.{0,100}:|\S+\.el:\d+:\d+: ?Error: )/),
  compile("nim", ["error:"], /^\S+\(\d+, \d+\) Error:/),
  compile("gfortran", ["error: "], /^(?:Fatal |Internal )?Error: .{0,200} at \(1\)/),
  compile(
    "vim",
    ["error detected", "e00:", "e000:", "e0000:"],
    /^(?:Error detected while processing|E\d{2,4}: )/,
  ),
  lint("eslint", ["error "], /^\s{1,6}\d+:\d+\s{1,4}(?:error|✖)\s+\S/),
  lint("xo", ["✖"], /^\s{1,6}✖\s{1,8}\d+:\d+\s+\S/),
  lint("tslint", ["error: "], /^(?:ERROR: )\S{1,300}[:[]\d+[:,]\s?\d+\]?/),
  lint("flake8", [":0"], /^[\w./\\-]{1,200}\.(?:py|pyi|pyx):\d+:\d+:? \[?[A-Z]{1,4}\d{1,5}/),
  lint("rubocop", [":0"], /^[\w./\\-]{1,200}:\d+:\d+: [CWEFR]: /),
  lint("shellcheck", ["line 0"], /^In \S+ line \d+:$/),
  lint("jscs", [".js :", ".jsx :"], /^\S.{1,200} at \S+\.jsx? :$/),
  lint("prettier", ["[error]"], /^\[error\] \S+\.\w+: SyntaxError/),
  lint("black", ["would reformat", "cannot format"], /^(?:would reformat|error: cannot format) \S/),
  lint("gofmt", ["diff "], /^diff (?:-u )?\S+\.go\.orig /),
  lint("checkstyle", ["[ant:checkstyle]", "[checkstyle]"], /\[(?:ant:)?checkstyle\] \[ERROR\]/i),
  lint("shape", [" failed "], /^[\w./-]{1,200}\.\w{1,6} failed [\w-]{1,40}: /),
];
