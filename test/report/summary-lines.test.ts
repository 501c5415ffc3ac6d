import { expect, test } from "vitest";
import { PostMortem } from "../../src/domain/index.ts";
import { headline, renderJson, summaryLines } from "../../src/report/index.ts";
import { hostileWords } from "../support/hostile-words.ts";
import { samplePostMortem, samplePostMortemWith, withWords } from "../support/sample-post-mortem.ts";

test("the headline says what failed and why in one line", () => {
  expect(headline(samplePostMortem)).toBe(
    "ci failed on main of acme/checkout: `sumPrices` in src/cart.ts truncates half cents, so the cart total is 1999 instead of 2000 (likely)",
  );
  expect(headline(samplePostMortemWith({ status: "resolved" }))).toMatch(/^Resolved: ci failed/);
  expect(headline(withWords("x\n".repeat(5_000))).length).toBeLessThanOrEqual(300);
});

test("the short form begins with the cause and names suspect, precedent, gaps and the report", () => {
  expect(summaryLines(samplePostMortem)).toEqual([
    "Likely: `sumPrices` in src/cart.ts truncates half cents, so the cart total is 1999 instead of 2000.",
    "",
    "  120 │ FAIL  test/cart.test.ts > cart > sums prices in cents",
    "  121 │ AssertionError: expected 1999 to be 2000 // Object.is equality",
    "  122 │   at test/cart.test.ts:31:22",
    "  123 │   at src/cart.ts:12:10",
    "  E3, lines 120–123",
    "",
    "What       ci failed on main of acme/checkout (test failure)",
    "Change     9c41b27 “Drop the rounding step from sumPrices” by Ada Lovelace (ada)",
    "           touches src/cart.ts, which the failure names at line 12",
    "           is the only change since the last green run that touches the failing test's code",
    "Before     INC-3 on 2026-02-02, same signature. Fixed by 77aa01c “Round to whole cents again”.",
    "Missing    The annotations of run 8841. Give the token the permission checks:read.",
    "Report     /incidents/INC-7",
  ]);
});

test.each(hostileWords.map((words, index) => [index, words]))(
  "hostile words %i cannot steer a terminal",
  (_, words) => {
    for (const line of summaryLines(withWords(words))) {
      // oxlint-disable-next-line no-control-regex
      expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(line.length).toBeLessThan(1_500);
    }
  },
);

test("a quote longer than the short form is counted", () => {
  expect(summaryLines(samplePostMortem, { quotes: 2 })).toContain("  … 2 more, E3, lines 120–123");
});

test("the JSON is the post-mortem itself", () => {
  expect(PostMortem.parse(JSON.parse(renderJson(samplePostMortem)))).toEqual(samplePostMortem);
});
