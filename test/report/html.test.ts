import { expect, test } from "vitest";
import { renderHtml } from "../../src/report/index.ts";
import { hostileWords } from "../support/hostile-words.ts";
import { samplePostMortem, samplePostMortemWith, withWords } from "../support/sample-post-mortem.ts";

test("the file is complete, carries its style, and fetches nothing", () => {
  const html = renderHtml(samplePostMortem);
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html).toContain("<style>");
  expect(html).toContain("default-src &#39;none&#39;");
  expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(/i);
  expect(html).not.toMatch(/\son[a-z]+=/i);
});

test("the cause is the heading, with the verdict before it and the quoted lines behind it", () => {
  const html = renderHtml(samplePostMortem);
  const order = [
    'class="verdict likely">Likely cause<',
    "<h1",
    "sumPrices</code> in src/cart.ts truncates half cents",
    "E3, lines 120–123",
    'href="/incidents/INC-7/evidence/E3?line=121#L121">121</a>',
    "Suspect change",
    "Ada Lovelace (ada)",
    "Seen before",
  ].map((part) => html.indexOf(part));
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((left, right) => left - right));
});

test("a partial report and an unproven cause are said", () => {
  const html = renderHtml(
    samplePostMortemWith({ partial: true, diagnosis: { causes: [], verdict: "inconclusive" } }),
  );
  expect(html).toContain("Partial report");
  expect(html).toContain("No cause could be proven from the evidence.");
});

test.each(hostileWords.map((words, index) => [index, words]))(
  "hostile words %i stay text in HTML",
  (_, words) => {
    const elements = (html: string) =>
      [...html.matchAll(/<\/?([a-z][a-z0-9]*)[^>]*>/gi)].map((match) => match[1]);
    const harmless = renderHtml(withWords(words.replace(/[^\n]+/g, "harmless"))).replaceAll(
      "<code>harmless</code>",
      "harmless",
    );
    const html = renderHtml(withWords(words));
    const ofCode = (names: (string | undefined)[]) => names.filter((name) => name !== "code");
    expect(ofCode(elements(html))).toEqual(ofCode(elements(harmless)));
    expect(html).not.toMatch(/href="(?!\/incidents\/|https:\/\/github\.com\/)/);
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  },
);
