import { isPlaceholder } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";
import type { SecretSpan } from "./span.ts";

/** `#` would end the address, but people write it into passwords as it is. */
const USERINFO_START = /[^\s/"'`<>()[\]{}|\\?]/;
/** Words that manuals put where a password goes. `pass` is one only together with a host of this machine. */
const MANUAL =
  /^(?:(?:my|your|the)?_?(?:password|passwd|passw|secret|token|pwd|credentials?)|postgres|root|guest|abc|test|pw)$/i;
const OWN_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|host\.docker\.internal)(?![\w.-])/i;

/**
 * The password in `scheme://user:password@host` (or a token that stands in the user's place). `start` is where
 * `://` stands. The host and the user stay readable.
 */
export function urlCredentials(text: string, start: number): SecretSpan | undefined {
  const from = start + 3;
  let to = from;
  let at = -1;
  while (to < text.length && to - from < 2048 && USERINFO_START.test(text.charAt(to))) {
    if (text.charAt(to) === "@") at = to;
    to += 1;
  }
  if (at < 0) {
    // A template (`${user}:${password}`) stops the walk at its bracket, and there is nothing to hide.
    return undefined;
  }
  const colon = text.indexOf(":", from);
  if (colon < 0 || colon >= at) {
    const user = text.slice(from, at);
    // Whoever logs in with an address of mail has it written like this.
    if (
      user.length < 20 ||
      user.includes("%40") ||
      user.includes("@") ||
      isPlaceholder(user) ||
      !looksGenerated(user)
    )
      return undefined;
    return { start: from, end: at, rule: "url-credentials" };
  }
  const password = text.slice(colon + 1, at);
  if (password.length < 4 || isPlaceholder(password) || MANUAL.test(password)) return undefined;
  if (OWN_HOST.test(text.slice(at + 1, at + 40)) && /^[a-z]{1,8}$/.test(password)) return undefined;
  return { start: colon + 1, end: at, rule: "url-credentials" };
}

const PARAMETER =
  /[?&](?:code|key|app_?id|api|signature|hmac|state_token)=([A-Za-z0-9_.~%-]{20,1000}={0,2})/iy;

/** A generated value of a parameter that is a key in some addresses and a word in others; `start` is where it begins. */
export function urlParameter(text: string, start: number): SecretSpan | undefined {
  PARAMETER.lastIndex = start;
  const value = PARAMETER.exec(text)?.[1];
  if (value === undefined || isPlaceholder(value) || !looksGenerated(value)) return undefined;
  return { start: PARAMETER.lastIndex - value.length, end: PARAMETER.lastIndex, rule: "secret" };
}
