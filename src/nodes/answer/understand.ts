import { z } from "zod";

/** What a question asks for. */
export const Intent = z.enum([
  "why",
  "last_failure",
  "seen_before",
  "what_changed",
  "how_it_ended",
  "show",
  "list",
  "help",
  "unknown",
]);
export type Intent = z.infer<typeof Intent>;

/** Which incident a question is about. */
export type Reference =
  /** Named by id; two when the question compares. */
  | { kind: "ids"; ids: string[] }
  /** Described by words of its title, repository, branch, workflow, service or commit, and by its day. */
  | { kind: "words"; words: string[]; when?: When }
  /** The one before the thread's last. */
  | { kind: "before" }
  /** The thread's last two. */
  | { kind: "both" }
  /** The thread's last, or the newest of all. */
  | { kind: "focus" };

export type When = "today" | "yesterday" | "last_night" | "this_week";

export interface Question {
  intent: Intent;
  about: Reference;
  /** For `list`: only what is not resolved. */
  openOnly: boolean;
}

/** Longer questions are cut; nobody asks about an incident in more than a few sentences. */
const MAX_QUESTION = 2_000;
const MAX_WORDS = 8;

const INTENTS: readonly (readonly [Intent, RegExp])[] = [
  ["help", /^(?:help|hi|hello|hey|\?)$|\bwhat can (?:you|i)\b|\bhow do (?:you|i) (?:work|use)\b/],
  ["how_it_ended", /\b(?:what|who|how)\b.*\b(?:fixed|solved|ended|repaired|resolved)\b/],
  [
    "what_changed",
    /\bwhat(?:'s| is| was| has| had)? (?:been )?(?:changed|different)\b|\bchanges?\b|\bcommits?\b|\bdiff\b|\bwho broke\b|\bsuspect\b/,
  ],
  [
    "seen_before",
    /\b(?:seen|happened?|fail(?:ed)?|occurred?)\b.*\b(?:before|already|previously)\b|\bsimilar\b|\bfirst time\b|\bseen (?:this|it|that)\b/,
  ],
  ["why", /\bwhy\b|\bcauses?\b|\breasons?\b|\bwent wrong\b|\bexplain\b|\bwhat happened\b/],
  [
    "list",
    /^list\b|\blist\b.*\bincidents?\b|\b(?:open|all|recent|which|any|latest) incidents\b|\bwhat(?:'s| is| are)? (?:still )?(?:open|failing|broken|red)\b|^incidents$|\bwhat failed (?:today|yesterday|last night|this week)\b/,
  ],
  [
    "last_failure",
    /\b(?:what|which)\b.*\b(?:failed|broke|failure)\b|\b(?:last|latest|newest|most recent) (?:failure|incident|one|run)\b/,
  ],
  ["show", /^(?:show|open|report|details?|tell me|status|summary)\b/],
];

/** Words that say nothing about which incident is meant. */
const STOP_WORDS = new Set(
  `a about again all already an and any are as at be because been before blame branch broke broken build by can cause causes
  ci commit commits could deploy deployed deployment deploys did diff do does done ended ever error errors explain fail failed failing
  fails failure failures first fixed for from get give had happen happened has have hello help hey hi how i in incident incidents is it its job
  know last latest list me most my new newest night no not now occurred of on one open or our out please pipeline
  previous previously reason reasons recent report resolved root run runs same seen she show similar since so solved
  status step still summary tell test tests that the their them then there these they this time to today two us was we week went were
  what whats when where which who why with workflow wrong yesterday you changed changes change different between`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/**
 * What a question means, by rules. Follow-ups need no incident of their own: they are about the thread's last
 * one. Never throws; what it does not know is `unknown`, with the words that may still name an incident.
 */
export function understand(text: string): Question {
  const question = text
    .slice(0, MAX_QUESTION)
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/\s+/g, " ")
    .trim();
  const bare = question.replace(/[?!.]+$/, "").trim();
  const ids = [...new Set(question.match(/\binc-\d{1,9}\b/g) ?? [])].map((id) => id.toUpperCase());
  const words = wordsOf(question);
  const when = whenOf(question);
  const before =
    /\b(?:the )?(?:one|incident|failure)? ?before(?: that| this| it)?$|\bprevious one\b|\bthe previous\b/;
  let intent = INTENTS.find(([, pattern]) => pattern.test(bare))?.[0] ?? "unknown";

  const openOnly = !/\ball\b|\bresolved\b|\bclosed\b/.test(question);
  if (ids.length > 0) {
    if (intent === "unknown" || intent === "last_failure" || intent === "list") intent = "show";
    return { intent, about: { kind: "ids", ids: ids.slice(0, 2) }, openOnly };
  }
  if (/\bbetween (?:the two|them|both|these)\b/.test(question)) {
    return { intent: intent === "unknown" ? "what_changed" : intent, about: { kind: "both" }, openOnly };
  }
  if (/\b(?:the )?one before\b|\bprevious (?:one|incident|failure)\b|^and before(?: that)?$/.test(bare)) {
    return { intent: intent === "seen_before" ? "unknown" : intent, about: { kind: "before" }, openOnly };
  }
  if (intent === "unknown" && before.test(bare) && words.length === 0) {
    return { intent: "seen_before", about: { kind: "focus" }, openOnly };
  }
  if (words.length > 0 || when !== undefined) {
    return {
      intent,
      about: { kind: "words", words, ...(when === undefined ? {} : { when }) },
      openOnly: openOnly && when === undefined,
    };
  }
  return { intent, about: { kind: "focus" }, openOnly };
}

function wordsOf(question: string): string[] {
  const found = question.match(/[\p{L}\p{N}][\p{L}\p{N}._/#-]*/gu) ?? [];
  return [...new Set(found.map((word) => word.replace(/[._/#-]+$/, "")))]
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word) && !/^inc-\d+$/.test(word))
    .slice(0, MAX_WORDS);
}

function whenOf(question: string): When | undefined {
  if (/\blast night\b/.test(question)) return "last_night";
  if (/\byesterday\b/.test(question)) return "yesterday";
  if (/\btoday\b|\bthis morning\b/.test(question)) return "today";
  return /\bthis week\b/.test(question) ? "this_week" : undefined;
}
