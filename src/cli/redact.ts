import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { StringDecoder } from "node:string_decoder";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { InquestError } from "../domain/index.ts";
import { createRedactor, redactText } from "../log-analysis/redact/index.ts";

const USAGE = `usage: inquest redact [--salt TEXT] [FILE|-]...
       inquest redact --json --batch FILE|-

Masks secrets. Files may be plain or .gz; - (and no file at all) is standard input. The text goes to standard
output with the same number of lines, the count of masked secrets to standard error. --batch reads one JSON object
{ id, text } a line and prints { id, text, spans } a line. Without --salt, masks of different runs cannot be compared.
`;

const BatchLine = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

export interface CommandIo {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  stdin: NodeJS.ReadableStream;
}

function open(path: string, io: CommandIo): NodeJS.ReadableStream {
  if (path === "-") return io.stdin;
  const file = createReadStream(path);
  if (!path.endsWith(".gz")) return file;
  const gunzip = createGunzip();
  file.on("error", (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (text !== "" && !stream.write(text)) await new Promise<void>((resolve) => stream.once("drain", resolve));
}

async function redactBatch(path: string, salt: string, io: CommandIo): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input: open(path, io), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === "") continue;
    const given = BatchLine.parse(JSON.parse(line), { error: () => `line ${number} is no { id, text }` });
    const { text, spans } = redactText(given.text, { salt });
    await write(io.stdout, `${JSON.stringify({ id: given.id, text, spans })}\n`);
  }
}

async function redactFile(path: string, salt: string, io: CommandIo): Promise<void> {
  const redactor = createRedactor({ salt });
  const decoder = new StringDecoder("utf8");
  for await (const chunk of open(path, io)) {
    await write(io.stdout, redactor.push(typeof chunk === "string" ? chunk : decoder.write(chunk)));
  }
  await write(io.stdout, redactor.push(decoder.end()) + redactor.finish());
  const counts = Object.entries(redactor.counts());
  const said = counts.map(([rule, count]) => `${count} ${rule}`).join(", ");
  await write(io.stderr, `${path}: ${counts.length === 0 ? "nothing masked" : `masked ${said}`}\n`);
}

/** `inquest redact`: returns the exit code; 2 for arguments or input it cannot use. */
export async function redact(argv: string[], io: CommandIo): Promise<number> {
  try {
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
  } catch (error) {
    if (error instanceof InquestError) await write(io.stderr, `${error.message} ${error.remedy}\n`);
    else {
      const reason = error instanceof SyntaxError ? "the batch holds a line that is not JSON" : String(error);
      await write(
        io.stderr,
        `Cannot redact: ${reason.replace(/^\w*Error: /, "")}. See inquest redact --help.\n`,
      );
    }
    return 2;
  }
}
