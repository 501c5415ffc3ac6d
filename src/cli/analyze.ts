import { appendFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { jobSummaryFile } from "../config/job-summary.ts";
import { InquestError } from "../domain/inquest-error.ts";
import { type Baseline, createBaseline, createLogAnalyzer } from "../log-analysis/index.ts";
import { type AnalyzedLog, githubAnnotations, markdownOf } from "./analysis-formats.ts";
import { terminalText } from "./analysis-text.ts";
import { createPaint } from "./colours.ts";
import { readLog } from "./log-input.ts";

/** The streams a command speaks through. */
export interface CommandStreams {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  stdin: NodeJS.ReadableStream;
}

const FORMATS = ["text", "json", "markdown", "github"] as const;
type Format = (typeof FORMATS)[number];

const OPTIONS = {
  json: { type: "boolean", default: false },
  format: { type: "string" },
  summary: { type: "string" },
  baseline: { type: "string" },
  explain: { type: "boolean", default: false },
} as const;

const USAGE = `usage: inquest analyze [--json | --format text|json|markdown|github] [--baseline PASSING_LOG] [--explain] FILE...
FILE is a log: plain, .gz, or the zip of a GitHub run's logs; - is standard input.
--summary FILE appends the Markdown to FILE; --format github does so to $GITHUB_STEP_SUMMARY by itself.
`;

/** A long log says how far its reading is this often, in bytes. */
const PROGRESS_EVERY = 64 << 20;

/**
 * `inquest analyze`: says why each log failed, one after the other. Exit codes: 0 every log was read, 1 one could
 * not be read (said on standard error), 2 wrong use.
 * @throws InquestError `usage` for a format that is none.
 */
export async function analyze(
  argv: string[],
  io: CommandStreams & { colours?: { stdout: boolean } },
): Promise<number> {
  const { values, positionals } = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  if (positionals.length === 0) {
    io.stderr.write(USAGE);
    return 2;
  }
  const format = formatOf(values.json ? "json" : (values.format ?? "text"));
  const baseline = values.baseline ? await baselineOf(values.baseline, io.stdin) : undefined;
  const show = (log: AnalyzedLog): string => {
    if (format === "json") return `${JSON.stringify({ file: log.file, ...log.findings })}\n`;
    if (format === "markdown") return markdownOf(log);
    if (format === "github") return githubAnnotations(log);
    const colours = io.colours?.stdout ?? ("isTTY" in io.stdout && io.stdout.isTTY === true);
    return terminalText(log, { explain: values.explain, paint: createPaint(colours) });
  };
  const summary = values.summary ?? (format === "github" ? jobSummaryFile() : undefined);
  let failed = false;
  let before = "";
  for (const file of positionals) {
    try {
      const log = await read(file, baseline, io);
      await write(io.stdout, before + show(log));
      if (format === "text") before = "\n";
      if (summary) await appendFile(summary, markdownOf(log));
    } catch (error) {
      if (!(error instanceof InquestError)) throw error;
      failed = true;
      io.stderr.write(`${error.message} ${error.remedy}\n`);
    }
  }
  return failed ? 1 : 0;
}

function formatOf(given: string): Format {
  const known = FORMATS.find((format) => format === given);
  if (!known)
    throw new InquestError("usage", `There is no format ${given}.`, `Use one of ${FORMATS.join(", ")}.`);
  return known;
}

async function read(file: string, baseline: Baseline | undefined, io: CommandStreams): Promise<AnalyzedLog> {
  const analyzer = createLogAnalyzer(baseline ? { baseline } : {});
  const tells = "isTTY" in io.stderr && io.stderr.isTTY === true;
  let bytes = 0;
  let next = PROGRESS_EVERY;
  for await (const chunk of readLog(file, io.stdin, { reuse: true })) {
    analyzer.push(chunk);
    bytes += chunk.length;
    if (tells && bytes >= next) {
      io.stderr.write(`\r${file}: ${bytes >> 20} MB read`);
      next += PROGRESS_EVERY;
    }
  }
  if (next > PROGRESS_EVERY) io.stderr.write("\r\u001b[K");
  return { file, findings: analyzer.finish(), lines: analyzer.lines };
}

async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (stream.write(text)) return;
  // A reader that has seen enough (`| head -1`) closes instead of draining.
  await new Promise<void>((resolve) => stream.once("drain", resolve).once("close", resolve));
}

async function baselineOf(file: string, stdin: NodeJS.ReadableStream): Promise<Baseline> {
  const baseline = createBaseline();
  for await (const chunk of readLog(file, stdin, { reuse: true })) baseline.push(chunk);
  return baseline.finish();
}
