/**
 * Findings that do not name their file, for it stands once above all of them. First those whose own form is known
 * at sight: the nearest line above that is only a path is their file.
 */
export const UNDER_A_FILE = [
  // ESLint's, stylelint's, yamllint's, Vale's, textlint's and remark's own formats.
  /^\s{0,8}(?<line>\d{1,6}):(?<column>\d{1,5})(?:-\d{1,6}:\d{1,5})?\s{1,12}(?:✓ )?(?<severity>error|warning|suggestion|Error:|Warning:|✖|⚠|×)\s{1,8}(?<message>.{1,300})/,
  // XO's
  /^\s{1,4}(?<severity>✖|⚠|×) {1,4}(?<line>\d{1,6}):(?<column>\d{1,5})\s{1,8}(?<message>.{1,300})/,
  // npm-groovy-lint's
  /^\s{2,4}(?<line>\d{1,6})\s{2,8}(?<severity>error|warning|info)\s{2,8}(?<message>.{1,300})/,
  // TSLint's
  /^(?<severity>ERROR|WARNING): (?<line>\d{1,6}):(?<column>\d{1,5})\s{2,8}(?<message>.{1,300})/,
  // HTMLHint's
  /^\s{4,8}L(?<line>\d{1,6}) \|(?<message>)/,
  // PHP_CodeSniffer's table
  /^\s{1,4}(?<line>\d{1,6}) \| (?<severity>ERROR|WARNING) +\| (?<message>.{1,300})/,
  // A record, one field a line: Brakeman's, Gitleaks', Sobelow's, Terrascan's, Flyway's.
  /^\s{0,8}Line(?: [Nn]umber)?\s{0,20}: {0,20}\t{0,2}(?<line>\d{1,6})$/,
  // write-good's and csslint's
  /^(?:".{1,200}|\d{1,5}: (?<severity>error|warning)) (?:on|at) line (?<line>\d{1,6})(?: at column|, col) (?<column>\d{1,5})$/,
  // MATLAB's
  /^L (?<line>\d{1,6}) \(C (?<column>\d{1,5})(?:-\d{1,5})?\): (?<message>.{1,300})/,
  // Nagelfar's
  /^Line {1,6}(?<line>\d{1,6}): (?<severity>[WEN]) (?<message>.{1,300})/,
  // CodeNarc's
  /^\s{1,8}Violation: .{1,120}\bLine=(?<line>\d{1,6}) Msg=\[(?<message>.{1,300})/,
] as const;

/** The file that such findings stand under. */
export const FILE_LINE =
  /^(?:(?:FILE|[Ff]ile(?: ?[Nn]ame)?|Path|Location)\s{0,20}: {0,20}\t{0,2}|(?:Checking|Linting)(?: file)? |In |={5,20} )?(?<path>(?:[A-Za-z]:)?[^\s:"'<>|*?]{1,250}(?:\.\w{1,10}|[A-Z][a-z]{1,20}file))(?::\d{1,6}:\d{1,5}| \(\S{1,250}\)| ={5,20})?$/;

/** A line with a file, and how the findings below it are written. */
export interface FindingList {
  /** A text that must stand in the header. */
  readonly needs: string;
  readonly header: RegExp;
  readonly row: RegExp;
  /** The first line that is no longer part of the list. */
  readonly end: RegExp;
  /** Findings at most; one where the rows quote the code. */
  readonly most: number;
  /** The file stands in the line above the header. */
  readonly above?: true;
}

export const FINDING_LISTS: readonly FindingList[] = [
  {
    // PHPStan's table
    needs: "Line   ",
    header: /^ {1,2}Line {3,8}(?<path>\S.{0,250})$/,
    row: /^ {1,4}:?(?<line>\d{1,6}) {2,8}(?<message>\S.{0,300})/,
    end: /^$|^ {1,2}Line /,
    most: 300,
  },
  {
    // SQLFluff's
    needs: "] FAIL",
    header: /^== \[(?<path>[^\]]{1,250})\] FAIL$/,
    row: /^L: {1,6}(?<line>\d{1,6}) \| P: {1,6}(?<column>\d{1,5}) \| {1,6}(?<message>\S.{0,300})/,
    end: /^$|^== /,
    most: 300,
  },
  {
    // Reek's
    needs: " -- ",
    header: /^(?<path>\S{1,250}) -- \d{1,6} warnings?:?$/,
    row: /^\s{1,4}\[(?<line>\d{1,6})[\d, ]{0,200}\]:(?<message>\S.{0,300})/,
    end: /^\S|^$/,
    most: 300,
  },
  {
    // Elm's
    needs: ".elm",
    header: /^-- [A-Z' ]{1,60} -{2,100} (?<path>\S{1,250}\.elm)$/,
    row: /^(?<line>\d{1,6})\|(?<message>)/,
    end: /^-- [A-Z]/,
    most: 1,
  },
  {
    // Roc's
    needs: ".roc",
    header: /^── [A-Z' ]{1,60} in (?<path>\S{1,250}\.roc) ─{2,100}$/,
    row: /^(?<line>\d{1,6})│(?<message>)/,
    end: /^── [A-Z]/,
    most: 1,
  },
  {
    // Rebar3's, which quotes the code below the file
    needs: "┌─ ",
    header: /^\s{1,8}┌─ (?<path>[^\s:]{1,250}\.\w{1,10}):$/,
    row: /^\s{0,8}(?<line>\d{1,6}) │(?<message>)/,
    end: /^$|┌─/,
    most: 1,
  },
  {
    // djLint's, under a line that underlines the file
    needs: "────",
    header: /^─{20,200}(?<message>)$/,
    row: /^[A-Z]\d{3} (?<line>\d{1,6}):(?<column>\d{1,5}) (?<message>\S.{0,300})/,
    end: /^$/,
    most: 300,
    above: true,
  },
  {
    // Robot Framework Lint's
    needs: "+ ",
    header: /^\+ (?<path>\S{1,250}\.\w{1,10})$/,
    row: /^(?<severity>[EWI]): (?<line>\d{1,6}), (?<column>\d{1,5}): (?<message>\S.{0,300})/,
    end: /^(?:\+ |$)/,
    most: 300,
  },
  {
    // RuboCop's simple one
    needs: "== ",
    header: /^== (?<path>\S{1,250}\.\w{1,10}) ==$/,
    row: /^(?<severity>[CRWEFIN]): {1,6}(?<line>\d{1,6}): {1,5}(?<column>\d{1,5}): (?<message>\S.{0,300})/,
    end: /^$|^== /,
    most: 300,
  },
  {
    // Jikes'
    needs: 'compiling "',
    header: /^(?:Found|Issued) \d{1,6} .{1,60} compiling "(?<path>[^"]{1,250})":$/,
    row: /^\s{1,6}(?<line>\d{1,6})\. (?<message>)/,
    end: / compiling "/,
    most: 300,
  },
  {
    // Spotless'
    needs: " found problem in '",
    header: /^(?:> )?Step '.{1,60}' found problem in '(?<path>[^']{1,250})':$/,
    row: /^(?:Error on )?line: (?<line>\d{1,6}), column: (?<column>\d{1,5})(?<message>)$/,
    end: /^$/,
    most: 1,
  },
  {
    // Semgrep's
    needs: "❯❱",
    header: /^\s{1,8}❯{1,3}❱ (?<message>\S{1,250})/,
    row: /^\s{1,20}(?<line>\d{1,6})┆(?<message>)/,
    end: /❯❱/,
    most: 1,
    above: true,
  },
];

/** Words of these headers, for the scanner. */
export const LIST_WORDS = [
  "line   ",
  "] fail",
  " -- 0",
  ".elm",
  ".roc ─",
  "┌─ ",
  " found problem in '",
  "────────",
  ".robot",
  "❯❱",
  ".rb ==",
  'compiling "',
  "  l0",
] as const;
