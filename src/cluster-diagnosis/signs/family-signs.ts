import { capital } from "./kubernetes-signs.ts";
import type { Sign } from "./sign.ts";

const HOST = "([A-Za-z0-9_](?:[\\w.-]{0,252}\\w)?(?::\\d{2,5})?)";

/**
 * What a line is about when no client or server of the other tables says it in its own words: the last step before it
 * counts as an error of the program itself. They lie just above that, so whatever is known better goes first, and so
 * does a line that stands out in a long log.
 */
export const familySigns: readonly Sign[] = [
  {
    id: "family-connection",
    category: "connection_refused_dependency",
    depth: 50,
    where: ["log"],
    weak: true,
    test: new RegExp(
      `(?:(?:[Uu]nable|[Cc]ould ?n[o'’]t|[Cc]an(?:no|['’])t|[Ff]ail(?:ed|ure|ing)?)(?: to)? (?:re)?(?:connect|reach|contact|dial|establish a? ?connection)\\w{0,4}(?: any)?(?: (?:to|with|at|contact point))?|[Nn]o (?:servers?|brokers?|nodes?|hosts?|endpoints?) (?:is |are )?available(?: for connection)?|refused connection|ERR_CONNECTION_(?:REFUSED|TIMED_OUT|RESET)|[Cc]onnect(?:ion)? (?:error|failure|failed|lost)|[Cc]ommunications? link failure|server was not found or was not accessible|[Cc]onnection (?:was |is )?(?:already )?closed(?: unexpectedly| by)?|(?:^|\\s)[\\w.-]{2,100} timed out after)\\b[^\\n]{0,60}?(?:[\\s"'(@/]${HOST})?`,
    ),
    says: ({ owner, line }) => `${capital(owner)} cannot connect to what it depends on: ${line}`,
  },
  {
    id: "family-timeout",
    category: "connection_refused_dependency",
    depth: 49,
    where: ["log"],
    weak: true,
    test: /((?:request|call|connection|connecting|waiting|read|write|response)\b.{0,80}\btimed? ?out\b.{0,80})/i,
    says: ({ owner, named }) => `${capital(owner)} waits in vain for what it depends on: ${named}`,
  },
  {
    id: "family-down",
    category: "dependency_down",
    depth: 50,
    where: ["log"],
    weak: true,
    test: /(\b(?:service|dependency|upstream|backend|server|cluster|component|broker|api)\b.{0,60}\b(?:is|was|are|reported|marked(?: as)?) (?:currently |temporarily )?(?:unavailable|down|DOWN|offline|unhealthy|not responding)\b.{0,60}|SERVICE_UNAVAILABLE.{0,80}|\b(?:returned|responded|answered|replied|failed|got|received)\b.{0,40}?\b(?:HTTP |status (?:code )?|code )?50[234]\b.{0,60})/i,
    says: ({ owner, named }) => `What ${owner} depends on is down: ${named}.`,
  },
  {
    id: "family-database",
    category: "database_error",
    depth: 49,
    where: ["log"],
    weak: true,
    test: /((?:\bcom\.datastax|\borg\.flywaydb|\bliquibase|\bcassandra|\bpostgres\w{0,3}|\bmysql|\bmariadb|\bmongo\w{0,4}|\bsqlite|\boracle|\bredis|\bSTATEMENT:|\bSQL\b).{0,100}(?:Exception|[Ee]rror|[Ff]ailed|FATAL|Not enough)\b.{0,160}|(?:Exception|[Ee]rror|ERROR|FATAL)\b.{0,160}(?:value too long for type|invalid input syntax for|Data too long for column|Out of range value|failed validation|\bdatabase\b|\bschema\b|\bSTATEMENT:|syntax error at or near).{0,100})/,
    says: ({ owner, named }) => `The database answers ${owner} with an error: ${named}`,
  },
  {
    id: "family-pool",
    category: "db_connections_exhausted",
    depth: 84,
    where: ["log"],
    weak: true,
    test: /((?:connection limit (?:is |was )?(?:exceeded|reached)|all (?:pooled )?connections (?:in (?:the )?pool )?(?:are|were) (?:busy|in use)|checking out a connection from|get a (?:resource|connection|client) from (?:the )?pool|ExhaustedPool\w{0,10}|max_user_connections|WaitQueueTimeout\w{0,10}).{0,120})/i,
    says: ({ owner, named }) => `The database has no connection left for ${owner}: ${named}.`,
  },
  {
    id: "family-memory",
    category: "oom_killed",
    depth: 70,
    where: ["log"],
    weak: true,
    test: /(\bout of memory\b.{0,80}|OutOfMemoryError.{0,80}|(?:reach\w{0,3}|exceed\w{0,3}|over) (?:its |the )?memory limit.{0,60}|memory limit (?:was |is )?(?:reached|exceeded).{0,60})/i,
    says: ({ owner, named }) => `${capital(owner)} ran out of memory (OOM): ${named}.`,
  },
  {
    id: "family-variable",
    category: "missing_env_var",
    depth: 72,
    where: ["log"],
    weak: true,
    test: /(?:\b(?:get[eE]nv|environ|[Ee]nv|ENV|array key|process\.env)\W{1,3}([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})\b.{0,40}?(?:empty|blank|missing|undefined|not (?:set|found)|null|nil)|[Uu]ndefined (?:array key|index|variable|constant):? ["']?([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})\b|\b([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})["'`]?:? (?:is )?(?:undefined|missing required|a required (?:env|setting|variable|value|parameter)).{0,20})/,
    says: ({ owner, named }) => `The environment variable ${named} that ${owner} needs is not set.`,
  },
  {
    id: "family-certificate",
    category: "certificate_expired",
    depth: 75,
    where: ["log"],
    weak: true,
    test: /(certificate verify failed.{0,120}|certificate (?:is )?not yet valid.{0,80}|PKIX path validation failed.{0,120}|[Tt]he (?:remote )?certificate is invalid.{0,120})/,
    says: ({ owner, named }) => `${capital(owner)} does not accept a certificate: ${named}.`,
  },
  {
    id: "family-denied",
    category: "rbac_forbidden",
    depth: 58,
    where: ["log"],
    weak: true,
    test: /(\(?40[13]\)?.{0,20}(?:Unauthorized|Forbidden)\b.{0,120}|[Rr]eason:? "?(?:Unauthorized|Forbidden)\b.{0,120}|[Pp]ermission ["'`]?[\w.:/-]{3,80}["'`]? (?:was |is )?denied\b.{0,80}|(?:does not|doesn't) have [\w.]{3,80} (?:access|permission).{0,80})/,
    says: ({ owner, named }) => `${capital(owner)} is refused for lack of a permission: ${named}.`,
  },
  {
    id: "family-script",
    category: "script_syntax_error",
    depth: 80,
    where: ["log"],
    weak: true,
    test: /(line \d{1,6}: (?:\[|test|\[\[): (?:missing `\]+'|too many arguments|.{0,40}(?:expression|operator) expected))/,
    says: ({ owner, named }) => `The script that ${owner} runs has a syntax error: ${named}.`,
  },
  {
    id: "family-slow-database",
    category: "slow_database",
    depth: 70,
    where: ["log"],
    weak: true,
    test: /((?:[Ll]ong[- ]running|[Ss]low) (?:transaction|quer(?:y|ies)|statement|lock wait)\w{0,2}\b.{0,200})/,
    says: ({ owner, named }) => `The database is slow for ${owner}: ${named}`,
  },
  {
    id: "family-backlog",
    category: "slow_consumer",
    depth: 72,
    where: ["log"],
    weak: true,
    test: /(\bbacklog (?:of|is|has|size|grew to|at)\W{0,3}(?:\w{1,12} ){0,2}\d{3,12}.{0,80}|\d{4,12} (?:entries pending|unprocessed|unacked|unacknowledged|pending|queued|undelivered) (?:messages|events|records|jobs|tasks).{0,80})/i,
    says: ({ owner, named }) => `A consumer is too slow for what is produced (${owner}): ${named}.`,
  },
  {
    id: "family-throttled",
    category: "cpu_throttling",
    depth: 66,
    where: ["log"],
    weak: true,
    test: /(nr_periods[ =:]{1,3}\d{1,12}.{0,10}nr_throttled[ =:]{1,3}[1-9]\d{2,12}.{0,40})/,
    says: ({ owner, named }) => `${capital(owner)} is slowed by its CPU limit (throttling): ${named}.`,
  },
];
