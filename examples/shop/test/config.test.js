import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "../src/config.js";

test("an environment's settings go over the default ones", () => {
  const config = loadConfig("test");
  assert.equal(config.paymentUrl, "http://127.0.0.1:9/charge");
  assert.equal(config.port, 18080);
});
