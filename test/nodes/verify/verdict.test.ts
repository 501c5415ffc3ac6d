import { expect, test } from "vitest";
import { confidenceOf, verdictOf } from "../../../src/nodes/verify/verdict.ts";

test.each([
  ["confirmed", { citations: 1, grounds: ["new lines", "names a place"], contradictions: [] }],
  ["likely", { citations: 2, grounds: ["new lines"], contradictions: [] }],
  ["likely", { citations: 1, grounds: [], contradictions: [] }],
  ["inconclusive", { citations: 0, grounds: ["a", "b", "c"], contradictions: [] }],
  ["inconclusive", { citations: 3, grounds: ["a", "b", "c"], contradictions: ["stands in the green log"] }],
] as const)("%s follows from what speaks for a cause and against it", (verdict, support) => {
  expect(verdictOf(support)).toBe(verdict);
});

test("what a model says of itself never lifts a cause over a better verdict", () => {
  const weak = { citations: 1, grounds: [], contradictions: [] };
  const strong = { citations: 1, grounds: ["a", "b"], contradictions: [] };
  const boasting = confidenceOf({ confidence: 1 }, "likely", weak);
  expect(boasting).toBeLessThan(confidenceOf({ confidence: 0 }, "confirmed", strong));
  expect(confidenceOf({ confidence: 1 }, "inconclusive", weak)).toBeLessThan(
    confidenceOf({ confidence: 0 }, "likely", weak),
  );
});

test("what only the alert itself says is no finding", () => {
  const grounds = ["the same failure was ended in INC-1"];
  expect(verdictOf({ citations: 1, grounds, contradictions: [], symptomOnly: true })).toBe("inconclusive");
});
