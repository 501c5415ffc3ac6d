import { createPaint } from "./colours.ts";
import { type CommandEntry, commands } from "./commands.ts";

const exitCodes = [
  ["0", "done"],
  ["1", "it could not be done; the message says why and what to do"],
  ["2", "the command line was not understood"],
  ["130", "stopped by Ctrl-C"],
] as const;

/** What `inquest --help` prints. */
export function overview(colours: boolean): string {
  const paint = createPaint(colours);
  const width = Math.max(...commands.map((command) => command.name.length));
  const list = commands.map(
    (command) => `  ${paint("cyan", command.name.padEnd(width))}  ${command.summary}`,
  );
  const codes = exitCodes.map(([code, meaning]) => `  ${code.padEnd(width)}  ${meaning}`);
  return [
    "Inquest finds why a build, deployment or alert failed, with evidence anyone can check.",
    "",
    `${paint("bold", "Usage:")} inquest COMMAND [OPTIONS]`,
    "",
    paint("bold", "Commands:"),
    ...list,
    "",
    "`inquest COMMAND --help` says more about one of them; `inquest --version` prints the version.",
    "",
    paint("bold", "Exit codes:"),
    ...codes,
    "`inquest run` ends with the exit code of the command it ran.",
  ].join("\n");
}

/** What `inquest COMMAND --help` prints. */
export function commandHelp(command: CommandEntry, colours: boolean): string {
  const paint = createPaint(colours);
  return [
    `${command.summary}`,
    "",
    `${paint("bold", "Usage:")} inquest ${command.name} ${command.usage}`.trimEnd(),
    "",
    command.help.trim(),
  ].join("\n");
}

/** The command that a mistyped name most likely meant, by edit distance. */
export function nearestCommand(name: string): string | undefined {
  const near = commands
    .map((command) => ({ name: command.name, distance: editDistance(name.slice(0, 40), command.name) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(1, Math.floor(near.name.length / 3)) ? near.name : undefined;
}

/** Levenshtein distance, one row at a time (Wagner and Fischer 1974). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
