import type { LineReader } from "./line-reader.ts";
import { saysPlaceholder } from "./placeholder.ts";
import type { SecretSpan } from "./span.ts";

/** Passwords in the lines that a program is fed with: a list for `chpasswd`, commands for `ftp`. */
interface FedProgram {
  mark: string;
  /** Begins the lines in a shell; its group is the word that ends them. */
  here?: RegExp;
  /** Begins them in YAML. */
  key?: RegExp;
  /** A line with a password, which is the first group that matches. */
  line: RegExp;
}

// oxlint-disable-next-line no-control-regex -- a runner colours the script it prints
const END = String.raw`["']?(?:\u001b\[[\d;]{0,12}m){0,2}[ \t]*$`;
const USER_COLON = new RegExp(String.raw`(?:^|[\s"'>+])[a-z_][\w.-]{0,31}:([^\s:"'\u001b]{4,200})${END}`);

const PROGRAMS: readonly FedProgram[] = [
  {
    mark: "chpasswd",
    here: /chpasswd[^\n<]{0,60}<<-? ?["']?(\w{1,40})/,
    key: /^(.{0,60}?)chpasswd:[ \t]*$/,
    line: USER_COLON,
  },
  {
    mark: "ftp -",
    here: /\bftp -[a-z]{0,5}n[^\n<]{0,200}<<-? ?["']?(\w{1,40})/,
    line: new RegExp(
      String.raw`(?:^|[\s>+])(?:user ["']?[^\s"']{1,80}["']? ["']?([^\s"'\u001b]{3,200})|(?:quote )?pass ([^\s"'\u001b]{3,200}))${END}`,
      "i",
    ),
  },
];
const MOST_LINES = 200;
/** What the program makes up, or reads from a variable. */
const NO_PASSWORD = /^(?:RANDOM$|R$|\$|\{|<|\*)/;

export function createPasswordListReader(): LineReader {
  let program: FedProgram | undefined;
  let ends: string | undefined;
  let indent = 0;
  let left = 0;

  const leave = (): SecretSpan[] => {
    program = undefined;
    return [];
  };

  function begin(text: string): void {
    for (const one of PROGRAMS) {
      const here = one.here?.exec(text)?.[1];
      const key = here === undefined ? one.key?.exec(text) : undefined;
      if (here === undefined && !key) continue;
      [program, ends, indent, left] = [one, here, key?.[1]?.length ?? 0, MOST_LINES];
    }
  }

  /** A list of YAML ends at a line that is no deeper than its key, a shell's with its word. */
  function isOver(text: string): boolean {
    if (ends !== undefined) return new RegExp(`(?:^|[\\s>m])${ends}\\b[^\\n]{0,12}$`).test(text);
    const within = text.slice(0, indent + 1);
    return text.trim() !== "" && !/[ \t]$/.test(within);
  }

  return {
    marks: PROGRAMS.map(({ mark }) => mark),
    waiting: false,
    get active() {
      return program !== undefined;
    },
    giveUp: () => [],
    finish: leave,
    remember() {
      const then = [program, ends, indent, left] as const;
      return () => {
        [program, ends, indent, left] = then;
      };
    },
    line(text, offset) {
      if (program !== undefined) {
        left -= 1;
        if (left < 0 || isOver(text)) leave();
        else {
          const match = program.line.exec(text.slice(-400));
          const value = match?.slice(1).find((group) => group !== undefined);
          if (match === null || value === undefined) return [];
          if (NO_PASSWORD.test(value) || saysPlaceholder(value)) return [];
          const start = offset + Math.max(0, text.length - 400) + match.index + match[0].lastIndexOf(value);
          return [{ start, end: start + value.length, rule: "password" }];
        }
      }
      begin(text.slice(-400));
      return [];
    },
  };
}
