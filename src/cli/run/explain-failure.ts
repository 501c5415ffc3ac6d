import type { Config } from "../../config/config.ts";
import { createPaint } from "../colours.ts";
import type { Io } from "../io.ts";
import { findingLines } from "./failure-lines.ts";
import type { CommandRecord } from "./green-state.ts";
import type { CommandEnd } from "./pass-through.ts";
import { linesThatMatter, readLog } from "./read-log.ts";

export interface FailedCommand {
  command: readonly string[];
  end: CommandEnd;
  /** Undefined when the output could not be kept. */
  record: CommandRecord | undefined;
  config: Config;
}

/** Lines of the log that are shown in the terminal; the report has more. */
const shownLines = 16;

/**
 * Says why a command failed: first what its log says, at once and without any server, then what an
 * investigation adds. Never rejects: the command's own failure is what counts.
 */
export async function explainFailure(failed: FailedCommand, io: Io): Promise<void> {
  const { record } = failed;
  if (!record) return;
  const paint = createPaint(io.colours.stderr);
  try {
    const findings = await readLog(record.logFile, record.green?.logFile, io.signal);
    const lines = await linesThatMatter(record.logFile, findings, shownLines, io.signal);
    for (const line of findingLines(failed.command, failed.end, findings, lines, paint)) io.note(line);
  } catch (error) {
    if (io.signal.aborted) return;
    throw error;
  }
}
