import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { renderMarkdown } from "../../src/report/index.ts";
import { hostileWords } from "../support/hostile-words.ts";
import {
  sampleCitation,
  samplePostMortem,
  samplePostMortemWith,
  withWords,
} from "../support/sample-post-mortem.ts";

/** As GitHub would show it; raw HTML is let through here so that any that gets past the renderer shows. */
function shown(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  });
}

function tags(html: string): string[] {
  return [...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map((match) => match[1]?.toLowerCase() ?? "");
}

function addresses(html: string): string[] {
  return [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? "");
}

test("the cause and its verdict stand in the first line", () => {
  const [first] = renderMarkdown(samplePostMortem).split("\n");
  expect(first).toBe(
    "# Likely: `sumPrices` in src/cart.ts truncates half cents, so the cart total is 1999 instead of 2000.",
  );
});

test("quoted lines keep their numbers and link to the evidence at that line", () => {
  const markdown = renderMarkdown(samplePostMortem);
  expect(markdown).toContain("[E3, lines 120–123](/incidents/INC-7/evidence/E3?line=120#L120)");
  expect(markdown).toContain("121 | AssertionError: expected 1999 to be 2000 // Object.is equality");
});

test("everything a reader needs is there", () => {
  const markdown = renderMarkdown(samplePostMortem);
  for (const part of [
    "Drop the rounding step from sumPrices** by Ada Lovelace (ada)",
    "touches src/cart.ts, which the failure names at line 12",
    "**Fixed by 77aa01c “Round to whole cents again”.**",
    "Nothing can be merged",
    "2026-03-14 09:25:58 UTC: Step npm test failed",
    "No test covers half cents",
    "A flaky test: the same commit failed in two attempts.",
    "Give the token the permission checks:read.",
    "- [ ] Revert 9c41b27",
    "Log of job test (step npm test): 612 lines, 48 kB, 2 secrets redacted",
  ]) {
    expect(markdown).toContain(part);
  }
});

test("links go to the public address when there is one", () => {
  const markdown = renderMarkdown(
    samplePostMortemWith({ url: "https://inquest.example.com/incidents/INC-7" }),
  );
  expect(markdown).toContain("(https://inquest.example.com/incidents/INC-7/evidence/E3?line=120#L120)");
  expect(markdown).toContain("(https://inquest.example.com/incidents/INC-3)");
});

test("no change to blame, no cause, partial and resolved are said in words", () => {
  const markdown = renderMarkdown(
    samplePostMortemWith({
      partial: true,
      status: "resolved",
      resolution: "Run 8850 succeeded.",
      resolvedAt: "2026-03-14T10:02:00Z",
      similar: [],
      diagnosis: { causes: [], verdict: "inconclusive", suspects: { verdict: "no_code_cause", ranking: [] } },
    }),
  );
  expect(markdown).toMatch(/^# Inconclusive: One of 505 tests failed/);
  expect(markdown).toContain("> **Partial report: a limit ended the investigation early.");
  expect(markdown).toContain("**Resolved at 2026-03-14 10:02:00 UTC.** Run 8850 succeeded.");
  expect(markdown).toContain("**No change is to blame.**");
  expect(markdown).toContain("No cause could be proven");
  expect(markdown).toContain("Not seen before.");
});

test("the same error in two logs is one cause with two proofs, and nothing is said twice", () => {
  const [cause, other] = samplePostMortem.diagnosis.causes;
  const markdown = renderMarkdown(
    samplePostMortemWith({
      diagnosis: {
        category: "unknown",
        summary: "`sumPrices` in src/cart.ts truncates half cents, so the cart total is 1999 instead of 2000",
        causes: [
          { ...cause!, citations: [sampleCitation] },
          { ...cause!, citations: [{ evidence: "E4", start: 8, end: 8, quote: "the same in another log" }] },
          other!,
        ],
      },
    }),
  );
  expect(markdown).toContain("8 | the same in another log");
  expect(markdown.split("truncates half cents")).toHaveLength(3);
  expect(markdown.match(/^- (likely|inconclusive): /gm)).toEqual(["- inconclusive: "]);
  expect(markdown).not.toContain("unknown");
});

test("a quote full of backticks stays inside its fence", () => {
  const cause = samplePostMortem.diagnosis.causes[0]!;
  const quote = "before\n```\n# out\n``````\n[x](https://evil.example)";
  const markdown = renderMarkdown(
    samplePostMortemWith({
      diagnosis: { causes: [{ ...cause, citations: [{ evidence: "E3", start: 1, end: 5, quote }] }] },
    }),
  );
  const html = shown(markdown);
  expect(markdown).toContain("```````text");
  expect(html).not.toContain('evil.example"');
  expect(html).toContain("5 | [x](https://evil.example)");
});

test.each(hostileWords.map((words, index) => [index, words]))(
  "hostile words %i do nothing in Markdown",
  (_, words) => {
    const harmless = shown(renderMarkdown(withWords("harmless")));
    const html = shown(renderMarkdown(withWords(words)));

    const allowed = new Set([...tags(harmless), "code"]);
    expect(tags(html).filter((tag) => !allowed.has(tag))).toEqual([]);
    expect(tags(html).filter((tag) => /^h[1-6]$|^a$/.test(tag))).toEqual(
      tags(harmless).filter((tag) => /^h[1-6]$|^a$/.test(tag)),
    );
    expect(addresses(html)).toEqual(addresses(harmless));
    // Nothing is linked inside code.
    expect(html.replace(/<code[^>]*>[^<]*<\/code>/g, "")).not.toMatch(/@octocat|@acme|#123|GH-45/);
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  },
);

test("any words at all bring no link, image, heading or raw HTML of their own", () => {
  const harmless = shown(renderMarkdown(withWords("harmless")));
  const kinds = (html: string) => tags(html).filter((tag) => !["code", "p"].includes(tag));
  const piece = fc.constantFrom(
    "`",
    "``",
    "*",
    "_",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "!",
    "\\",
    "#",
    "|",
    "~~",
    "a",
    " ",
    "\n",
    "-",
    "1.",
    "https://e.example",
    "www.e.example",
    "@me",
    "&lt;",
    "$",
    ":",
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 14 }), (pieces) => {
      // The space and letter keep the words from being empty, where a part of the report would be left out.
      const html = shown(renderMarkdown(withWords(`w ${pieces.join("")}`)));
      expect(kinds(html)).toEqual(kinds(harmless));
      expect(addresses(html)).toEqual(addresses(harmless));
    }),
    { numRuns: 60 },
  );
});
