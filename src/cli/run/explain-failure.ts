import type { Config } from "../../config/config.ts";
import { InquestError, type LogFindings, type Subject } from "../../domain/index.ts";
import { createPaint, type Paint } from "../colours.ts";
import { investigateNow } from "../investigation.ts";
import type { Io } from "../io.ts";
import { withContext } from "../open-context.ts";
import { writeReportFiles } from "../report-files.ts";
import { findServer } from "../running-server.ts";
import { findingLines, reportLines } from "./failure-lines.ts";
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
    await investigate(failed, record, findings, io, paint);
  } catch (error) {
    if (io.signal.aborted) return;
    const [sentence, remedy] =
      error instanceof InquestError
        ? [error.message, error.remedy]
        : [error instanceof Error ? error.message : String(error), "`inquest doctor` may say more."];
    io.note(`${paint("yellow", `inquest: the investigation stopped here. ${sentence}`)}\n${remedy}`);
    io.note(`The output is kept in ${record.logFile}`);
  }
}

async function investigate(
  failed: FailedCommand,
  record: CommandRecord,
  findings: LogFindings,
  io: Io,
  paint: Paint,
): Promise<void> {
  const { config } = failed;
  const subject: Subject = {
    kind: "command",
    command: [...failed.command],
    directory: io.directory,
    exitCode: failed.end.code,
    logFile: record.logFile,
    greenCommit: record.green?.commit,
    greenLogFile: record.green?.logFile,
  };
  await withContext(config, io, async (context) => {
    const { id, postMortem } = await investigateNow(
      context,
      { subject },
      // A person wants the answer here; the steps stand in the report's timeline and on the page.
      { signal: io.signal, onStep: () => {} },
    );
    for (const line of reportLines(postMortem, findings, paint)) io.note(line);
    const [file, server] = await Promise.all([
      writeReportFiles(config.home, postMortem),
      findServer(config.home, io.signal),
    ]);
    io.note(`${paint("cyan", "Report".padEnd(9))} ${file}`);
    if (server) io.note(`${" ".repeat(10)}${server}/incidents/${id}`);
  });
}
