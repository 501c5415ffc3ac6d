import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanObject } from "../../../src/tools/kubernetes/clean-object.ts";
import { createWorkloadStates } from "../../../src/triggers/kubernetes/workload-states.ts";

/** Objects that use Kubernetes' names for anything but what they are for. */
const names = (
  "metadata name namespace uid labels annotations ownerReferences controller kind spec status containers " +
  "initContainers containerStatuses state lastState waiting terminated running reason restartCount conditions " +
  "type finishedAt startedAt env value data stringData replicas template"
).split(" ");
const words = fc.constantFrom(
  "True",
  "False",
  "OOMKilled",
  "Ready",
  "Failed",
  "CrashLoopBackOff",
  "Job",
  "",
  "\0",
);
const { hostile } = fc.letrec<{ hostile: unknown }>((tie) => ({
  hostile: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(words, fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie("hostile"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie("hostile"), { maxKeys: 6, noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(fc.constantFrom(...names), hostile, { maxKeys: 8, noNullPrototype: true });

test("no object, whatever it holds, stops the watch or gets a value of its data shown", () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 5 }), (objects) => {
      const states = createWorkloadStates({ settleMs: 1_000, now: () => new Date() });
      for (const one of objects) {
        for (const part of [states.pod, states.deployment, states.job]) {
          const view = states.view(part.present(one));
          expect(typeof view.well).toBe("boolean");
        }
      }
      for (const id of states.pod.ids()) states.pod.gone(id);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(object, fc.string({ minLength: 12, maxLength: 40 }), (one, secret) => {
      const shown = JSON.stringify(cleanObject({ ...one, data: { key: `<<${secret}>>` } }));
      expect(shown).not.toContain(JSON.stringify(`<<${secret}>>`));
    }),
    { numRuns: 500 },
  );
});
