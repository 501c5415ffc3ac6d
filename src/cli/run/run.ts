import { randomBytes } from "node:crypto";
import { readConfig } from "../../config/read-config.ts";
import { InquestError } from "../../domain/inquest-error.ts";
import type { Command, Io } from "../io.ts";
import { captureOutput } from "./capture-output.ts";
import { type CommandRecord, checkedOutCommit, openCommandRecord } from "./green-state.ts";
import { type CommandEnd, passThrough } from "./pass-through.ts";

type Words = readonly [string, ...string[]];

/**
 * `inquest run -- COMMAND…`: the command runs as if it had been started directly; when it fails, standard
 * error says why. Whatever happens to the explanation, the exit code is the command's own.
 */
export const run: Command = async (argv, io) => {
  const command = commandIn(argv);
  const config = readConfig();
  const started = new Date();
  const record = await openRecord(config.home, command, started, io);
  const capture = record && (await captureOutput(record.logFile, record.salt).catch(() => undefined));
  const end = await passThrough(command, io, async (stream, chunk) => capture?.tee(stream, chunk));
  const captured = (await capture?.finish()) ?? false;

  if (end.startError) tellStartError(command[0], end.startError, io);
  if (end.startError || end.interrupted) {
    await record?.forget();
    return end.code;
  }
  if (end.code === 0) {
    if (record && captured) await recordSuccess(record, started, io);
    return 0;
  }
  const { explainFailure } = await import("./explain-failure.ts");
  await explainFailure({ command, end, record: captured ? record : undefined, config }, io);
  return end.code;
};

/** Our options end at `--` or at the first word that is none of them; the rest is the command. */
function commandIn(argv: string[]): Words {
  const [first, ...rest] = argv[0] === "--" ? argv.slice(1) : argv;
  if (first === undefined || (argv[0] !== "--" && first.startsWith("-"))) {
    throw new InquestError(
      "usage",
      first === undefined ? "There is no command to run." : `\`run\` has no option ${first.slice(0, 80)}.`,
      "Write it after two dashes: `inquest run -- npm test`.",
    );
  }
  return [first, ...rest];
}

/** A data folder that cannot be written must not keep anybody from running a command. */
async function openRecord(
  home: string,
  command: Words,
  started: Date,
  io: Io,
): Promise<CommandRecord | undefined> {
  const run = `${started.toISOString().replaceAll(":", "-")}-${randomBytes(3).toString("hex")}`;
  try {
    return await openCommandRecord(home, io.directory, command, run);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    io.note(
      `inquest: the output is not kept, since ${home} cannot be written (${code ?? "unknown error"}). Set INQUEST_HOME to a folder of your own.`,
    );
    return undefined;
  }
}

async function recordSuccess(record: CommandRecord, started: Date, io: Io): Promise<void> {
  try {
    await record.recordSuccess(started, await checkedOutCommit(io.directory));
  } catch {
    // The next failure is then compared with an older success. Nobody asked for this one's record.
  }
}

function tellStartError(program: string, error: NonNullable<CommandEnd["startError"]>, io: Io): void {
  io.note(
    error === "not_found"
      ? `inquest: ${program} was not found. Check its spelling and PATH; a shell's own commands need the shell: \`inquest run -- sh -c '…'\`.`
      : `inquest: ${program} could not be started. Check that it is a program and may be executed (\`chmod +x\`).`,
  );
}
