type Labels = Readonly<Record<string, string>>;

/** How much an alert asks for, in the words in use; those that nobody knows are taken seriously. */
const RANKS: Readonly<Record<string, number>> = {
  none: 0,
  debug: 0,
  info: 1,
  information: 1,
  informational: 1,
  notice: 1,
  low: 1,
  ok: 1,
  warn: 2,
  warning: 2,
  minor: 2,
  medium: 2,
  error: 3,
  major: 3,
  high: 3,
  critical: 4,
  crit: 4,
  fatal: 4,
  page: 4,
  emergency: 4,
  disaster: 4,
};

export type Severity = "info" | "warning" | "error" | "critical";

/** Alerts that fire to prove that alerting works, or to inhibit others. */
const HEARTBEATS = new Set(["Watchdog", "DeadMansSwitch", "InfoInhibitor"]);

/** Why an alert is not looked into; undefined when it is. */
export function reasonToIgnore(labels: Labels, least: Severity): string | undefined {
  const name = labels["alertname"] ?? "";
  if (HEARTBEATS.has(name)) return `${name} only shows that alerting works`;
  const severity = labels["severity"] ?? labels["priority"];
  if (severity === undefined) return undefined;
  const rank = RANKS[severity.toLowerCase()];
  return rank !== undefined && rank < (RANKS[least] ?? 0)
    ? `its severity ${severity.slice(0, 40)} is below ${least}`
    : undefined;
}
