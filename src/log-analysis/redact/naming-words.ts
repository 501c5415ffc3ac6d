/** Words that name a secret, wherever in an identifier they stand. */
export const NAMING_WORDS: readonly string[] = [
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
  "creds",
  'pat"',
  "pat =",
  "pat:",
  "pat>",
  "sonarlogin",
  "pass =",
];

/**
 * Makers whose keys have no form of their own: `datadog_app = …`, `discord: …`. The name must stand as a word, in one
 * case or with a capital (`sumOf…` and `CameraKit` hold none of them).
 */
export const MAKERS: readonly string[] = (
  "adafruit adobe airtable algolia alibaba asana atlassian beamer bitbucket bittrex cloudflare codecov cohere coinbase " +
  "confluence confluent contentful datadog discord droneci dropbox etsy facebook fastly finicity finnhub flickr freshbooks gitter " +
  "gocardless heroku hubspot intercom jfrog jira kraken kucoin launchdarkly linkedin looker mailchimp mailgun mapbox " +
  "mattermost meraki messagebird netlify newrelic nytimes okta plaid privateai rapidapi sendbird sentry snyk sonar " +
  "sourcegraph squarespace sumologic travis trello twitch twitter yandex zendesk"
).split(" ");
/** What a name may end in that says of its value that it opens something, unless the words before say otherwise. */
export const KEY_ENDINGS: readonly string[] = [
  "_key",
  "-key",
  ".key",
  ...["=", ":", '"', "'", " "].map((end) => `key${end}`),
];

const ONE_CASE = /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/;

/** False where the name is only a part of another word. */
export function isMakerName(text: string, start: number, end: number): boolean {
  if (!ONE_CASE.test(text.slice(start, end))) return false;
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  if (/[a-z]/.test(after) && !/^(?:key|token|secret|api)/.test(text.slice(end, end + 6))) return false;
  return !/[A-Za-z]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(text.charAt(start)));
}
