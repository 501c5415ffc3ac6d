import { COMMANDS, commandLineSecrets, pipedSecret, pipedUserAndPassword } from "./command-lines.ts";
import { type Find, type Finder, isBoundary, one } from "./finder.ts";
import { authorizationValue, cookieValues } from "./headers.ts";
import { createKeywordScan, type KeywordScan } from "./keyword-scan.ts";
import { createLineReaders } from "./line-readers.ts";
import { keysValue, makersValue, namedValue } from "./named-values.ts";
import { isMakerName, KEY_ENDINGS, MAKERS, NAMING_WORDS } from "./naming-words.ts";
import { NETWORK_FORMS } from "./network-devices.ts";
import { SHAPED_FINDERS } from "./shaped-secrets.ts";
import type { SecretSpan } from "./span.ts";
import { SPOKEN_FORMS } from "./spoken-forms.ts";
import { spokenSecret } from "./spoken-secrets.ts";
import { TOKEN_FINDERS } from "./token-secrets.ts";
import { ftpPassword, spokenPassword, valueOfNamedObject } from "./told-values.ts";
import { urlCredentials, urlParameter } from "./urls.ts";

const finders: readonly Finder[] = [
  ...TOKEN_FINDERS,
  ...NAMING_WORDS.map((keyword) => {
    const word = keyword.replace(/[^a-z]+$/, "").length;
    return one(keyword, (text, start) => namedValue(text, start, start + word));
  }),
  ...KEY_ENDINGS.map((keyword) => {
    const word = keyword.indexOf("key") + 3;
    return one(keyword, (text, start) => keysValue(text, start, start + word));
  }),
  ...MAKERS.map((keyword) =>
    one(keyword, (text, start, end) =>
      isMakerName(text, start, end) ? makersValue(text, start, end) : undefined,
    ),
  ),
  ...COMMANDS.map((keyword, command) => {
    const find: Find = (text, start, end, spans) => {
      if (isBoundary(text, start)) spans.push(...commandLineSecrets(text, command, start, end));
    };
    return { keyword, find };
  }),
  ...[...SPOKEN_FORMS, ...NETWORK_FORMS].map((form) =>
    one(form.keyword, (text, start) => spokenSecret(text, form, start)),
  ),
  ...["?code=", "&code=", "?key=", "&key=", "?appid=", "&appid=", "&signature="].map((keyword) =>
    one(keyword, urlParameter),
  ),
  one("://", urlCredentials),
  ...[
    "--password-stdin",
    "passwd --stdin",
    "sudo -s",
    "--passphrase-fd",
    "docker secret create",
    "podman secret create",
  ].map((keyword) => one(keyword, pipedSecret)),
  one("chpasswd", pipedUserAndPassword),
  one("password is ", spokenPassword),
  one("user ", ftpPassword),
  one('"value"', valueOfNamedObject),
  one("authorization", authorizationValue),
  {
    keyword: "cookie",
    find: (text, start, _end, spans) => {
      if (isBoundary(text, start)) spans.push(...cookieValues(text, start));
    },
  },
  ...SHAPED_FINDERS,
];

const lineMarks = createLineReaders().flatMap((reader) => reader.marks);

let scan: KeywordScan | undefined;
/** Made on first use: a program that only reads logs imports this too. */
function keywordScan(): KeywordScan {
  scan ??= createKeywordScan([...finders.map((finder) => finder.keyword), ...lineMarks]);
  return scan;
}

export interface FoundSecrets {
  spans: SecretSpan[];
  /** Offsets of the marks that make lines worth reading, in order. */
  lineMarks: number[];
}

/** Finds every secret that one line is enough to tell; spans may overlap and come unsorted. */
export function findSecrets(text: string): FoundSecrets {
  const spans: SecretSpan[] = [];
  const marks: number[] = [];
  keywordScan().scan(text, (index, start) => {
    const finder = finders[index];
    if (finder !== undefined) finder.find(text, start, start + finder.keyword.length, spans);
    else marks.push(start);
  });
  return { spans, lineMarks: marks };
}
