import { expect, test } from "vitest";
import { changedLineAt } from "../../../src/nodes/analyze/suspect-diff.ts";

const diff = `diff --git a/docs/readme.md b/docs/readme.md
--- a/docs/readme.md
+++ b/docs/readme.md
@@ -1,2 +1,2 @@
-old words
+new words
 more
diff --git a/src/cart.ts b/src/cart.ts
--- a/src/cart.ts
+++ b/src/cart.ts
@@ -2,3 +2,3 @@
 import a
-import b
+import c
 import d
@@ -10,4 +10,4 @@ export function total() {
 one
 two
-  return round(total);
+  return total;
 }`.split("\n");

test("the changed lines nearest to the named place are found", () => {
  expect(changedLineAt(diff, [{ path: "src/cart.ts", line: 12 }])).toEqual({ start: 19, end: 20 });
  expect(changedLineAt(diff, [{ path: "/home/runner/work/shop/src/cart.ts", line: 3 }])).toEqual({
    start: 13,
    end: 14,
  });
});

test("a named file without a line is touched by its first change", () => {
  expect(changedLineAt(diff, [{ path: "src/cart.ts" }])).toEqual({ start: 13, end: 14 });
});

test("a diff that touches no named file has no such lines", () => {
  expect(changedLineAt(diff, [{ path: "src/till.ts", line: 1 }])).toBeUndefined();
  expect(changedLineAt([], [{ path: "src/cart.ts", line: 1 }])).toBeUndefined();
  expect(changedLineAt(["+++ ", "@@ nonsense", "+", "-"], [{ path: "", line: 1 }])).toBeUndefined();
});
