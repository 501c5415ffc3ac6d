import { InquestError } from "../domain/index.ts";

/** A server as its operator knows it: what people call it, and the variables that connect it. */
export interface ServerNames {
  name: string;
  settings: { url: string; token: string; tenant: string };
  /** What it says when a question is too much for it, and what to do about that. */
  complaints: readonly Complaint[];
}

export interface Complaint {
  says: RegExp;
  code: string;
  remedy: string;
}

/** An answer that is none, as far as it was read. */
export interface Refusal {
  status: number;
  headers: Headers;
  /** The beginning of its body. */
  text: string;
  /** Whether credentials, and a tenant, were sent along. */
  sent: { token: boolean; tenant: boolean };
}

const mostWords = 200;
/** Of longer words: so many of the beginning; what is wrong with a quoted question stands behind it. */
const firstWords = 60;

/**
 * Why a server refused, in its own words where it has some; `again` when asking once more may help.
 * Prometheus answers `{"status":"error","errorType":…,"error":…}`, Loki plain text, proxies a page.
 */
export function readRefusal(refusal: Refusal, server: ServerNames): { error: InquestError; again: boolean } {
  const { status, headers, text, sent } = refusal;
  const { name, settings, complaints } = server;
  const said = wordsOf(text);
  const quoted = said === undefined ? "" : `: "${shortened(said)}"`;
  const settled = (code: string, sentence: string, remedy: string) => ({
    error: new InquestError(code, sentence, remedy),
    again: false,
  });
  if (status >= 300 && status < 400) return settled(...elsewhere(headers.get("location"), server));
  if (/no org id|org id (?:is )?(?:missing|not found)/i.test(said ?? "") && !sent.tenant) {
    return settled("credentials_refused", `${name} wants to know the tenant.`, `Set ${settings.tenant}.`);
  }
  const complaint = complaints.find(({ says }) => says.test(said ?? ""));
  if (complaint) return settled(complaint.code, `${name} answered ${status}${quoted}.`, complaint.remedy);
  if (status === 401) {
    return sent.token
      ? settled("credentials_refused", `${name} refuses the credentials.`, `Check ${settings.token}.`)
      : settled("credentials_refused", `${name} wants credentials.`, `Set ${settings.token}.`);
  }
  if (status === 403) {
    return settled(
      "permission_missing",
      `${name} does not let these credentials read${quoted}.`,
      `Give what ${settings.token} names the right to read${sent.tenant ? `, and check ${settings.tenant}` : ""}.`,
    );
  }
  if (status === 404) {
    return settled("not_found", `${name}'s API is not at this address.`, `Check ${settings.url}.`);
  }
  if (status === 429) {
    const error = new InquestError(
      "rate_limited",
      `${name} asks for a pause${quoted}.`,
      "Investigate again in a minute.",
    );
    return { error, again: true };
  }
  if (status >= 500) {
    const sentence = `${name} answered ${status}${quoted}.`;
    return {
      error: new InquestError("unreachable", sentence, `Look at ${name}, then try again.`),
      again: true,
    };
  }
  return settled("refused", `${name} answered ${status}${quoted}.`, `Ask ${name} itself.`);
}

/** What is wrong with a good answer that is not what the server documents. */
export function readStrange(text: string, { name, settings }: ServerNames): InquestError {
  if (/^\s*</.test(text.slice(0, 200))) {
    return new InquestError(
      "malformed_answer",
      `In the place of ${name} a web page answers, as a sign-in does.`,
      `Check ${settings.url}, and set ${settings.token} where a proxy asks for credentials.`,
    );
  }
  return new InquestError(
    "malformed_answer",
    `What answers in the place of ${name} does not speak its language.`,
    `Check ${settings.url}, and whether a proxy answers in ${name}'s place.`,
  );
}

function elsewhere(location: string | null, { name, settings }: ServerNames): [string, string, string] {
  const address = location !== null && URL.canParse(location, "http://here.invalid") ? location : undefined;
  const to = address === undefined ? undefined : new URL(address, "http://here.invalid");
  const shown =
    to === undefined ? "" : ` to ${to.host === "here.invalid" ? "" : to.host}${to.pathname.slice(0, 100)}`;
  if (/\b(?:login|log-in|signin|sign_in|sign-in|oauth2?|sso|saml2?|auth|authorize)\b/i.test(shown)) {
    return [
      "credentials_refused",
      `A sign-in stands before ${name}: it redirects${shown}.`,
      `Set ${settings.token}, or set ${settings.url} to an address behind the sign-in.`,
    ];
  }
  return ["not_found", `${name} is not at this address: it redirects${shown}.`, `Check ${settings.url}.`];
}

/** The server's own words on one line; nothing of a page. */
function wordsOf(text: string): string | undefined {
  let words: unknown = text;
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null) {
      const { error, message } = body as { error?: unknown; message?: unknown };
      words = error ?? message;
    }
  } catch {
    if (/^\s*[<{]/.test(text)) return undefined;
  }
  if (typeof words !== "string") return undefined;
  const line = words.replaceAll(/[\s"]+/g, " ").trim();
  return line === "" ? undefined : line;
}

function shortened(line: string): string {
  if (line.length <= mostWords) return line;
  return `${line.slice(0, firstWords)} … ${line.slice(firstWords - mostWords)}`;
}
