import { expect, test } from "vitest";
import { diagnoseCluster, diagnoseClusterInTurns } from "../../src/cluster-diagnosis/index.ts";

const message = "0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: none.";
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "trainer-0", namespace: "ml" },
  spec: { containers: [{ name: "main", image: "example.org/trainer:1" }] },
  status: {
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
  },
};
/** YAML has forms that a reader of text need not know, such as a list in one line. */
const text = `# Pod ml/trainer-0
---
apiVersion: v1
kind: Pod
metadata:
  name: trainer-0
  namespace: ml
spec:
  containers: [{name: main, image: "example.org/trainer:1"}]
status:
  phase: Pending
  conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: *why}]
`;

test("an object's own values count, and the text that shows it is quoted", () => {
  const found = diagnoseCluster({ files: [{ id: "E1", name: "Objects", text, objects: [pod] }] });
  expect(found?.category).toBe("unschedulable_resources");
  expect(found?.summary).toContain("nvidia.com/gpu");
  const [first] = found?.causes[0]?.citations ?? [];
  expect(text.split("\n").slice((first?.start ?? 0) - 1, first?.end)).toEqual(first?.quote.split("\n"));
  expect(first?.quote).toContain("conditions:");
});

test("an object of another name does not change what the text says", () => {
  const other = { ...pod, metadata: { name: "trainer-1", namespace: "ml" } };
  const files = [{ id: "E1", name: "Objects", text, objects: [other] }];
  expect(diagnoseCluster({ files })?.summary).not.toContain("nvidia.com/gpu");
});

test("a message folded over lines, as YAML writers do, is one sentence", () => {
  const folded = text
    .replace(/ {2}conditions:.*\n/, "")
    .concat(
      "  conditions:\n    - type: PodScheduled\n      status: 'False'\n      message: >-\n        0/3 nodes are available: 3 node(s) didn't match Pod's node\n        affinity/selector. preemption: none.\n",
    );
  const found = diagnoseCluster({ files: [{ id: "E1", name: "pod.yaml", text: folded }] });
  expect(found?.category).toBe("unschedulable_node_selector");
});

test("a long text is read in many short turns", () => {
  const log = "2026-01-01T10:00:00Z INFO one more letter was sent\n".repeat(20_000);
  const turns = diagnoseClusterInTurns({ files: [{ id: "E1", name: "kubectl_logs.txt", text: log }] });
  let count = 0;
  let longest = 0;
  let before = performance.now();
  for (let turn = turns.next(); !turn.done; turn = turns.next()) {
    count += 1;
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }
  expect(count).toBeGreaterThan(30);
  expect(longest).toBeLessThan(2000);
});
