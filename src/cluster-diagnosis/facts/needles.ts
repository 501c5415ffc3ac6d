import type { LogFact } from "./facts.ts";

/** Lines in a row that must be alike before a different one stands out. */
const NEEDLE_LINES = 200;
/** Kinds of lines that may stand out at once, and how often one of them may come. */
const MAX_NEEDLES = 3;
const SELDOM = 3;
const COMMON = 20;
/** Share of a log that kinds of which there are many must make up. */
const MONOTONOUS = 0.95;
/** What a program says while it starts is said once by nature. */
const START = 0.02;

/** Lines that are alike but for what changes from one to the next. */
export interface LineKind {
  count: number;
  /** The first of them: where it stands, the how manieth of its log it is, and what it says. */
  line: number;
  index: number;
  text: string;
  severity: number;
}

interface Needle {
  id: "needle-error" | "needle-rare";
  line: number;
  text: string;
  severity: number;
}

/** Lines unlike all others in a long and monotonous log. */
export function addNeedles(log: LogFact, kinds: ReadonlyMap<string, LineKind>): Needle[] {
  if (log.lines < NEEDLE_LINES) return [];
  const started = log.lines * START;
  const grave = [...kinds.values()].filter((kind) => kind.index > started && kind.severity >= 2);
  if (grave.length > 0) {
    const errors = grave.reduce((sum, kind) => sum + kind.count, 0);
    if (errors > MAX_NEEDLES || errors / log.lines > 0.01) return [];
    return grave.map(({ line, text }) => ({ id: "needle-error", line, text, severity: 2 }));
  }
  // First without the size of numbers, which differs by chance; then with it, since one may be what stands out.
  const merged = new Map<string, LineKind>();
  for (const [template, kind] of kinds) {
    const key = template.replace(/0|9+/g, "9");
    const known = merged.get(key);
    if (known) known.count += kind.count;
    else merged.set(key, { ...kind });
  }
  const rare = rareOf(log, [...merged.values()], started);
  return (rare.length > 0 ? rare : rareOf(log, [...kinds.values()], started)).map(({ line, text }) => ({
    id: "needle-rare",
    line,
    text,
    severity: 0,
  }));
}

function rareOf(log: LogFact, kinds: readonly LineKind[], started: number): LineKind[] {
  const rare = kinds.filter((kind) => kind.index > started && kind.count <= SELDOM);
  const common = kinds.filter((kind) => kind.count >= COMMON).reduce((sum, kind) => sum + kind.count, 0);
  return rare.length > MAX_NEEDLES || common / log.lines < MONOTONOUS ? [] : rare;
}
