import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineWeaver } from "../../../src/cli/run/line-weaver.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("half a line of one stream is never followed by another stream's words", () => {
  const weaver = createLineWeaver(2);
  const woven =
    weaver.push(0, bytes("downloading… ")) +
    weaver.push(1, bytes("Error: no space\n")) +
    weaver.push(0, bytes("done\n")) +
    weaver.end();
  expect(woven).toBe("Error: no space\ndownloading… done\n");
});

test("what has no line end at the end stands on a line of its own", () => {
  const weaver = createLineWeaver(2);
  const woven = weaver.push(0, bytes("a")) + weaver.push(1, bytes("b")) + weaver.end();
  expect(woven).toBe("a\nb");
});

test("a line that never ends is passed on in pieces, so that memory stays bounded", () => {
  const weaver = createLineWeaver(1);
  let longestWait = 0;
  let passed = 0;
  for (let pushed = 1000; pushed <= 1_000_000; pushed += 1000) {
    passed += weaver.push(0, bytes("x".repeat(1000))).length;
    longestWait = Math.max(longestWait, pushed - passed);
  }
  expect(longestWait).toBeLessThan(70_000);
  expect(passed + weaver.end().length).toBe(1_000_000);
});

test("no character is lost or broken, however the bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      (text, size) => {
        const weaver = createLineWeaver(1);
        const all = bytes(text);
        let woven = "";
        for (let at = 0; at < all.length; at += size) woven += weaver.push(0, all.subarray(at, at + size));
        expect(woven + weaver.end()).toBe(text);
      },
    ),
  );
});
