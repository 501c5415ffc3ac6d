import type { FactName, Facts } from "./facts.ts";

/** Facts that, being the same, make two signals one incident when they happen this near to each other. */
interface JoinRule {
  same: readonly [FactName, ...FactName[]];
  withinMinutes: number;
  /** Roles that this is not enough for: a broken branch says nothing of what runs. */
  not?: readonly Facts["role"][];
  /** When both know one of these and they differ, this rule does not hold. */
  unless?: readonly FactName[];
  /** Too little to make one incident of two that are open already. */
  weak?: true;
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** Strongest first; the first that holds is the reason that is told. */
export const JOIN_RULES: readonly JoinRule[] = [
  { same: ["digest"], withinMinutes: DAY },
  { same: ["commit"], withinMinutes: DAY },
  { same: ["image"], withinMinutes: 6 * HOUR },
  { same: ["service", "environment"], withinMinutes: HOUR, unless: ["namespace"] },
  { same: ["service", "namespace"], withinMinutes: HOUR },
  { same: ["workload", "namespace"], withinMinutes: HOUR },
  { same: ["service"], withinMinutes: 30, not: ["build"], unless: ["namespace"] },
  { same: ["node"], withinMinutes: 15, weak: true },
  { same: ["alert", "namespace"], withinMinutes: 15, unless: ["service", "workload"], weak: true },
];

/** When both know one of these and they differ, nothing joins them. */
const ALWAYS_APART: readonly FactName[] = ["environment", "cluster", "repository"];

/** Another commit keeps a build or deployment apart from what another version did. */
const APART_BY_COMMIT: readonly Facts["role"][] = ["build", "deployment"];

/** Shortened ids are compared by as much of them as is always there. */
const COMMIT_LENGTH = 7;

/**
 * The keys under which an event is found by others: one for each rule that it has the facts of. Two events
 * share the key of a rule exactly when that rule's facts are the same (a commit's: when it begins the same).
 */
export function keysOf(facts: Facts): string[][] {
  return JOIN_RULES.filter((rule) => !rule.not?.includes(facts.role)).flatMap(({ same }) => {
    const values = same.map((name) => keyed(name, facts[name]));
    return values.every((value) => value !== undefined) ? [[same.join("+"), ...values]] : [];
  });
}

function keyed(name: FactName, value: string | undefined): string | undefined {
  return name === "commit" ? value?.slice(0, COMMIT_LENGTH) : value;
}

/** Why two signals are one incident. */
export interface Bond {
  /** "same commit 3f2a91c and service checkout, 12 minutes apart" */
  reason: string;
  /** "commit 3f2a91c and service checkout" */
  shared: string;
  /** Enough to make one incident of two. */
  strong: boolean;
}

/** What joins two signals that are so many milliseconds apart; undefined when they are not one incident. */
export function bondOf(one: Facts, other: Facts, apartMs: number): Bond | undefined {
  if (standApart(one, other)) return undefined;
  const minutes = apartMs / 60_000;
  const rule = JOIN_RULES.find(
    ({ same, withinMinutes, not = [], unless = [] }) =>
      minutes <= withinMinutes &&
      !not.includes(one.role) &&
      !not.includes(other.role) &&
      same.every((name) => agree(one, other, name)) &&
      !unless.some((name) => differ(one, other, name)),
  );
  if (rule === undefined) return undefined;
  const also = TOLD_TOO.filter((name) => !rule.same.includes(name) && agree(one, other, name));
  const names = [...rule.same, ...also].slice(0, 4);
  const told = names.map((name) => `${name} ${shown(name, one[name] ?? "")}`);
  const last = told.pop() ?? "";
  const shared = told.length === 0 ? last : `${told.join(", ")} and ${last}`;
  return { reason: `same ${shared}, ${apart(minutes)}`, shared, strong: rule.weak !== true };
}

/** Whether nothing joins two signals, whatever they share: they are of other environments, or other versions. */
export function standApart(one: Facts, other: Facts): boolean {
  if (ALWAYS_APART.some((name) => differ(one, other, name))) return true;
  const versioned = APART_BY_COMMIT.includes(one.role) || APART_BY_COMMIT.includes(other.role);
  return versioned && differ(one, other, "commit");
}

const TOLD_TOO: readonly FactName[] = ["service", "environment", "namespace"];

function agree(one: Facts, other: Facts, name: FactName): boolean {
  const [a, b] = [one[name], other[name]];
  return a !== undefined && b !== undefined && same(a, b, name);
}

function differ(one: Facts, other: Facts, name: FactName): boolean {
  const [a, b] = [one[name], other[name]];
  return a !== undefined && b !== undefined && !same(a, b, name);
}

function same(a: string, b: string, name: FactName): boolean {
  return name === "commit" ? a.startsWith(b) || b.startsWith(a) : a === b;
}

function shown(name: FactName, value: string): string {
  if (name === "commit") return value.slice(0, COMMIT_LENGTH);
  return name === "digest" ? value.slice(0, 19) : value.slice(0, 80);
}

function apart(minutes: number): string {
  if (minutes < 1) return "within a minute";
  const [count, unit] = minutes < 90 ? [Math.round(minutes), "minute"] : [Math.round(minutes / 60), "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"} apart`;
}
