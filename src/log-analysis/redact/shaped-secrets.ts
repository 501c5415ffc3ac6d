import { Buffer } from "node:buffer";
import { type Finder, one } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";

const BEARER = /bearer[ \t]{1,4}([A-Za-z0-9._~+/=-]{16,4096})/iy;
const ENCODED_KEY = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,20000}={0,2}/y;
const JWT_BODY = /\.ey[A-Za-z0-9_=-]{15,8000}\.(?:[A-Za-z0-9_=+/-]{10,2000}|(?![A-Za-z0-9]))/y;
const LONGEST_JWT_HEADER = 4000;
const WALLET_KEY = /0x([0-9a-fA-F]{64})(?![0-9a-fA-F])/y;
const WALLET_WORDS = /wallet|private.?key|secret|mnemonic|signer/i;
const RUNNER_MASK = /::add-mask::([^\n\r]{4,4096})/y;

/** Secrets whose form tells them together with what they decode to, how they look or the words around them. */
export const SHAPED_FINDERS: readonly Finder[] = [
  one("bearer ", (text, start) => {
    BEARER.lastIndex = start;
    const value = BEARER.exec(text)?.[1];
    if (value === undefined || isPlaceholder(value) || !looksGenerated(value)) return undefined;
    const end = BEARER.lastIndex;
    return { start: end - value.length, end, rule: "authorization" };
  }),
  one("ls0tls1crudjti", (text, start) => {
    // Base64 of `-----BEGIN `: of what, its first bytes tell.
    if (!Buffer.from(text.slice(start, start + 80), "base64").includes("PRIVATE KEY")) return undefined;
    ENCODED_KEY.lastIndex = start;
    const value = ENCODED_KEY.exec(text)?.[0];
    if (value === undefined) return undefined;
    return { start, end: start + value.length, rule: "private-key" };
  }),
  // A header with a space in it (`{ "alg"`), which does not begin as others do.
  one(".ey", (text, start) => {
    JWT_BODY.lastIndex = start;
    if (!JWT_BODY.test(text)) return undefined;
    const end = JWT_BODY.lastIndex;
    const header = /[A-Za-z0-9_-]{17,}={0,2}$/.exec(
      text.slice(Math.max(0, start - LONGEST_JWT_HEADER), start),
    )?.[0];
    if (header === undefined || !/^ey[^J]/.test(header)) return undefined;
    if (!Buffer.from(header, "base64url").toString("latin1").trimStart().startsWith("{")) return undefined;
    return { start: start - header.length, end, rule: "jwt" };
  }),
  one("0x", (text, start) => {
    WALLET_KEY.lastIndex = start;
    const key = WALLET_KEY.exec(text)?.[1];
    if (key === undefined || new Set(key).size < 8) return undefined;
    const end = WALLET_KEY.lastIndex;
    if (!WALLET_WORDS.test(text.slice(Math.max(0, start - 160), end + 160))) return undefined;
    return { start: start + 2, end, rule: "wallet-key" };
  }),
  one("::add-mask::", (text, start) => {
    RUNNER_MASK.lastIndex = start;
    const value = RUNNER_MASK.exec(text)?.[1];
    if (value === undefined || isPlaceholder(value)) return undefined;
    const end = RUNNER_MASK.lastIndex;
    return { start: end - value.length, end, rule: "runner-mask" };
  }),
];
