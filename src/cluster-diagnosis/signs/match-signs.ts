import { apiSigns } from "./api-signs.ts";
import { configurationSigns } from "./configuration-signs.ts";
import { databaseSigns } from "./database-signs.ts";
import { dependencySigns } from "./dependency-signs.ts";
import { familySigns } from "./family-signs.ts";
import { kubernetesSigns } from "./kubernetes-signs.ts";
import { resourceSigns } from "./resource-signs.ts";
import type { Sign, Where } from "./sign.ts";
import { timeoutSigns } from "./timeout-signs.ts";

export const signs: readonly Sign[] = [
  ...kubernetesSigns,
  ...apiSigns,
  ...configurationSigns,
  ...dependencySigns,
  ...databaseSigns,
  ...timeoutSigns,
  ...familySigns,
  ...resourceSigns,
];

export const signsById: ReadonlyMap<string, Sign> = new Map(signs.map((sign) => [sign.id, sign]));

/** A line of a log without any of these words fits no sign; most lines have none. Events and states are few. */
const WORTH =
  /fail|refus|error|exception|fatal|panic|denied|forbid|cannot|can't|could ?n|expir|environment|env var|undefined|unset|not set|missing|required|must|need|syntax|unexpected|exceed|throttl|evict|slow|durat|second|\d ?m?s\b|partition|lag|space|econn|enotfound|eai_|etimed|low on resource|attempting to reclaim|not set|50[0234]|took|elapsed|latency|ehost|enetu|enoent|enospc|oom|memory|bad_alloc|unavailable|unreachable|too many|exhaust|x509|certificate|back-?off|not found|no such|not exist|timed? ?out|unhealthy|resol|name or service|nxdomain|servfail|pull|condition|stopped|not ready|authoriz|pool|deadlock|duplicate|locked|unbound|not been|behind|down|reachable|\d%|query|quota|probe|max number|read.only|arn:|garbage|status is now|notafter|sqlstate|ora-|reserved|alert|watermark|claim|multi-attach|missing request|upstream|client|accepting|40[13]|noauth|wrongpass|starting up|shutting down|placeholder|invalid|immutable|no matches for|priorityclass|preempt|runasnonroot|non-root|another operation|satisfiable|already in use|in use|429|rate.?limit|throttling|plugin\/loop|missed start|schedule|in range|assign an ip|read-only|decoding|validating|non-existent|usage per|violates|validate|endpoint|ingressclass|resource type|deployed|address|emfile|envvar|\benv\b|env.?var|not (?:given|supplied|defined|specified|configured|provided|available|responding|master)|never (?:set|exist)|doesn.t exist|empty|specify|define|provide|unary|self_signed|verify|lookup|unknown|nodename|servers could|max_user|acquire|no (?:free|idle|available)|role|pg_hba|malformed|recovery|serialize|pymysql|sqlalchemy|activerecord|django|corrupt|eaddr|(?:is|was|has|to) set|more connections|writable|misconf|loading|psycopg|pg::|minority|time(?:in)?[ _-]?(?:ms|s)|no route|autoheal|pause.minority|poll|backlog|processed|processing|consumed|handled|handling|errno|errcode|disk|long.running|parse|database|\d ?sec|\bsql|procedure|millis|select|update|insert|statement|still in use|circuit|connect|offline|unprocessed|unacked|queue (?:depth|size|length)|statement|slowlog|pkix|dial |contact|blank|unresolved|returned|responded|pending|queued|getenv|line \d+: \[|keep up|segmentation|sigsegv|core dumped|spawn|allocat|constraint|bootstrap|brokers|migrat|deadline|reset by peer|hang up|nottimevalid|parameter '|cannot be imported|leader|mvcc|nospace/i;

export interface Match {
  sign: Sign;
  named: string;
  detail: string;
}

/** The signs that a text fits, at most one of each category, the deepest first. */
export function matchSigns(text: string, where: Where): Match[] {
  if (text.length < 5 || (where === "log" && !WORTH.test(text))) return [];
  const line = text.includes('\\"') ? text.replaceAll('\\"', '"') : text;
  const found = new Map<string, Match>();
  for (const sign of signs) {
    if (sign.where && !sign.where.includes(where)) continue;
    const known = found.get(sign.category);
    if (known && known.sign.depth >= sign.depth) continue;
    const match = sign.test.exec(line);
    if (!match) continue;
    const groups = match.slice(1).filter((group) => group !== undefined);
    found.set(sign.category, { sign, named: (groups[0] ?? "").trim(), detail: (groups[1] ?? "").trim() });
  }
  return [...found.values()].toSorted((a, b) => b.sign.depth - a.sign.depth);
}
