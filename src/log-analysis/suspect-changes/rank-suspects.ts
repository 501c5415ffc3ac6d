import type { Change, LogFindings, SuspectChange, SuspectRanking } from "../../domain/index.ts";
import { readClues } from "./failure-clues.ts";
import { createRarity } from "./rarity.ts";
import { foldersOfChange, type WeighedChange, weighChange, wordsOfChange } from "./weigh-change.ts";
import { type Feature, NO_CHANGE, POINTING, POINTING_STRONGLY, WEIGHTS } from "./weights.ts";

export interface SuspectInput {
  findings: Pick<LogFindings, "failedTests" | "locations" | "category" | "summary">;
  /** The failed log, or the part of it that was kept. */
  logText: string;
  /** Newest first; among equals the first stays first. */
  changes: Change[];
}

/** More changes than this are not weighed one by one; the newest are. */
const MOST_CHANGES = 500;
const MOST_REASONS = 4;

/** Reasons from the one that says most to a person to the one that says least. */
const TELLS: readonly Feature[] = [
  "frame",
  "ownTest",
  "subject",
  "patch",
  "mention",
  "configuration",
  "alike",
  "explained",
  "said",
  "near",
  "frameNear",
  "folder",
  "words",
];

/** Kinds of failure that usually come from outside the code. */
const OUTSIDE: ReadonlySet<LogFindings["category"]> = new Set<LogFindings["category"]>([
  "network",
  "timeout",
  "out_of_memory",
  "disk_full",
  "infrastructure",
  "flaky",
  "image_pull_failure",
  "unschedulable_resources",
  "pod_evicted_ephemeral_storage",
  "node_memory_pressure",
  "node_not_ready",
  "quota_exceeded",
  "dns_resolution_failure",
  "connection_refused_dependency",
  "dependency_down",
  "certificate_expired",
  "db_connections_exhausted",
  "rabbitmq_partition",
]);

function scoreOf(weighed: WeighedChange): number {
  let score = 0;
  for (const [feature, weight] of Object.entries(WEIGHTS))
    score += weight * weighed.features[feature as Feature];
  return score;
}

function points(weighed: WeighedChange, from: Partial<Record<Feature, number>>): boolean {
  return Object.entries(from).some(([feature, least]) => weighed.features[feature as Feature] >= least);
}

/** The strongest reasons, each about another file or another kind of evidence, as sentences. */
function sentences(weighed: WeighedChange): string[] {
  const strong = weighed.reasons.filter((reason) => {
    const least = POINTING[reason.feature];
    return reason.feature === "words"
      ? reason.value >= 0.3
      : least === undefined || reason.value >= least * 0.8;
  });
  const sorted = strong.sort((a, b) => TELLS.indexOf(a.feature) - TELLS.indexOf(b.feature));
  // Being in the test's folder says nothing new of a file that is already tied to the test by its name.
  const tied = sorted.some((reason) => ["frame", "subject", "ownTest"].includes(reason.feature));
  const kept = sorted.filter(
    (reason) =>
      !tied || !["folder", "near", "frameNear", "alike", "explained", "said"].includes(reason.feature),
  );
  const told = (kept.length > 0 ? kept : sorted).slice(0, MOST_REASONS).map((reason) => reason.sentence);
  const { documents, tests, merge, files } = weighed.features;
  if (documents > 0) told.push("changes documents only");
  else if (tests > 0) told.push("changes tests only");
  if (merge > 0) told.push("is a merge");
  if (files > 2.7) told.push("changes many files, so each says less");
  return [...new Set(told)];
}

/**
 * Ranks changes by how they touch what failed. `score` is the share of belief (softmax over the changes and the
 * possibility that none did it), so that the scores of one ranking add up to less than 1. The verdict is
 * `no_code_cause` when nothing points to the best change, or when the failure is of a kind that comes from outside
 * (network, memory, disk…) and no change touches what failed; `unknown` when there are no changes.
 *
 * The way of weighing follows work on locating bugs from test failures and reports: Saha, Lease, Khurshid, Perry,
 * "Improving bug localization using structured information retrieval", ASE 2013 (words of names, rarer ones
 * counting more, and stack frames); the model is a conditional logit over the changes of one range.
 */
export function rankSuspects(input: SuspectInput): SuspectRanking {
  const changes = input.changes.slice(0, MOST_CHANGES);
  if (changes.length === 0) return { verdict: "unknown", ranking: [] };
  const clues = readClues(input.findings, input.logText);
  const rarities = {
    words: createRarity(changes.map(wordsOfChange)),
    folders: createRarity(changes.map(foldersOfChange)),
    changes: changes.length,
  };
  const weighed = changes.map((change) => {
    const one = weighChange(change, clues, rarities);
    return { change, one, score: scoreOf(one) };
  });
  weighed.sort((a, b) => b.score - a.score);
  const outside = OUTSIDE.has(input.findings.category);
  const none = Math.exp(outside ? NO_CHANGE.outside : NO_CHANGE.usual);
  const total = weighed.reduce((sum, { score }) => sum + Math.exp(score), none);
  const ranking = weighed.map(({ change, one, score }): SuspectChange => {
    const suspect: SuspectChange = {
      id: change.id,
      title: change.title,
      author: change.author,
      score: Math.round((Math.exp(score) / total) * 1000) / 1000,
      reasons: sentences(one),
    };
    if (change.login !== undefined) suspect.login = change.login;
    if (change.url !== undefined) suspect.url = change.url;
    return suspect;
  });
  const first = weighed[0];
  const guilty = first !== undefined && points(first.one, outside ? POINTING_STRONGLY : POINTING);
  return { verdict: guilty ? "change" : "no_code_cause", ranking };
}
