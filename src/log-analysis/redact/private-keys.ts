import type { LineReader } from "./line-reader.ts";
import type { SecretSpan } from "./span.ts";

/**
 * Private keys in PEM or PuTTY armour, static keys of OpenVPN and files of Ansible Vault, over several lines or on one
 * line with `\n` written out. The BEGIN and END
 * lines stay, so that a reader sees what was there; every line between is masked on its own, so that the number
 * of lines never changes. A key whose end never comes (a truncated log) is masked while its lines look like one.
 */
const BEGIN =
  /-----BEGIN(?:[A-Z0-9 ]{0,40} PRIVATE KEY(?: BLOCK)?| OpenVPN Static key V\d)-----|PuTTY-User-Key-File-\d|Private-Lines: \d|\$ANSIBLE_VAULT;\d\.\d;AES\d{0,3}/;
const END = /-----END(?:[A-Z0-9 ]{0,40} PRIVATE KEY(?: BLOCK)?| OpenVPN Static key V\d)-{0,5}|Private-MAC: /;
/** What says itself that a key follows and how long it is. */
const COUNTED = /^Private-Lines/;
const HEX_ONLY = /^(?:\$ANSIBLE|-----BEGIN OpenVPN)/;
const HEX = /^[0-9a-f]+$/;
const BODY = /(?:^|[\s|>"'])([A-Za-z0-9+/]{4,}={0,2})["',\\]{0,4}\s*$/;
const HEADER =
  /^\s*$|(?:Proc-Type|DEK-Info|Version|Comment|Encryption|Public-Lines|Key-Derivation|Argon2-\w+):/;
/** A key of the smallest kind in use (Ed25519 in PKCS#8) has 64 characters of Base64. */
const SMALLEST_KEY = 56;

export function createPrivateKeyReader(): LineReader {
  let state: "outside" | "perhaps" | "inside" = "outside";
  let held: SecretSpan[] = [];
  let heldLength = 0;
  let indent = 0;
  let smallest = SMALLEST_KEY;
  let hex = false;

  const leave = (): SecretSpan[] => {
    state = "outside";
    const spans = heldLength >= smallest ? held : [];
    held = [];
    heldLength = 0;
    return spans;
  };

  return {
    marks: ["private key", "putty-user-key-file", "private-lines:", "openvpn static key", "$ansible_vault"],
    remember() {
      const then = { state, held: [...held], heldLength, indent, smallest, hex };
      return () => {
        ({ state, held, heldLength, indent, smallest, hex } = then);
      };
    },
    get waiting() {
      return state === "perhaps";
    },
    get active() {
      return state !== "outside";
    },
    giveUp: leave,
    finish: leave,
    line(text, offset) {
      const begin = BEGIN.exec(text);
      if (begin !== null) {
        const from = begin.index + begin[0].length;
        const before = leave();
        const end = END.exec(text.slice(from));
        const inside = end === null ? text.slice(from) : text.slice(from, from + end.index);
        const body = inside.replace(/\\[nr]/g, "").replace(/[^A-Za-z0-9+/=]/g, "");
        if (end !== null || body.length >= SMALLEST_KEY) {
          if (body.length < SMALLEST_KEY) return before;
          // One line holds it all, or (cut off) as much of it as there is, up to a closing quote.
          const quote = end === null ? inside.search(/["'`]/) : -1;
          const to = from + (quote < 0 ? inside.length : quote);
          return [...before, { start: offset + from, end: offset + to, rule: "private-key" }];
        }
        state = "perhaps";
        smallest = COUNTED.test(begin[0]) ? 1 : SMALLEST_KEY;
        hex = HEX_ONLY.test(begin[0]);
        indent = begin.index;
        return before;
      }
      if (state === "outside") return [];
      if (END.test(text)) return leave();
      const body = BODY.exec(text);
      // What stands before (a log's own prefix) is as wide as before the BEGIN, give or take a digit; the last
      // word of a sentence after a key that was cut off is not part of the key.
      const lead = body === null ? "" : text.slice(0, body.index);
      const fits = lead.trim() === "" || Math.abs(lead.length + 1 - indent) <= 4;
      if (body?.[1] === undefined || !fits || (hex && !HEX.test(body[1])))
        return HEADER.test(text) ? [] : leave();
      const start = offset + body.index + body[0].indexOf(body[1]);
      const span = { start, end: start + body[1].length, rule: "private-key" };
      if (state === "inside") return [span];
      held.push(span);
      heldLength += body[1].length;
      if (heldLength < smallest) return [];
      const spans = held;
      held = [];
      heldLength = 0;
      state = "inside";
      return spans;
    },
  };
}
