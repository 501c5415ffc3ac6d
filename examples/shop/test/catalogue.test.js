import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "../src/catalogue.js";

test("what is in stock is offered", () => {
  assert.deepEqual(
    catalogue()
      .slice(0, 2)
      .map((item) => item.name),
    ["lamp", "desk"],
  );
});
