/**
 * Values that neither a name nor their own form tells, but a fixed text before them: a statement of SQL, a function of
 * some language, the address of a webhook.
 */
export interface SpokenForm {
  keyword: string;
  /** What must stand before the keyword in its line; its group, if it has one, is the secret. */
  lead?: RegExp;
  /** The lead may begin in a line before. */
  leadLines?: true;
  /** Matched from the keyword's start; the first group that matches is the secret. */
  form?: RegExp;
  rule: string;
  /** How the value must look, since the same text may stand before a word. */
  look: "any" | "mixed" | "generated";
}

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

export const SPOKEN_FORMS: readonly SpokenForm[] = [
  // SQL
  {
    keyword: "identified by",
    form: /identified by (?:password )?'([^'\n]{4,200})'/iy,
    rule: "password",
    look: "any",
  },
  { keyword: " password '", form: / password '([^'\n]{4,200})'/iy, rule: "password", look: "mixed" },
  // Connection strings without a scheme
  {
    keyword: "@tcp(",
    lead: /:([^\s"'`:@/]{4,60})$/,
    rule: "url-credentials",
    look: "any",
  },
  {
    keyword: "jdbc:oracle:thin:",
    form: /jdbc:oracle:thin:[\w$#]{1,60}\/([^\s"'@/]{3,100})@/iy,
    rule: "url-credentials",
    look: "any",
  },
  {
    keyword: ":5432:",
    form: /:5432:[^\s:]{1,60}:[^\s:]{1,60}:([^\s:"']{4,200})(?=\s|$)/y,
    rule: "password",
    look: "any",
  },
  ...["]:25 ", "]:465 ", "]:587 "].map((keyword) => ({
    keyword,
    form: /\]:\d+ [^\s:]{1,100}:([^\s:]{4,200})(?=\s|$)/y,
    rule: "password",
    look: "mixed" as const,
  })),
  // Programs' own files and functions
  ...["requirepass", "masterauth", "bindpw", "rootpw"].map((name) => ({
    keyword: `${name} `,
    form: new RegExp(String.raw`${name} ["']?([^\s"']{4,200})`, "iy"),
    rule: "password",
    look: "mixed" as const,
  })),
  {
    keyword: "convertto-securestring",
    form: /convertto-securestring (?:-string )?["']([^"'\n]{3,200})["']/iy,
    rule: "password",
    look: "any",
  },
  {
    keyword: "storepassword ",
    form: /storepassword (?:"([^"\n]{4,200})"|'([^'\n]{4,200})')/iy,
    rule: "password",
    look: "any",
  },
  {
    keyword: "keypassword ",
    form: /keypassword (?:"([^"\n]{4,200})"|'([^'\n]{4,200})')/iy,
    rule: "password",
    look: "any",
  },
  {
    keyword: ".login(",
    form: /\.login\((?:["'][^"'\n]{1,100}["'],\s{0,2}["']([^"'\n]{4,200})["']|["']([A-Za-z0-9_.-]{30,100})["'])/iy,
    rule: "password",
    look: "mixed",
  },
  ...['send "', 'send -- "'].map((keyword) => ({
    keyword,
    lead: /passw[^\n]{0,80}$/i,
    form: /send (?:-- )?"([^"\\\n]{4,100})\\[rn]"/iy,
    rule: "password",
    look: "any" as const,
  })),
  {
    keyword: "discord",
    form: /discord[^\n]{0,80}?[\s"'=:(]([MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?![\w-])/iy,
    rule: "discord-token",
    look: "generated",
  },
  {
    keyword: "bundle_",
    form: /bundle_[a-z0-9_]{1,40}__[a-z0-9_]{1,40}["']?[:=][ \t]{0,2}["']?[^\s:"'/]{1,60}:([^\s"'/@]{4,200})/iy,
    rule: "password",
    look: "any",
  },
  ...["auth=(", "basicauth("].map((keyword) => ({
    keyword,
    form: /[a-z]{4,9}=?\(["'][^"'\n]{1,100}["'],[ \t]{0,2}["']([^"'\n]{4,200})["']/iy,
    rule: "password",
    look: "mixed" as const,
  })),
  // What runners are told
  { keyword: "issecret=true]", form: /issecret=true\]([^\r\n]{4,4096})/iy, rule: "runner-mask", look: "any" },
  {
    keyword: "::set-output name=",
    form: /::set-output name=[\w-]{0,60}(?:token|secret|password|key)::([^\s]{4,4096})/iy,
    rule: "secret",
    look: "generated",
  },
  {
    keyword: '"encrypt"',
    form: /"encrypt": ?"([A-Za-z0-9+/]{22,43}={1,2})"/iy,
    rule: "secret",
    look: "generated",
  },
  {
    keyword: "{aqaaab",
    form: /\{(AQAAAB[A-Za-z0-9+/]{30,2000}={0,2})\}/iy,
    rule: "jenkins-secret",
    look: "any",
  },
  {
    keyword: "-oauth",
    form: /-oauth\\?": ?\{\s{0,40}\\?"[\w.:-]{1,80}\\?": ?\\?"([A-Za-z0-9_.-]{20,255})/iy,
    rule: "secret",
    look: "generated",
  },
  {
    keyword: "--from-literal=",
    lead: /\bsecret (?:generic|tls)[ \t]/,
    form: /--from-literal=["']?[\w.-]{1,100}=(?:"([^"\n]{3,400})"|'([^'\n]{3,400})'|([^\s"'`]{3,400}))/iy,
    rule: "password",
    look: "any",
  },
  {
    keyword: "mnemonic",
    form: /mnemonic["']?[ \t]{0,4}[:=][ \t]{0,4}["']?((?:[a-z]{3,8} ){11,23}[a-z]{3,8})/iy,
    rule: "wallet-key",
    look: "any",
  },
  // Addresses that are the whole secret
  {
    keyword: "hooks.zapier.com/",
    form: /hooks\.zapier\.com\/hooks\/catch\/([\w/]{8,60})/iy,
    rule: "webhook",
    look: "any",
  },
  {
    keyword: "/bot/v2/hook/",
    form: new RegExp(`/bot/v2/hook/(${UUID})`, "iy"),
    rule: "webhook",
    look: "any",
  },
  {
    keyword: "/hooks/",
    form: /\/hooks\/(?:[a-z0-9]{17}\/)?([a-z0-9]{26})(?![a-z0-9])/iy,
    rule: "webhook",
    look: "generated",
  },
  {
    keyword: "maker.ifttt.com/",
    form: /maker\.ifttt\.com\/trigger\/[\w-]{1,80}\/(?:json\/)?with\/key\/([\w-]{20,80})/iy,
    rule: "webhook",
    look: "any",
  },
];
