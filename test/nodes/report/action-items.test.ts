import { expect, test } from "vitest";
import type { Diagnosis } from "../../../src/domain/index.ts";
import { actionItemsFor } from "../../../src/nodes/report/action-items.ts";

const diagnosis: Diagnosis = {
  category: "compile_error",
  summary: "It does not compile.",
  verdict: "likely",
  causes: [
    {
      statement: "It does not compile.",
      category: "compile_error",
      verdict: "likely",
      confidence: 0.7,
      citations: [{ evidence: "E1", start: 10, end: 12, quote: "error" }],
      origin: "rules",
    },
  ],
  suspects: { verdict: "unknown", ranking: [] },
  failedTests: [],
  locations: [
    { path: "src/warned.ts", line: 3, severity: "warning", at: 11 },
    { path: "node_modules/x/index.js", line: 1, severity: "error", at: 11 },
    { path: "src/later.ts", line: 9, severity: "error", at: 90 },
    { path: "src/cart.ts", line: 12, severity: "error", message: "no such price", at: 11 },
    { path: "src/cart.ts", line: 12, severity: "error", at: 12 },
  ],
  signature: "s",
  ruledOut: [],
  dataGaps: [],
};

const subject = { kind: "github_run", owner: "acme", repo: "shop", runId: 1, attempt: 1 } as const;
const suspect = {
  id: "abc1234def",
  title: "Round prices",
  author: "Mira",
  login: "mira",
  score: 1,
  reasons: [],
};

function items(changes: Partial<Parameters<typeof actionItemsFor>[0]> = {}): string[] {
  return actionItemsFor({ subject, diagnosis, similar: [], gaps: [], ...changes });
}

test("the places that the quoted lines name come first, each once, and nobody is sent into dependencies", () => {
  expect(items()).toEqual([
    "Look at src/cart.ts:12: no such price",
    "Look at src/warned.ts:3",
    "Look at src/later.ts:9",
  ]);
});

test("the suspect change is to be reverted or its author asked", () => {
  const suspects = { verdict: "change", ranking: [suspect] } as const;
  expect(items({ diagnosis: { ...diagnosis, suspects: { ...suspects, ranking: [suspect] } } })).toContain(
    "Revert abc1234 (“Round prices”) or ask @mira.",
  );
});

test("a change that is only the likeliest is to be looked through, not reverted", () => {
  const ranking = [{ ...suspect, score: 0.4 }];
  expect(items({ diagnosis: { ...diagnosis, suspects: { verdict: "change", ranking } } })).toContain(
    "Look through abc1234 (“Round prices”) first, or ask @mira; of the known changes it is the likeliest.",
  );
});

test("uncommitted changes are looked at, not reverted", () => {
  const ranking = [{ ...suspect, id: "uncommitted" }];
  const found = items({ diagnosis: { ...diagnosis, suspects: { verdict: "change", ranking } } });
  expect(found.join("\n")).toContain("your uncommitted changes");
  expect(found.join("\n")).not.toContain("Revert");
});

test("what ended the same failure before is to be tried", () => {
  const similar = {
    incident: "INC-3",
    title: "t",
    summary: "s",
    category: "compile_error",
    openedAt: "2026-01-01T00:00:00Z",
    match: "signature",
    score: 1,
    resolution: "pinning the compiler",
  } as const;
  expect(items({ similar: [similar] })).toContain("Try what ended INC-3: pinning the compiler");
  const ended = { ...similar, resolution: "The alert CheckoutDown ended" };
  expect(items({ similar: [ended] }).join()).not.toContain("Try what");
});

test("when no change is to blame, it is to be run again", () => {
  const found = items({
    diagnosis: {
      ...diagnosis,
      locations: [],
      category: "network",
      suspects: { verdict: "no_code_cause", ranking: [] },
    },
  });
  expect(found).toEqual([
    "Check that the address in the quoted lines is reachable from the runner, then run it again.",
  ]);
});

test("a permission that was missing is named by what to do about it", () => {
  const gap = { missing: "The log", code: "permission_missing", remedy: "Give the token actions: read." };
  expect(items({ gaps: [gap] })).toContain("Give the token actions: read.");
});

test("a source that was away comes before a quote that proves nothing", () => {
  const gap = { missing: "Pipeline 31", code: "unreachable", remedy: "Check GITLAB_URL and the network." };
  const open: Diagnosis = { ...diagnosis, category: "unknown", verdict: "inconclusive", locations: [] };
  expect(items({ diagnosis: open, gaps: [gap, gap] })).toEqual([gap.remedy]);
  expect(items({ diagnosis: open })).toEqual(["Read E1 around line 10."]);
});
