import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { parseArgs } from "node:util";
import { z } from "zod";
import { InquestError } from "../domain/index.ts";
import { createRedactor, redactText } from "../log-analysis/redact/index.ts";
import type { CommandStreams } from "./analyze.ts";
import { readLog } from "./log-input.ts";

const USAGE = `usage: inquest redact [--salt TEXT] [FILE|-]...
       inquest redact --json --batch FILE|-

Masks secrets. Files may be plain or .gz; - (and no file at all) is standard input. The text goes to standard
output with the same number of lines, the count of masked secrets to standard error. --batch reads one JSON object
{ id, text } a line and prints { id, text, spans } a line. Without --salt, masks of different runs cannot be compared.
`;

const BatchLine = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (text !== "" && !stream.write(text)) await new Promise<void>((resolve) => stream.once("drain", resolve));
}

async function redactBatch(path: string, salt: string, io: CommandStreams): Promise<void> {
  let number = 0;
  const input = Readable.from(readLog(path, io.stdin));
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === "") continue;
    const { id, text: given } = parseBatchLine(line, number);
    const { text, spans } = redactText(given, { salt });
    await write(io.stdout, `${JSON.stringify({ id, text, spans })}\n`);
  }
}

function parseBatchLine(line: string, number: number): z.infer<typeof BatchLine> {
  try {
    return BatchLine.parse(JSON.parse(line));
  } catch {
    // The line may hold a secret, so nothing of it is said.
    throw new InquestError(
      "batch_line_invalid",
      `Line ${number} of the batch is no { id, text }.`,
      "Correct it.",
    );
  }
}

async function redactFile(path: string, salt: string, io: CommandStreams): Promise<void> {
  const redactor = createRedactor({ salt });
  const decoder = new StringDecoder("utf8");
  for await (const chunk of readLog(path, io.stdin)) {
    await write(io.stdout, redactor.push(decoder.write(Buffer.from(chunk))));
  }
  await write(io.stdout, redactor.push(decoder.end()) + redactor.finish());
  const counts = Object.entries(redactor.counts());
  const said = counts.map(([rule, count]) => `${count} ${rule}`).join(", ");
  await write(io.stderr, `${path}: ${counts.length === 0 ? "nothing masked" : `masked ${said}`}\n`);
}

/**
 * `inquest redact`: exit code 0.
 * @throws InquestError `input_unreadable` or `batch_line_invalid`.
 */
export async function redact(argv: string[], io: CommandStreams): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      batch: { type: "string" },
      salt: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    await write(io.stdout, USAGE);
    return 0;
  }
  const salt = values.salt ?? randomBytes(16).toString("hex");
  if (values.batch !== undefined) await redactBatch(values.batch, salt, io);
  else for (const path of positionals.length > 0 ? positionals : ["-"]) await redactFile(path, salt, io);
  return 0;
}
