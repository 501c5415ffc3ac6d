import type { Place, SourceText } from "../text/source-text.ts";
import { inside, itemsAt, type Structure, textAt } from "../text/structure.ts";
import type { Said } from "./facts.ts";
import { placeOf } from "./object-parts.ts";

const KINDS = ["resource", "containerResource", "pods", "object", "external"] as const;

/**
 * What an autoscaler measures and wants, as `kubectl get` prints it: `cpu: 96%/70%, rps: <unknown>/100`. The fields
 * are those of autoscaling/v2, and of v1, which knows only the processor.
 */
export function targetsOf(source: SourceText, value: Structure, place: Place): Said | undefined {
  const wanted = itemsAt(value, "spec", "metrics");
  const now = itemsAt(value, "status", "currentMetrics");
  const texts = wanted.flatMap((metric): string[] => {
    const kind = KINDS.find((one) => inside(metric, one));
    if (!kind) return [];
    const name = nameOf(metric, kind);
    const current = now.find((one) => inside(one, kind) && nameOf(one, kind) === name);
    return [`${name}: ${amountAt(current, kind, "current")}/${amountAt(metric, kind, "target")}`];
  });
  const goal = textAt(value, "spec", "targetCPUUtilizationPercentage");
  const measured = textAt(value, "status", "currentCPUUtilizationPercentage");
  if (goal) texts.push(`cpu: ${measured === undefined ? "<unknown>" : `${measured}%`}/${goal}%`);
  if (texts.length === 0) return undefined;
  const stands =
    inside(value, "status", "currentMetrics") ??
    inside(value, "status", "currentCPUUtilizationPercentage") ??
    inside(value, "spec", "metrics");
  return { text: texts.join(", "), place: placeOf(source, stands, place) };
}

function nameOf(metric: Structure, kind: string): string {
  return textAt(metric, kind, "name") ?? textAt(metric, kind, "metric", "name") ?? kind;
}

function amountAt(metric: Structure | undefined, kind: string, part: "current" | "target"): string {
  const percent = textAt(metric, kind, part, "averageUtilization");
  if (percent !== undefined) return `${percent}%`;
  return textAt(metric, kind, part, "averageValue") ?? textAt(metric, kind, part, "value") ?? "<unknown>";
}
