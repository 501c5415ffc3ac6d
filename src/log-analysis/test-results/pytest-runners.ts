import { before, type ResultGrammar } from "./result-grammar.ts";

/** pytest, with its plugins. */
export const PYTEST_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "pytest",
    when: [
      "passed, 0",
      "passed in ",
      "failed, 0",
      "failed in ",
      "error, 0",
      "error in ",
      "errors, 0",
      "errors in ",
    ],
    pattern: /^(?:=+ )?((?:\d+ [\w-]+, ){0,8}\d+ [\w-]+) in [\d.:]{1,12} ?s?(?:ec\w*)?\b.{0,100}$/,
    read([, text = ""], report) {
      if (!/passed|failed|error/.test(text)) return;
      const failed = before(text, "failed");
      const errored = before(text, "error");
      report.count("pytest", {
        // What ran: skipped tests did not, those expected to fail did.
        run: failed + errored + before(text, "passed") + before(text, "xfailed") + before(text, "xpassed"),
        failed,
        errored,
        skipped: before(text, "skipped"),
      });
    },
  },
  {
    runner: "pytest",
    when: ["failed ", "error ", ".py::"],
    pattern: /^(?:FAILED|ERROR|SUBFAILED[[(].{0,200}) ([\w./\\-]+\.py)::(\S[^\n]{0,300}?)(?: - .{0,2000})?$/,
    read: ([, file = "", name], report) => report.failed(`${file}::${name}`, { file }),
  },
  {
    // With -v, and where pytest-xdist says which worker it was.
    runner: "pytest",
    when: [".py::"],
    pattern:
      /^(?:\[gw\d{1,3}\] \[ {0,2}\d{1,3}%\] (?:FAILED|ERROR) ([\w./\\-]+\.py)::(\S.{0,300}?)\s{0,4}|([\w./\\-]+\.py)::(\S.{0,300}?) (?:FAILED|ERROR)(?:\s{1,200}\[ {0,2}\d{1,3}%\])?)$/,
    read([, worker, name, file = worker ?? "", own = name], report) {
      report.failed(`${file}::${own}`, { file });
    },
  },
  {
    // A file that could not be collected, in the summary.
    runner: "pytest",
    when: [".py - ", "error "],
    pattern: /^ERROR ([\w./\\-]{1,240}\.py)(?: - .{0,2000})?$/,
    read: ([, file = ""], report) => report.failed(file.replace(/\.py$/, "").replaceAll("/", "."), { file }),
  },
  {
    runner: "pytest",
    when: ["____", "_ test", "_ [doctest]"],
    pattern:
      /^_{1,80} (?:ERROR at (?:setup|teardown) of |\[doctest\] )?([\w.]{1,240}(?:\[.{0,240}\])?) _{1,80}$/,
    read([, name = ""], report) {
      // tox draws the same line around its environments and its summary.
      if (/test|\.|\[/i.test(name)) report.failed(name);
    },
  },
  {
    // Titles as wide as the screen, around which pytest before 3.7 leaves no line.
    runner: "pytest",
    when: ["failures =", "errors ="],
    pattern: /^=+ (?:FAILURES|ERRORS) =+$/,
    read(_, report) {
      for (let line = report.line + 1; line <= Math.min(report.view.lines, report.line + 20_000); line++) {
        const text = report.view.words(line);
        if (text.startsWith("====")) return;
        const name =
          /^ (?:ERROR at (?:setup|teardown) of )?([A-Za-z_][\w.]{0,240}(?:\[.{0,240}\])?)(?: _?)?$/.exec(
            text,
          )?.[1];
        if (name && /\[|\.test/.test(name)) report.failed(name, { at: line });
      }
    },
  },
  {
    runner: "pytest",
    when: ["error collecting"],
    pattern: /^_{3,80} ERROR collecting (\S{1,240}) _{3,80}$/,
    read: ([, file = ""], report) => report.failed(file.replace(/\.py$/, "").replaceAll("/", "."), { file }),
  },
];
