import { isPlaceholder } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";
import type { SecretSpan } from "./span.ts";

/** Secrets given to programs whose options are too short to be told by their names. */
const OPTIONS: readonly (readonly [string, RegExp])[] = [
  [
    "curl",
    /(?:^|\s)(?:-u|--user|--proxy-user|-U)[ =]{0,4}["']?(?:[^\s:"'$<{]{0,80}:([^\s"'`<>]{3,200})|([^\s:"'`$<{]{8,200}):?)/,
  ],
  ["wget", /--(?:http-|ftp-|proxy-)?password[ =]["']?([^\s"'`]{3,200})/],
  ["docker login", /(?:^|\s)-p[ =]?["']?([^\s"'`]{3,400})/],
  ["podman login", /(?:^|\s)-p[ =]?["']?([^\s"'`]{3,400})/],
  ["mysql", /(?:^|\s)mysql(?:dump|admin|import)?\s[^\n]{0,300}?\s-p([^\s"'`=]{4,80})/],
  ["sshpass", /sshpass\s{1,4}-p[ =]?["']?([^\s"'`]{3,200})/],
  ["openssl", /\s-pass(?:in|out|word)?[ =]pass:([^\s"'`]{4,200})/],
  ["unzip", /\s-P[ =]?["']?([^\s"'`]{4,200})/],
  ["zip", /\s-P[ =]?["']?([^\s"'`]{4,200})/],
  ["redis-cli", /\s-a[ =]?["']?([^\s"'`]{4,200})/],
  ["oc login", /--token[ =]["']?([^\s"'`]{10,400})/],
  ["az login", /(?:^|\s)(?:-p|--password)[ =]["']?([^\s"'`]{3,400})/],
];

export const COMMANDS: readonly string[] = OPTIONS.map(([command]) => command);

/** The secret on the command line whose program (`COMMANDS[command]`) stands at `start`. */
export function commandLineSecret(text: string, command: number, start: number): SecretSpan | undefined {
  const option = OPTIONS[command];
  if (option === undefined) return undefined;
  const lineEnd = text.indexOf("\n", start);
  const end = Math.min(lineEnd < 0 ? text.length : lineEnd, start + 1200);
  const from = Math.max(0, start - 1);
  const rest = text.slice(from, end);
  const match = option[1].exec(rest);
  // A token in the user's place, with no password behind it, must look like one.
  const user = match?.[2];
  const value = match?.[1] ?? (user !== undefined && looksGenerated(user) ? user : undefined);
  if (match === null || value === undefined || isPlaceholder(value)) return undefined;
  const at = from + match.index + match[0].lastIndexOf(value);
  return { start: at, end: at + value.length, rule: "password" };
}

const ECHOED = /\becho (?:-n )?["']?([^\s"'`|]{6,400})["']? ?\|[^|\n]{0,200}$/;

/** What is piped into a command that reads its password from there: `echo … | docker login --password-stdin`. */
export function pipedSecret(text: string, start: number): SecretSpan | undefined {
  const from = Math.max(0, start - 700);
  const match = ECHOED.exec(text.slice(from, start));
  const value = match?.[1];
  if (match === null || value === undefined || isPlaceholder(value)) return undefined;
  const at = from + match.index + match[0].indexOf(value);
  return { start: at, end: at + value.length, rule: "password" };
}

const USERINFO_START = /[^\s/"'`<>()[\]{}|\\?#]/;
/** Words that manuals put where a password goes. `pass` is one only together with a host of this machine. */
const MANUAL =
  /^(?:(?:my|your|the)?_?(?:password|passwd|passw|secret|token|pwd|credentials?)|postgres|root|guest|abc|test|pw)$/i;
const OWN_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|host\.docker\.internal)(?![\w.-])/i;

/**
 * The password in `scheme://user:password@host` (or a token that stands in the user's place). `start` is where
 * `://` stands. The host and the user stay readable.
 */
export function urlCredentials(text: string, start: number): SecretSpan | undefined {
  const from = start + 3;
  let to = from;
  let at = -1;
  while (to < text.length && to - from < 2048 && USERINFO_START.test(text.charAt(to))) {
    if (text.charAt(to) === "@") at = to;
    to += 1;
  }
  if (at < 0) {
    // A template (`${user}:${password}`) stops the walk at its bracket, and there is nothing to hide.
    return undefined;
  }
  const colon = text.indexOf(":", from);
  if (colon < 0 || colon >= at) {
    const user = text.slice(from, at);
    if (user.length < 20 || isPlaceholder(user) || !looksGenerated(user)) return undefined;
    return { start: from, end: at, rule: "url-credentials" };
  }
  const password = text.slice(colon + 1, at);
  if (password.length < 4 || isPlaceholder(password) || MANUAL.test(password)) return undefined;
  if (OWN_HOST.test(text.slice(at + 1, at + 40)) && /^[a-z]{1,8}$/.test(password)) return undefined;
  return { start: colon + 1, end: at, rule: "url-credentials" };
}
