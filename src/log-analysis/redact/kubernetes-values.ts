import { fromBase64 } from "./base64.ts";
import { encodesPlaceholder, isPlaceholder } from "./placeholder.ts";

/** What of the entries of a Kubernetes Secret is a secret, whichever form the object is written in. */

/** `kubernetes.io/…`, `Opaque` and Helm's: no other kind of object has such a type. */
export const SECRET_TYPE = /^(?:Opaque|kubernetes\.io\/|helm\.sh\/release|bootstrap\.kubernetes\.io\/)/;

/** Accounts that every installation of something has: that they exist tells nothing. */
const STANDARD_ACCOUNT =
  /^(?:admin(?:istrator)?|root|postgres|mysql|elastic|default|guest|user|test|nobody)$/;
const ACCOUNT_KEY = /(?:^|[-_.])(?:user(?:[-_]?name)?|login)$/i;
const PLACE_KEY = /(?:^|[-_.])(?:namespace|host(?:[-_]?name)?|port)$/i;
const PLACE = /^(?:[a-z][a-z-]{1,30}(?:\.[a-z][a-z-]{1,30}){0,5}|\d{2,5})$/;
const CERTIFICATE = /^-----BEGIN CERTIFICATE-----/;

/** False for what says by itself that it is none: a placeholder, a certificate, a namespace, `admin`. */
export function isSecretEntry(key: string, value: string): boolean {
  if (value.length < 3 || isPlaceholder(value)) return false;
  const text = fromBase64(value);
  if (text === undefined) return true;
  if (CERTIFICATE.test(text)) return text.includes("PRIVATE KEY");
  if (ACCOUNT_KEY.test(key) && STANDARD_ACCOUNT.test(text)) return false;
  if (PLACE_KEY.test(key) && PLACE.test(text)) return false;
  return !encodesPlaceholder(value);
}

/**
 * For an object that did not say what it is: `data` of a Secret is Base64, that of a ConfigMap hardly ever. Words,
 * numbers and hashes are Base64 by chance.
 */
export function looksLikeSecretEntry(key: string, value: string): boolean {
  if (value.length < 8 || /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|[0-9a-f]+|[0-9A-F]+)$/.test(value)) return false;
  // Of so long a value a part may be all that has come.
  if (value.length > 1024) return /^[A-Za-z0-9+/]+={0,2}$/.test(value) && isSecretEntry(key, value);
  const text = fromBase64(value);
  if (text === undefined || !isSecretEntry(key, value)) return false;
  return value.length >= 24 || !/[^\t\n\r -~]/.test(text);
}
