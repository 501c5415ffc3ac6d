import type { Category } from "../domain/failure.ts";
import type { LogMap } from "./extents/log-map.ts";
import type { Ranked } from "./rank/rank.ts";

/** The first category that a line of the chosen range speaks for; infrastructure words win over a test's. */
export function categoryOf(map: LogMap, best: Ranked | undefined, failedTests: number): Category {
  if (!best) return "unknown";
  const { start, end, hit } = best.candidate;
  const votes = new Map<Category, number>();
  const inside = map.hits.filter((each) => each.line >= start && each.line <= end && each.kind !== "cascade");
  for (const each of inside.slice(0, 400)) {
    const weight = each === hit ? 3 : each.kind === "infra" ? 2 : 1;
    if (each.grammar.category !== "unknown")
      votes.set(each.grammar.category, (votes.get(each.grammar.category) ?? 0) + weight);
  }
  const top = [...votes].toSorted((a, b) => b[1] - a[1])[0];
  if (top) return top[0];
  if (failedTests > 0) return "test_failure";
  if (hit?.kind === "exception") return "application_error";
  const all = map.hits.find((each) => each.kind !== "cascade" && each.grammar.category !== "unknown");
  return all && ["test", "diagnostic", "infra"].includes(all.kind) ? all.grammar.category : "unknown";
}
