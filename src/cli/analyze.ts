import { parseArgs } from "node:util";
import type { LogFindings } from "../domain/failure.ts";
import { InquestError } from "../domain/inquest-error.ts";
import { type Baseline, createBaseline, createLogAnalyzer } from "../log-analysis/index.ts";
import { readLog } from "./log-input.ts";

/** The streams a command speaks through. */
export interface CommandStreams {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  stdin: NodeJS.ReadableStream;
}

const OPTIONS = {
  json: { type: "boolean", default: false },
  baseline: { type: "string" },
  explain: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const USAGE = `inquest analyze [--json] [--baseline PASSING_LOG] [--explain] FILE...
FILE is a log: plain, .gz, or the zip of a GitHub run's logs; - is standard input.
`;

/** `inquest analyze`: says why each log failed. Exit codes: 0 done, 1 a file could not be read, 2 wrong use. */
export async function analyze(argv: string[], io: CommandStreams): Promise<number> {
  const { values, positionals } = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  if (values.help || positionals.length === 0) {
    (values.help ? io.stdout : io.stderr).write(USAGE);
    return values.help ? 0 : 2;
  }
  let failed = false;
  const baseline = values.baseline ? await baselineOf(values.baseline, io.stdin) : undefined;
  for (const file of positionals) {
    try {
      const analyzer = createLogAnalyzer(baseline ? { baseline } : {});
      for await (const chunk of readLog(file, io.stdin)) analyzer.push(chunk);
      const findings = analyzer.finish();
      io.stdout.write(values.json ? `${JSON.stringify({ file, ...findings })}\n` : textOf(file, findings));
    } catch (error) {
      if (!(error instanceof InquestError)) throw error;
      failed = true;
      io.stderr.write(`${error.message} ${error.remedy}\n`);
      if (values.json) io.stdout.write(`${JSON.stringify({ file, error: error.code })}\n`);
    }
  }
  return failed ? 1 : 0;
}

async function baselineOf(file: string, stdin: NodeJS.ReadableStream): Promise<Baseline> {
  const baseline = createBaseline();
  for await (const chunk of readLog(file, stdin)) baseline.push(chunk);
  return baseline.finish();
}

function textOf(file: string, findings: LogFindings): string {
  return `${file}: ${findings.summary}\n`;
}
