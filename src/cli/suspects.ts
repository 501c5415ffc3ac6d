import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Change, InquestError, type SuspectRanking } from "../domain/index.ts";
import { createLogAnalyzer, rankSuspects } from "../log-analysis/index.ts";
import type { CommandStreams } from "./analyze.ts";
import { readLog } from "./log-input.ts";

const USAGE = `usage: inquest suspects [--json] LOG --changes CHANGES.json
       inquest suspects --json --batch FILE|-

Says which change most likely broke what LOG shows. LOG is plain, .gz or the zip of a GitHub run's logs. CHANGES.json
holds a list of changes, newest first: { id, title, author, files: [{ path, added, deleted, patch }] }; only id and
files with their paths are needed. --batch reads one object { id, log, candidates } a line and prints
{ id, ranking: [{ id, score, reasons }], verdict } a line.
`;

/** Of a long log the end is kept, with some of its start. */
const MOST_HEAD = 1 << 20;
const MOST_TAIL = 16 << 20;

const Lines = z
  .union([z.number().int(), z.string().transform((text) => Number.parseInt(text, 10) || 0)])
  .default(0);

const GivenChange = z.object({
  id: z.string(),
  title: z.string().default(""),
  author: z.string().default(""),
  login: z.string().optional(),
  url: z.string().optional(),
  files: z.array(z.object({ path: z.string(), added: Lines, deleted: Lines, patch: z.string().optional() })),
});
const GivenChanges = z.union([
  z.array(GivenChange),
  z.object({ changes: z.array(GivenChange) }).transform((set) => set.changes),
]);
const BatchLine = z.object({ id: z.string(), log: z.string(), candidates: z.array(GivenChange) });

function toChange(given: z.infer<typeof GivenChange>): Change {
  const { login, url, files, ...rest } = given;
  const change: Change = {
    ...rest,
    files: files.map(({ patch, ...file }) => (patch === undefined ? file : { ...file, patch })),
  };
  if (login !== undefined) change.login = login;
  if (url !== undefined) change.url = url;
  return change;
}

async function suspectsOf(
  log: string,
  given: readonly z.infer<typeof GivenChange>[],
  io: CommandStreams,
): Promise<SuspectRanking> {
  const analyzer = createLogAnalyzer();
  const decoder = new StringDecoder("utf8");
  let head = "";
  let tail = "";
  for await (const chunk of readLog(log, io.stdin)) {
    analyzer.push(chunk);
    const text = decoder.write(Buffer.from(chunk));
    if (head.length < MOST_HEAD) head += text;
    else tail = tail.length > MOST_TAIL * 2 ? tail.slice(-MOST_TAIL) + text : tail + text;
  }
  return rankSuspects({ findings: analyzer.finish(), logText: head + tail, changes: given.map(toChange) });
}

function parse<T>(schema: z.ZodType<T>, text: string, what: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InquestError(
      "changes_invalid",
      `${what} cannot be understood.`,
      "See inquest suspects --help.",
      { cause },
    );
  }
}

async function textOf(path: string, io: CommandStreams): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of readLog(path, io.stdin)) parts.push(chunk);
  return Buffer.concat(parts).toString("utf8");
}

function told({ verdict, ranking }: SuspectRanking): string {
  if (verdict === "unknown") return "No changes were given.\n";
  const lines = verdict === "no_code_cause" ? ["No change seems to be to blame."] : [];
  for (const [index, suspect] of ranking.slice(0, verdict === "change" ? 3 : 1).entries()) {
    const percent = `${Math.round(suspect.score * 100)} %`;
    const who = [suspect.title, suspect.author].filter(Boolean).join(", ");
    lines.push(`${index + 1}. ${suspect.id.slice(0, 12)}${who === "" ? "" : ` ${who}`} (${percent})`);
    for (const reason of suspect.reasons) lines.push(`   ${reason}`);
  }
  return `${lines.join("\n")}\n`;
}

/**
 * `inquest suspects`: exit code 0, or 2 for wrong use.
 * @throws InquestError `input_unreadable` or `changes_invalid`.
 */
export async function suspects(argv: string[], io: CommandStreams): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      batch: { type: "string" },
      changes: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const log = positionals[0];
  if (values.help) {
    io.stdout.write(USAGE);
    return 0;
  }
  if (values.batch !== undefined) {
    const input = Readable.from(readLog(values.batch, io.stdin));
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() === "") continue;
      const given = parse(BatchLine, line, `Line ${number} of the batch`);
      const { verdict, ranking } = await suspectsOf(given.log, given.candidates, io);
      const brief = ranking.map(({ id, score, reasons }) => ({ id, score, reasons }));
      io.stdout.write(`${JSON.stringify({ id: given.id, ranking: brief, verdict })}\n`);
    }
    return 0;
  }
  if (log === undefined || values.changes === undefined) {
    io.stderr.write(USAGE);
    return 2;
  }
  const given = parse(GivenChanges, await textOf(values.changes, io), values.changes);
  const ranking = await suspectsOf(log, given, io);
  io.stdout.write(values.json ? `${JSON.stringify(ranking)}\n` : told(ranking));
  return 0;
}
