import packageJson from "../../package.json" with { type: "json" };
import { InquestError } from "../domain/inquest-error.ts";
import { createPaint } from "./colours.ts";
import { commands } from "./commands.ts";
import { commandHelp, nearestCommand, overview } from "./help.ts";
import type { Io } from "./io.ts";

export const version: string = packageJson.version;

/**
 * Finds the command, runs it, and turns whatever it rejects with into one sentence and what to do.
 *
 * @returns the exit code; `help.ts` lists them
 */
export async function runCommandLine(argv: string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (io.signal.aborted) return 130;
    return tell(asInquestError(error, argv[0]), argv, io);
  }
}

async function dispatch(argv: string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    io.note(overview(io.colours.stderr));
    return 2;
  }
  if (name === "--version" || name === "-v") {
    io.print(version);
    return 0;
  }
  if (name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) {
    io.print(overview(io.colours.stdout));
    return 0;
  }
  const wanted = name === "help" ? rest[0] : name;
  const command = commands.find((entry) => entry.name === wanted);
  if (!command) throw unknownCommand(String(wanted));
  const own = command.wraps ? rest.slice(0, 1) : upTo(rest, "--");
  if (name === "help" || own.includes("--help") || own.includes("-h")) {
    io.print(commandHelp(command, io.colours.stdout));
    return 0;
  }
  const run = await command.load();
  return run(rest, io);
}

function upTo(values: string[], end: string): string[] {
  const at = values.indexOf(end);
  return at < 0 ? values : values.slice(0, at);
}

function unknownCommand(name: string): InquestError {
  const near = nearestCommand(name);
  return new InquestError(
    "usage",
    `There is no command \`${name.slice(0, 80)}\`.`,
    near
      ? `Did you mean \`inquest ${near}\`? \`inquest --help\` lists the commands.`
      : "`inquest --help` lists the commands.",
  );
}

/** `util.parseArgs` rejects with a plain Error; every other foreign error is a bug of ours. */
function asInquestError(error: unknown, command: string | undefined): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!(error instanceof Error) || !code.startsWith("ERR_PARSE_ARGS")) return error;
  const sentence = error.message.split(". ")[0] ?? error.message;
  return new InquestError(
    "usage",
    sentence.endsWith(".") ? sentence : `${sentence}.`,
    `\`inquest ${command} --help\` shows what it takes.`,
    { cause: error },
  );
}

function tell(error: unknown, argv: string[], io: Io): number {
  const known = error instanceof InquestError;
  const code = known ? error.code : "internal";
  const message = known ? error.message : `Inquest failed in a way it should not: ${words(error)}`;
  const remedy = known ? error.remedy : "This is a bug of Inquest; please report it with the lines above.";
  if (upTo(argv, "--").includes("--json")) {
    io.note(JSON.stringify({ error: { code, message, remedy } }));
  } else {
    const paint = createPaint(io.colours.stderr);
    if (!known && error instanceof Error && error.stack) io.note(paint("dim", error.stack));
    io.note(`${paint("red", message)}\n${remedy}`);
  }
  return code === "usage" ? 2 : 1;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
