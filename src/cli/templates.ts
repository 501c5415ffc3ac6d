import { StringDecoder } from "node:string_decoder";
import { parseArgs } from "node:util";
import { cleanLine, mineTemplates } from "../log-analysis/index.ts";
import type { CommandStreams } from "./analyze.ts";
import { readLog } from "./log-input.ts";

const USAGE = `usage: inquest templates [--json] FILE
Groups the lines of a log by the statement that wrote them. --json also prints the template of each line.
`;

/** Lines taken of one log at most: `--json` prints one id for each. */
const MOST_LINES = 2_000_000;

/** `inquest templates`: the kinds of lines that a log holds. Exit codes: 0 done, 2 wrong use. */
export async function templates(argv: string[], io: CommandStreams): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { json: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length) {
    io.stderr.write(USAGE);
    return 2;
  }
  const { templates: found, assignments } = mineTemplates(await linesOf(file, io.stdin));
  if (values.json) io.stdout.write(`${JSON.stringify({ templates: found, assignments })}\n`);
  else
    for (const { template, count } of found.toSorted((a, b) => b.count - a.count))
      io.stdout.write(`${String(count).padStart(8)}  ${template.replace(/\p{Cc}/gu, " ")}\n`);
  return 0;
}

async function linesOf(file: string, stdin: NodeJS.ReadableStream): Promise<string[]> {
  const decoder = new StringDecoder("utf8");
  const lines: string[] = [];
  let rest = "";
  for await (const chunk of readLog(file, stdin)) {
    const pieces = (rest + decoder.write(Buffer.from(chunk))).split("\n");
    // A line without end is cut: what follows its first million characters tells nothing more.
    rest = (pieces.pop() ?? "").slice(0, 1 << 20);
    for (const piece of pieces) if (lines.length < MOST_LINES) lines.push(cleanLine(piece));
  }
  if (rest !== "" && lines.length < MOST_LINES) lines.push(cleanLine(rest));
  return lines;
}
