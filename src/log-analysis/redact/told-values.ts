import { isPlaceholder } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";
import { ABOUT_A_SECRET, PASSWORD_NAME } from "./secret-names.ts";
import type { SecretSpan } from "./span.ts";
import { isPath, looksChosen } from "./value-at.ts";

const OBJECT_NAME = /"([\w.-]{1,80})"[ \t]{0,4}:[ \t]{0,4}$/;
const OBJECT_VALUE = /"value"[ \t]{0,4}:[ \t]{0,4}"([^"\\\n]{4,4096})"/iy;

/** `"db_password": { "sensitive": true, "value": "…" }`, as Terraform prints outputs; `start` is that of the value. */
export function valueOfNamedObject(text: string, start: number): SecretSpan | undefined {
  const lead = text.slice(Math.max(0, start - 220), start);
  const open = lead.lastIndexOf("{");
  if (open < 0 || lead.includes("}", open)) return undefined;
  const name = OBJECT_NAME.exec(lead.slice(0, open))?.[1];
  if (name === undefined || !/pass|pwd|secret|token|key|credential/i.test(name) || ABOUT_A_SECRET.test(name))
    return undefined;
  OBJECT_VALUE.lastIndex = start;
  const value = OBJECT_VALUE.exec(text)?.[1];
  if (value === undefined || isPlaceholder(value) || isPath(value)) return undefined;
  const chosen = PASSWORD_NAME.test(name) && looksChosen(value);
  if (!chosen && !looksGenerated(value)) return undefined;
  const end = OBJECT_VALUE.lastIndex - 1;
  return { start: end - value.length, end, rule: chosen ? "password" : "secret" };
}

const SPOKEN = /password is (?:generated for \S{1,100}: |(?:now |set to )?["'`]?)([^\s"'`]{6,100})/iy;

/** `The password is …`, `A temporary password is generated for root@localhost: …` */
export function spokenPassword(text: string, start: number): SecretSpan | undefined {
  SPOKEN.lastIndex = start;
  const match = SPOKEN.exec(text);
  const value = match?.[1]?.replace(/[.,;)]{1,2}$/, "");
  if (match === null || value === undefined || isPlaceholder(value)) return undefined;
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((one) => one.test(value)).length;
  if (classes < 3 && !looksGenerated(value)) return undefined;
  const at = SPOKEN.lastIndex - (match[1]?.length ?? 0);
  return { start: at, end: at + value.length, rule: "password" };
}

const FTP_USER = /user[ \t]{1,4}[\w.@-]{1,60}[ \t]{1,4}([^\s:/@=,()[\]]{8,64})(?=[ \t]*(?:\r?\n|$))/iy;

/** `user deploy …` on a line of its own, as a script of `ftp` has it. */
export function ftpPassword(text: string, start: number): SecretSpan | undefined {
  if (start > 0 && text.charAt(start - 1) !== "\n") return undefined;
  FTP_USER.lastIndex = start;
  const value = FTP_USER.exec(text)?.[1];
  if (value === undefined || isPlaceholder(value)) return undefined;
  if (![/[a-z]/, /[A-Z]/, /[0-9]/].every((one) => one.test(value)) || !looksGenerated(value))
    return undefined;
  return { start: FTP_USER.lastIndex - value.length, end: FTP_USER.lastIndex, rule: "password" };
}
