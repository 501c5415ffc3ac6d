import type { SpokenForm } from "./spoken-forms.ts";

/**
 * Secrets in the configuration of routers, switches, firewalls and of what asks them: most are words in a place, with a
 * number before them that says how they are hidden (0 not at all, 7 and 5 in ways that are undone at once).
 */

const KIND = String.raw`(?:[0-9] |encrypted |ENC |hidden |sha512 |pbkdf2 )?`;
const VALUE = String.raw`["']?([^\s"';]{3,200})`;
const COMMUNITY = String.raw`(?!(?:public|private)\b)${VALUE}(?= |\r?\n|$)`;
/** At the end of a statement, so that a sentence is none; what a device puts there itself may stand before. */
const LAST = String.raw`["']?;?(?: (?:level \d+|encrypted|pbkdf2|role \S{1,40}))?[ \t]*(?=\r?\n|$)`;
/** A statement begins a line, perhaps behind a prompt or a sign of a difference. */
const START = /(?:^|[\])>#+-])\s{0,12}(?:set |no )?$/;
/** And these have words of it before them. */
const WITHIN = /(?:^|[\])>#+-]) {0,8}(?:[\w/.:-]{1,40} ){0,8}$/;

function statement(
  keyword: string,
  behind: string,
  look: SpokenForm["look"] = "any",
  lead = START,
): SpokenForm {
  return { keyword, lead, form: new RegExp(keyword + behind, "iy"), rule: "password", look };
}

export const NETWORK_FORMS: readonly SpokenForm[] = [
  ...["enable secret ", "enable password "].map((keyword) =>
    statement(keyword, `(?:level \\d+ )?${KIND}${VALUE}${LAST}`),
  ),
  statement(
    "username ",
    String.raw`\S{1,60} (?:[\w-]{1,20} \d{1,2} )?(?:password|secret) ${KIND}${VALUE}${LAST}`,
  ),
  ...["password 7 ", "key 7 ", "key-string 7 ", "md5 7 ", "secret 7 "].map((keyword) =>
    statement(keyword, `([0-9A-Fa-f]{6,200})${LAST}`, "mixed", WITHIN),
  ),
  {
    keyword: "password ",
    lead: /(?:^|\n)line (?:vty|con|console|aux) [^\n]{1,20}\n(?: [^\n]{0,60}\n){0,3} {1,4}$/,
    leadLines: true,
    form: new RegExp(`password ${KIND}${VALUE}${LAST}`, "iy"),
    rule: "password",
    look: "any",
  },
  statement("neighbor ", String.raw`\S{1,60} password ${KIND}${VALUE}${LAST}`, "mixed"),
  ...["ppp chap password ", "ppp pap sent-username "].map((keyword) =>
    statement(keyword, String.raw`(?:\S{1,60} password )?${KIND}${VALUE}${LAST}`, "mixed"),
  ),
  ...["radius-server ", "tacacs-server "].map((keyword) =>
    statement(
      keyword,
      String.raw`(?:host \S{1,60} (?:[\w-]{1,20} \d{1,5} ){0,4})?key ${KIND}${VALUE}${LAST}`,
      "mixed",
    ),
  ),
  statement("crypto isakmp key ", `${KIND}${VALUE} (?:address|hostname) `),
  ...["pre-shared-key ", "shared-secret ", "psksecret ", "authentication-key ", "wpa-psk "].map((keyword) =>
    statement(
      keyword,
      `(?:ascii(?:-text)? |local |remote |md5 |\\d{1,3} md5 )?${KIND}${VALUE}`,
      "mixed",
      WITHIN,
    ),
  ),
  // FortiGate
  ...["set password ", "set passwd ", "set passphrase "].map((keyword) =>
    statement(keyword, `(?:ENC )?${VALUE}${LAST}`, "mixed"),
  ),
  // A community is a password; two of them everyone knows.
  statement("snmp-server community ", KIND + COMMUNITY),
  ...["snmp community ", "rocommunity ", "rwcommunity ", "rocommunity6 ", "rwcommunity6 "].map((keyword) =>
    statement(keyword, COMMUNITY),
  ),
  statement("com2sec ", String.raw`\S{1,60} \S{1,60} ${COMMUNITY}`),
  ...["auth md5 ", "auth sha ", "priv aes 128 ", "priv aes 256 ", "priv des "].map((keyword) =>
    statement(keyword, VALUE, "any", /snmp-server user [^\n]{1,160}$/),
  ),
  // What an access point and its server share, in FreeRADIUS's list of clients
  ...["secret=", "secret =", "secret\t"].map((keyword) => ({
    keyword,
    form: /secret[ \t]{0,20}=[ \t]{0,8}["']?([^\s"']{4,200})/iy,
    lead: /\bclient [^\n{]{1,80}\{[^}]{0,180}$/,
    leadLines: true as const,
    rule: "password",
    look: "any" as const,
  })),
  // Of strongSwan
  { keyword: ': psk "', form: /: psk "([^"\n]{4,200})"/iy, rule: "password", look: "any" },
];
