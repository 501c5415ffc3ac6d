import { expect, test } from "vitest";
import { understand } from "../../../src/nodes/answer/understand.ts";

test.each([
  ["What failed last?", "last_failure", { kind: "focus" }],
  ["what broke", "last_failure", { kind: "focus" }],
  ["Show me the latest failure", "last_failure", { kind: "focus" }],
  ["why?", "why", { kind: "focus" }],
  ["Why did INC-12 fail", "why", { kind: "ids", ids: ["INC-12"] }],
  ["inc-7", "show", { kind: "ids", ids: ["INC-7"] }],
  ["seen before?", "seen_before", { kind: "focus" }],
  ["Has this happened before?", "seen_before", { kind: "focus" }],
  ["is this the first time?", "seen_before", { kind: "focus" }],
  ["what changed", "what_changed", { kind: "focus" }],
  ["who broke it?", "what_changed", { kind: "focus" }],
  ["which commit is to blame for acme/payments", "what_changed", { kind: "words", words: ["acme/payments"] }],
  ["what changed between the two?", "what_changed", { kind: "both" }],
  ["and the one before?", "unknown", { kind: "before" }],
  ["why did the previous one fail?", "why", { kind: "before" }],
  ["who fixed it?", "how_it_ended", { kind: "focus" }],
  ["list incidents", "list", { kind: "focus" }],
  ["what is still broken?", "list", { kind: "focus" }],
  ["what failed today?", "list", { kind: "words", words: [], when: "today" }],
  [
    "why did last night's deploy of payments fail?",
    "why",
    { kind: "words", words: ["payments"], when: "last_night" },
  ],
  ["help", "help", { kind: "focus" }],
  ["hi!", "help", { kind: "focus" }],
  ["what can you do?", "help", { kind: "focus" }],
])("“%s” is understood", (question, intent, about) => {
  expect(understand(question)).toMatchObject({ intent, about });
});

test("a hostile question is read in no time", () => {
  const started = performance.now();
  for (const part of ["why ", "what ", "who fixed ", "inc-1 ", "a.", " ", "before", "\u0000", "list all "]) {
    understand(part.repeat(50_000));
  }
  expect(performance.now() - started).toBeLessThan(1_000);
});
