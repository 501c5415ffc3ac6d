/** How an analyser writes a finding as XML. Names of attributes and of elements that only hold text are alike here. */
export interface XmlFormat {
  /** The element that tells the format. */
  readonly root: string;
  readonly tool: string;
  /** The element that is one finding. */
  readonly finding: string;
  /** An element inside it that gives the place; the first that gives a line counts. */
  readonly place?: string;
  /** The place is a child of the finding: those of other elements inside it are other places. */
  readonly child?: true;
  /** Joined to a path where there are several. Looked for in the place, then in the finding. */
  readonly path: readonly string[];
  /** An element around the findings whose attribute is their file, as `file@name`. */
  readonly around?: readonly [element: string, attribute: string];
  readonly line: string;
  readonly column?: string;
  readonly rule?: string;
  /** Where it is missing, the text of the finding is its message. */
  readonly message?: string;
  readonly severity?: string;
}

/** By the documentation of each tool; the first whose root a document has. */
export const XML_FORMATS: readonly XmlFormat[] = [
  {
    root: "pmd",
    tool: "PMD",
    finding: "violation",
    path: [],
    around: ["file", "name"],
    line: "beginline",
    column: "begincolumn",
    rule: "rule",
    severity: "priority",
  },
  { root: "pmd-cpd", tool: "CPD", finding: "file", path: ["path"], line: "line", column: "column" },
  {
    root: "BugCollection",
    tool: "SpotBugs",
    finding: "BugInstance",
    place: "SourceLine",
    child: true,
    path: ["sourcepath"],
    line: "start",
    rule: "type",
    message: "LongMessage",
    severity: "priority",
  },
  {
    root: "results",
    tool: "Cppcheck",
    finding: "error",
    place: "location",
    path: ["file"],
    line: "line",
    column: "column",
    rule: "id",
    message: "msg",
    severity: "severity",
  },
  {
    root: "issues",
    tool: "Android Lint",
    finding: "issue",
    place: "location",
    path: ["file"],
    line: "line",
    column: "column",
    rule: "id",
    message: "message",
    severity: "severity",
  },
  ...(["lint", "jslint", "csslint"] as const).map(
    (root): XmlFormat => ({
      root,
      tool: root,
      finding: "issue",
      path: [],
      around: ["file", "name"],
      line: "line",
      column: "char",
      message: "reason",
      severity: "severity",
    }),
  ),
  {
    root: "StyleCopViolations",
    tool: "StyleCop",
    finding: "Violation",
    path: ["Source"],
    line: "LineNumber",
    rule: "RuleId",
  },
  {
    root: "FxCopReport",
    tool: "FxCop",
    finding: "Issue",
    path: ["Path", "File"],
    line: "Line",
    severity: "Level",
  },
  {
    root: "Report",
    tool: "InspectCode",
    finding: "Issue",
    path: ["File"],
    line: "Line",
    rule: "TypeId",
    message: "Message",
    severity: "Severity",
  },
  {
    root: "valgrindoutput",
    tool: "Valgrind",
    finding: "error",
    place: "frame",
    path: ["dir", "file"],
    line: "line",
    rule: "kind",
    message: "what",
  },
  {
    root: "CodeNarc",
    tool: "CodeNarc",
    finding: "Violation",
    path: [],
    around: ["File", "name"],
    line: "lineNumber",
    rule: "ruleName",
    message: "Message",
    severity: "priority",
  },
  {
    root: "problems",
    tool: "IntelliJ inspections",
    finding: "problem",
    path: ["file"],
    line: "line",
    rule: "problem_class",
    message: "description",
  },
  { root: "simian", tool: "Simian", finding: "block", path: ["sourceFile"], line: "startLineNumber" },
  {
    root: "oclint",
    tool: "OCLint",
    finding: "violation",
    path: ["path"],
    line: "startline",
    column: "startcolumn",
    rule: "rule",
    message: "message",
    severity: "priority",
  },
  {
    root: "NewDataSet",
    tool: "PVS-Studio",
    finding: "PVS-Studio_Analysis_Log",
    path: ["File"],
    line: "Line",
    rule: "ErrorCode",
    message: "Message",
    severity: "Level",
  },
];
