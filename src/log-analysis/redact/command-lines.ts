import { COMMAND_OPTIONS } from "./command-options.ts";
import { isPlaceholder } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";
import type { SecretSpan } from "./span.ts";

export const COMMANDS: readonly string[] = COMMAND_OPTIONS.map(({ program }) => program);
const LONGEST_COMMAND = 1200;
const MOST_SECRETS = 4;

/** The secrets on the command line whose program (`COMMANDS[command]`) stands between `start` and `end`. */
export function commandLineSecrets(text: string, command: number, start: number, end: number): SecretSpan[] {
  const options = COMMAND_OPTIONS[command];
  // `zip` in `zipped`, `mysql` in `mysql-connector`.
  if (options === undefined || !/^(?:[ \t]|\.exe\b|$)/.test(text.slice(end, end + 5))) return [];
  const behind = text.slice(end, end + LONGEST_COMMAND);
  const lineEnd = behind.indexOf("\n");
  const rest = lineEnd < 0 ? behind : behind.slice(0, lineEnd);
  const spans: SecretSpan[] = [];
  for (const match of rest.matchAll(options.form)) {
    const value = match.slice(1).find((group) => group !== undefined);
    if (value === undefined || value.startsWith("-") || isPlaceholder(value)) continue;
    if (options.generated && !looksGenerated(value)) continue;
    const at = end + match.index + match[0].lastIndexOf(value);
    spans.push({ start: at, end: at + value.length, rule: "password" });
    if (spans.length >= MOST_SECRETS) break;
  }
  return spans;
}

const ECHOED = /\b(?:echo|printf) (?:-n )?["']?([^\s"'`|]{6,400})["']? ?\|[^|\n]{0,200}$/;

/** What is piped into a command that reads its password from there: `echo … | docker login --password-stdin`. */
export function pipedSecret(text: string, start: number): SecretSpan | undefined {
  const from = Math.max(0, start - 700);
  const match = ECHOED.exec(text.slice(from, start));
  const value = match?.[1];
  if (match === null || value === undefined || isPlaceholder(value)) return undefined;
  const at = from + match.index + match[0].indexOf(value);
  return { start: at, end: at + value.length, rule: "password" };
}

const USER_AND_PASSWORD = /\becho (?:-n |-e )?["']?[\w.-]{1,80}:([^\s"'`|]{4,200})["']? ?\|[^|\n]{0,80}$/;

/** `echo user:password | chpasswd` */
export function pipedUserAndPassword(text: string, start: number): SecretSpan | undefined {
  const from = Math.max(0, start - 400);
  const match = USER_AND_PASSWORD.exec(text.slice(from, start));
  const value = match?.[1];
  if (match === null || value === undefined || isPlaceholder(value)) return undefined;
  const at = from + match.index + match[0].indexOf(value);
  return { start: at, end: at + value.length, rule: "password" };
}
