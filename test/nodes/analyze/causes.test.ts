import { expect, test } from "vitest";
import type { Evidence } from "../../../src/domain/index.ts";
import { analyzeLog } from "../../../src/log-analysis/index.ts";
import { causesFromLogs } from "../../../src/nodes/analyze/causes.ts";

test("each step of a log that failed in its own way is a cause with its own quote", async () => {
  const log = [
    "##[group]Run make",
    "make",
    "##[endgroup]",
    "cart.c:3:5: error: expected ';' before 'return'",
    "##[error]Process completed with exit code 2.",
    "##[group]Run npm ci",
    "npm ci",
    "##[endgroup]",
    "npm ERR! network request to https://registry.example.org/cart failed, reason: connect ECONNREFUSED 10.0.0.3:443",
    "##[error]Process completed with exit code 1.",
    "",
  ].join("\n");
  const lines = log.split("\n");
  const evidence: Evidence = {
    id: "E1",
    kind: "failed_log",
    title: "build",
    collector: "folder",
    bytes: log.length,
    lines: lines.length,
    sha256: "",
    truncated: false,
    redactions: {},
    round: 1,
    collectedAt: "2026-01-01T00:00:00.000Z",
  };
  const store = {
    lines: async (_: string, __: string, start: number, end: number) => lines.slice(start - 1, end),
  };
  const causes = await causesFromLogs(store, "INC-1", [
    { evidence, findings: analyzeLog(new TextEncoder().encode(log)) },
  ]);
  expect(new Map(causes.map(({ category, citations }) => [category, citations[0]?.start]))).toEqual(
    new Map([
      ["compile_error", 4],
      ["network", 9],
    ]),
  );
});
