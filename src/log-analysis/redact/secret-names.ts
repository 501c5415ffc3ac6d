/** What the names of values say about them. */

/** `name` ends like this when it tells about a secret instead of holding one. */
export const ABOUT_A_SECRET =
  /(?:name|path|file|dir|directory|url|uri|host|endpoint|len|length|size|count|type|kind|expir(?:y|es|ed|ation)(?:[-_]?(?:in|at|time|date))?|ttl|timeout|version|policy|prefix|suffix|regex|pattern|header|field|label|enabled|required|manager|provider|reset|strength|hash(?:er|ing)?|limit|budget|usage|used|id|ref|refs|index|rotation|status|state|hint|prompt|store|format|scope|scopes|class|handler|service|validator|checker|error|mode|algorithm|encoder|key[-_]?ring|public_?key_?token)$/i;
/** Made for one form or one page view; nothing is lost when they are seen. */
export const SHORT_LIVED =
  /authenticity|csrf|xsrf|request_?verification|continuation|page_?token|cancel(?:lation)?_?token|sync_?token|next_?token/i;
export const PASSWORD_NAME = /(?:pass(?:wd|word|phrase|wort)?|pwd|passw|psk|bind[-_]?pw|key content)$/i;

/**
 * Makers who publish one single form for their keys: a value named after them that does not fit it is no key of
 * theirs (a truncated one, a test's, another thing altogether).
 */
export const SINGLE_FORM: readonly (readonly [RegExp, RegExp])[] = [
  [/meraki/i, /^[0-9a-f]{40}$/],
  [/databricks/i, /^(?:dapi[0-9a-f]{32}(?:-\d)?|dose[0-9a-f]{32}|eyJ.+|[0-9a-f]{32,64})$/],
  [/okta/i, /^00[A-Za-z0-9_-]{40}$|^[A-Za-z0-9_-]{40,}$/],
  [/sumo/i, /^(?:su)?[A-Za-z0-9]{12,14}$|^[A-Za-z0-9]{64}$/],
  [/perplexity/i, /^pplx-[A-Za-z0-9]{40,64}$/],
  [/adafruit/i, /^(?:aio_)?[A-Za-z0-9_-]{28,40}$/],
];

/** Lower-case letters that may follow the word without changing what it means. */
export const CONTINUES = /^(?:s|key|value|string|prod|dev|test|live|secret|token)(?![a-z])/;

/** The one identifier that is a secret: AppRole's of Vault. Elsewhere it is what a secret is called. */
export const SECRET_ID = /secret_?id$/i;
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a session is known by where that lets anyone in; others are numbered. */
export const SESSION = /^[\w+/=-]{32,}$|^[\w-]{16,}\.[\w-]{4,}\.[\w-]{20,}$/;
