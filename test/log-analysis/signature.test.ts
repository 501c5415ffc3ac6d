import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";

const signatureOf = (log: string): string => analyzeLog(new TextEncoder().encode(log)).signature;

const run = ({
  folder = "/home/runner/work/shop/shop",
  took = "11ms",
  id = "3fa81c2",
  test = "adds an item",
} = {}): string =>
  [
    `Checked out ${id} in ${folder}`,
    "TAP version 13",
    `not ok 1 - ${test}`,
    "  ---",
    `  duration_ms: ${took}`,
    `  location: '${folder}/cart.test.js:4:1'`,
    "  error: 'Expected values to be strictly equal'",
    "  ...",
    "# tests 1",
    "# fail 1",
    "",
  ].join("\n");

test("the same failure in another run has the same signature", () => {
  expect(signatureOf(run({ folder: "/builds/7/shop", took: "204ms", id: "99d01ab" }))).toBe(
    signatureOf(run()),
  );
});

test("another failed test has another signature", () => {
  expect(signatureOf(run({ test: "removes an item" }))).not.toBe(signatureOf(run()));
});

test("the order in which parallel output came does not matter", () => {
  const lines = ["src/a.c:3:5: error: expected ';'", "src/b.c:9:1: error: unknown type name 'cart'"];
  const log = (order: string[]): string => `make -j2\n${order.join("\n")}\nmake: *** [all] Error 1\n`;
  expect(signatureOf(log(lines.toReversed()))).toBe(signatureOf(log(lines)));
});

/** What `node --test` writes of this test file, in a checkout at a place of its own. */
function nodeTest(under: string, body: string, reporter: string): string {
  const root = mkdtempSync(join(tmpdir(), "checkout-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, under, "test");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "cart.test.mjs"),
    `import assert from "node:assert/strict";\nimport { test } from "node:test";\n${body}`,
  );
  const { stdout } = spawnSync(
    process.execPath,
    ["--test", `--test-reporter=${reporter}`, "test/cart.test.mjs"],
    {
      cwd: join(root, under),
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin" },
    },
  );
  return stdout;
}

const WRONG = `test("adds prices up", () => { assert.equal(2319, 2899); });\ntest("ships", () => { load(); });\n`;

test.each(["spec", "tap"])("a checkout at another path has the same signature (%s)", (reporter) => {
  const here = nodeTest("shop", WRONG, reporter);
  const there = nodeTest("failed/runner/work/broken-shop/error", WRONG, reporter);
  expect(here).toContain("ships");
  expect(signatureOf(there)).toBe(signatureOf(here));
});

test.each(["spec", "tap"])("another cause in the same test has another signature (%s)", (reporter) => {
  const other = WRONG.replace(
    "assert.equal(2319, 2899)",
    `throw new TypeError("prices.map is not a function")`,
  );
  expect(signatureOf(nodeTest("shop", other, reporter))).not.toBe(
    signatureOf(nodeTest("shop", WRONG, reporter)),
  );
});

test("tests that ran in another order have the same signature", () => {
  const lines = WRONG.trim().split("\n");
  expect(signatureOf(nodeTest("shop", `${lines.toReversed().join("\n")}\n`, "spec"))).toBe(
    signatureOf(nodeTest("shop", WRONG, "spec")),
  );
});

const crash = ({
  folder = "/srv/shop/releases/0777ce2",
  port = 5432,
  pod = "shop-7d9f8b6c5-x2x9k",
  took = "3 s",
} = {}) =>
  [
    `starting ${pod}`,
    `${folder}/src/pool.js:12`,
    "    throw error;",
    "",
    `Error: no connection from ${pod} to 10.0.3.7:${port} after ${took} (request 3fa81c2e-11aa-4c1b-9d1e-0b4f5ad3c111)`,
    `    at connect (file://${folder}/src/pool.js:12:9)`,
    "",
    "Node.js v20.20.2",
    "",
  ].join("\n");

test("ports, pods, durations and the release's folder do not matter, the message does", () => {
  const other = crash({ folder: "/app", port: 6543, pod: "shop-66c4f9d7b-q8w5z", took: "2500 ms" });
  expect(signatureOf(other)).toBe(signatureOf(crash()));
  expect(signatureOf(crash().replace("no connection", "no credentials"))).not.toBe(signatureOf(crash()));
});

test.each([
  ["a folder for temporary files", "cannot open /tmp/kqwzbvy", "cannot open /tmp/oiuxr"],
  ["a size", "the bundle exceeds the limit by 934 B", "the bundle exceeds the limit by 4.72 KB"],
  [
    "a date",
    "the lease ended on Mon, 28 Jul 2026 10:11:12 GMT",
    "the lease ended on Wed, 5 Aug 2026 00:01:00 GMT",
  ],
  ["a pod of a DaemonSet", "no answer from exporter-x2x9k", "no answer from exporter-b7w4q"],
  ["a line of a file", "broken link in [L0410]", "broken link in [L377]"],
])("%s is another in each run", (_, one, other) => {
  expect(signatureOf(`Error: ${other}\n`)).toBe(signatureOf(`Error: ${one}\n`));
});

test.each([
  ["a name that ends in a number", "cannot read_sha256", "cannot read_base64"],
  [
    "what stands below a line that ends in a colon",
    "cannot build:\n  no such target",
    "cannot build:\n  no compiler",
  ],
])("%s tells causes apart", (_, one, other) => {
  expect(signatureOf(`Error: ${other}\n`)).not.toBe(signatureOf(`Error: ${one}\n`));
});

test("tests whose names hold numbers are told apart", () => {
  expect(signatureOf(run({ test: "test_decode_base64url" }))).not.toBe(
    signatureOf(run({ test: "test_decode_oauth2key" })),
  );
});

test("what a Go test said tells causes apart", () => {
  const said = (message: string) =>
    signatureOf(`--- FAIL: TestCart (0.03s)\n    cart_test.go:75: ${message}\nFAIL\n`);
  expect(said("no such item")).toBe(said("no such item").replace("75", "80"));
  expect(said("no such item")).not.toBe(said("the store is closed"));
});

test("a deeper checkout does not move the place where a long message is cut", () => {
  const said = (folder: string) =>
    signatureOf(`Error: ${folder}/src/cart.js cannot be read, ${"though it should be, ".repeat(30)}\n`);
  expect(said("/home/runner/work/shop/shop")).toBe(said("/w"));
});
