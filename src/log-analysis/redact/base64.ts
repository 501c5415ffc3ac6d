import { Buffer } from "node:buffer";

/** The text behind canonical Base64, if it is one. */
export function fromBase64(value: string): string | undefined {
  if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const bytes = Buffer.from(value, "base64");
  return bytes.toString("base64") === value ? bytes.toString("utf8") : undefined;
}
