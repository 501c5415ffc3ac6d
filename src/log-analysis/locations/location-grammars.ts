/** A published way to write a place in source code, with the groups path, line, column, severity, message. */
export interface LocationGrammar {
  readonly name: string;
  readonly pattern: RegExp;
}

const SEVERITY =
  "(?<severity>(?:fatal |internal |syntax )?error|warning|note|info|hint|remark|style|Error|Warning)";

export const LOCATION_GRAMMARS: readonly LocationGrammar[] = [
  {
    name: "path:line:column: message",
    pattern: new RegExp(
      `^(?:\\[\\w+\\]\\s{1,3}|\\s{0,12}(?:\\d+>)?|ERROR: )(?<path>(?:[A-Za-z]:)?[^\\s:()"'<>|]{0,250}\\.?[\\w-]+):(?<line>\\d{1,7})(?::(?<column>\\d{1,5}))?(?:-\\d+)?(?:: | |$|:)(?:${SEVERITY}\\b:?)?(?<message>.{0,400})`,
    ),
  },
  {
    name: "path(line,column): severity",
    pattern: new RegExp(
      `^\\s{0,12}(?:\\d+(?::\\d+)?>)?(?<path>(?:[A-Za-z]:)?[^:()"'<>|]{1,250}\\.\\w{1,10})\\((?<line>\\d{1,7})(?:,\\s?(?<column>\\d{1,5}))?(?:,\\d+){0,2}\\)\\s?:? ?(?:\\(col\\. \\d+\\) )?(?:${SEVERITY}\\b)?(?<message>.{0,400})`,
      "i",
    ),
  },
  {
    name: "path:[line,column] message",
    pattern:
      /^\[(?<severity>\w+)\] (?<path>.{1,300}\.\w{1,10}):\[(?<line>\d{1,7}),(?<column>\d{1,5})\] ?(?<message>.{0,400})/,
  },
  {
    name: "File path, line N",
    pattern: /(?:File|in) "(?<path>[^"]{1,300})", line (?<line>\d{1,7})(?<message>)/,
  },
  {
    name: "--> path:line:column",
    pattern: /^\s{0,10}--> (?<path>[^:]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,5})(?<message>)/,
  },
];
