import { Buffer } from "node:buffer";
import { COMMANDS, commandLineSecrets, pipedSecret, pipedUserAndPassword } from "./command-lines.ts";
import { authorizationValue, cookieValues } from "./headers.ts";
import { createKeywordScan, type KeywordScan } from "./keyword-scan.ts";
import { createLineReaders } from "./line-readers.ts";
import { makersValue, namedValue } from "./named-values.ts";
import { isMaskedToken, isPlaceholder } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";
import type { SecretSpan } from "./span.ts";
import { SPOKEN_FORMS, spokenSecret } from "./spoken-secrets.ts";
import { TOKEN_FORMATS, type TokenFormat } from "./token-formats.ts";
import { spokenPassword, valueOfNamedObject } from "./told-values.ts";
import { urlCredentials, urlParameter } from "./urls.ts";

/** Words that name a secret, wherever in an identifier they stand. */
const NAMING_WORDS: readonly string[] = [
  ..."password passwd passphrase passwort pass= pass: pass\" pass' pwd secret token credential".split(" "),
  ..."api access private auth signing encryption master account service license deploy ssh app application"
    .concat(" consumer subscription storage fernet write sdk certificate shared sharedaccess session")
    .split(" ")
    .flatMap((kind) => ["", "_", "-", "."].map((joint) => `${kind}${joint}key`)),
  ...'_auth= _auth" auth= connectionstring sessionid session_id jsessionid phpsessid connect.sid mnemonic'.split(
    " ",
  ),
  ..."sonar.login sonar_login contribsys__com client-key-data x-honeycomb-team".split(" "),
  ...'storepass keypass psk= psk" bindpw bind_pw bind-pw authtok secret_id integration_key integration-key routing_key session='.split(
    " ",
  ),
  ...'"auth" _pat= _pat" _pat:'.split(" "),
  "private key",
  "secret key",
  "access key",
  "api key",
  "key content",
  "pass =",
];

/**
 * Makers whose keys have no form of their own: `datadog_app = …`, `discord: …`. The name must stand as a word, in one
 * case or with a capital (`sumOf…` and `CameraKit` hold none of them).
 */
const MAKERS: readonly string[] = (
  "adafruit adobe airtable algolia alibaba asana atlassian beamer bitbucket bittrex cloudflare codecov cohere coinbase " +
  "confluence confluent contentful datadog discord droneci dropbox etsy facebook fastly finicity finnhub flickr freshbooks gitter " +
  "gocardless heroku hubspot intercom jfrog jira kraken kucoin launchdarkly linkedin looker mailchimp mailgun mapbox " +
  "mattermost meraki messagebird netlify newrelic nytimes okta plaid privateai rapidapi sendbird sentry snyk sonar " +
  "sourcegraph squarespace sumologic travis trello twitch twitter yandex zendesk"
).split(" ");
const ONE_CASE = /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/;

function isMakerName(text: string, start: number, end: number): boolean {
  if (!ONE_CASE.test(text.slice(start, end))) return false;
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  if (/[a-z]/.test(after) && !/^(?:key|token|secret|api)/.test(text.slice(end, end + 6))) return false;
  return !/[A-Za-z]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(text.charAt(start)));
}

type Finder = (text: string, start: number, end: number, spans: SecretSpan[]) => void;

function isBoundary(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  const alphanumeric =
    (before >= 48 && before <= 57) || (before >= 65 && before <= 90) || (before >= 97 && before <= 122);
  // `%3Dghp_…`: the letters before the token belong to an escaped character.
  return !alphanumeric || /%[0-9A-Fa-f]{2}$|\\[nrtu]$/.test(text.slice(Math.max(0, at - 3), at));
}

function formatFinder(format: TokenFormat, keyword: string): Finder {
  const needsBoundary =
    format.group === undefined && format.back === undefined && /^[A-Za-z0-9]/.test(keyword);
  return (text, start, _end, spans) => {
    const from = start - (format.back ?? 0);
    if (from < 0 || (needsBoundary && !isBoundary(text, start))) return;
    format.form.lastIndex = from;
    const match = format.form.exec(text);
    if (match === null) return;
    const secret = format.group === undefined ? match[0] : (match[format.group] ?? match[0]);
    if (isMaskedToken(secret) && format.rule !== "slack-webhook") return;
    if (format.mixed && !(/[0-9]/.test(secret) && /[a-z]{1}/.test(secret.slice(2)) && /[A-Z]/.test(secret)))
      return;
    const at = from + match[0].lastIndexOf(secret);
    spans.push({ start: at, end: at + secret.length, rule: format.rule });
  };
}

function one(
  keyword: string,
  find: (text: string, start: number) => SecretSpan | undefined,
): { keyword: string; find: Finder } {
  return {
    keyword,
    find: (text, start, _end, spans) => {
      const span = find(text, start);
      if (span !== undefined) spans.push(span);
    },
  };
}

const BEARER = /bearer[ \t]{1,4}([A-Za-z0-9._~+/=-]{16,4096})/iy;
const ENCODED_KEY = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,20000}={0,2}/y;
const WALLET_KEY = /0x([0-9a-fA-F]{64})(?![0-9a-fA-F])/y;
const WALLET_WORDS = /wallet|private.?key|secret|mnemonic|signer/i;
const RUNNER_MASK = /::add-mask::([^\n\r]{4,4096})/y;

const finders: { keyword: string; find: Finder }[] = [
  ...TOKEN_FORMATS.flatMap((format) =>
    format.keywords.map((keyword) => ({ keyword, find: formatFinder(format, keyword) })),
  ),
  ...NAMING_WORDS.map((keyword) => {
    const word = keyword.replace(/[^a-z]+$/, "").length;
    const find: Finder = (text, start, _end, spans) => {
      const span = namedValue(text, start, start + word);
      if (span !== undefined) spans.push(span);
    };
    return { keyword, find };
  }),
  ...MAKERS.map((keyword) => {
    const find: Finder = (text, start, end, spans) => {
      if (!isMakerName(text, start, end)) return;
      const span = makersValue(text, start, end);
      if (span !== undefined) spans.push(span);
    };
    return { keyword, find };
  }),
  ...COMMANDS.map((keyword, command) => {
    const find: Finder = (text, start, end, spans) => {
      if (isBoundary(text, start)) spans.push(...commandLineSecrets(text, command, start, end));
    };
    return { keyword, find };
  }),
  ...SPOKEN_FORMS.map((form) => one(form.keyword, (text, start) => spokenSecret(text, form, start))),
  ...["?code=", "&code=", "?key=", "&key=", "?appid=", "&appid=", "&signature="].map((keyword) =>
    one(keyword, urlParameter),
  ),
  one("://", urlCredentials),
  one("--password-stdin", pipedSecret),
  one("passwd --stdin", pipedSecret),
  one("sudo -s", pipedSecret),
  one("--passphrase-fd", pipedSecret),
  one("docker secret create", pipedSecret),
  one("podman secret create", pipedSecret),
  one("chpasswd", pipedUserAndPassword),
  one("password is ", spokenPassword),
  one('"value"', valueOfNamedObject),
  one("authorization", authorizationValue),
  {
    keyword: "bearer ",
    find: (text, start, _end, spans) => {
      BEARER.lastIndex = start;
      const value = BEARER.exec(text)?.[1];
      if (value === undefined || isPlaceholder(value) || !looksGenerated(value)) return;
      spans.push({ start: BEARER.lastIndex - value.length, end: BEARER.lastIndex, rule: "authorization" });
    },
  },
  {
    keyword: "cookie",
    find: (text, start, _end, spans) => {
      if (isBoundary(text, start)) spans.push(...cookieValues(text, start));
    },
  },
  one("ls0tls1crudjti", (text, start) => {
    // Base64 of `-----BEGIN `: of what, its first bytes tell.
    if (!Buffer.from(text.slice(start, start + 80), "base64").includes("PRIVATE KEY")) return undefined;
    ENCODED_KEY.lastIndex = start;
    const value = ENCODED_KEY.exec(text)?.[0];
    if (value === undefined) return undefined;
    return { start, end: start + value.length, rule: "private-key" };
  }),
  {
    keyword: "0x",
    find: (text, start, _end, spans) => {
      WALLET_KEY.lastIndex = start;
      const key = WALLET_KEY.exec(text)?.[1];
      if (key === undefined || new Set(key).size < 8) return;
      if (!WALLET_WORDS.test(text.slice(Math.max(0, start - 160), WALLET_KEY.lastIndex + 160))) return;
      spans.push({ start: start + 2, end: WALLET_KEY.lastIndex, rule: "wallet-key" });
    },
  },
  {
    keyword: "::add-mask::",
    find: (text, start, _end, spans) => {
      RUNNER_MASK.lastIndex = start;
      const value = RUNNER_MASK.exec(text)?.[1];
      if (value === undefined || isPlaceholder(value)) return;
      spans.push({
        start: RUNNER_MASK.lastIndex - value.length,
        end: RUNNER_MASK.lastIndex,
        rule: "runner-mask",
      });
    },
  },
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
