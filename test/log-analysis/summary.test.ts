import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";

const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}.log`, import.meta.url), "utf8");
const example = (name: string): string =>
  readFileSync(new URL(`../../examples/failed-deployment/${name}.log`, import.meta.url), "utf8");
const read = (log: string) => analyzeLog(new TextEncoder().encode(log));

// Fixtures and examples were written by the tools themselves; short ones are a tool's lines in its published format.
const said: [string, string, string, string][] = [
  ["node --test", fixture("node-test"), "test_failure", "Test adds an item failed: 2 == 3."],
  [
    "vitest",
    fixture("vitest"),
    "test_failure",
    "Test cart.test.ts > adds an item failed: AssertionError: expected 2 to be 3 // Object.is equality.",
  ],
  [
    "pytest",
    fixture("pytest"),
    "test_failure",
    "2 of 3 tests failed, first test_cart.py::CartTest::test_price: KeyError: 'price'.",
  ],
  [
    "unittest",
    fixture("unittest"),
    "test_failure",
    "2 of 3 tests failed, first test_cart.CartTest.test_price: KeyError: 'price'.",
  ],
  [
    "cargo test",
    fixture("cargo-test"),
    "test_failure",
    "Test tests::adds failed: assertion `left == right` failed left: 2 right: 3.",
  ],
  [
    "maven",
    [
      "[INFO]  T E S T S",
      "[INFO] Running shop.CartTest",
      "[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.041 s <<< FAILURE! -- in shop.CartTest",
      "[ERROR] shop.CartTest.adds -- Time elapsed: 0.009 s <<< FAILURE!",
      "org.opentest4j.AssertionFailedError: expected: <3> but was: <2>",
      "\tat shop.CartTest.adds(CartTest.java:9)",
      "",
      "[INFO] Results:",
      "[INFO] ",
      "[ERROR] Failures: ",
      "[ERROR]   CartTest.adds:9 expected: <3> but was: <2>",
      "[INFO] ",
      "[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0",
      "[INFO] ",
      "[INFO] BUILD FAILURE",
      "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.5.4:test (default-test) on project shop: There are test failures.",
      "",
    ].join("\n"),
    "test_failure",
    "Test shop.CartTest.adds failed: org.opentest4j.AssertionFailedError: expected: <3> but was: <2>.",
  ],
  [
    "maven that names only the class",
    [
      "Running shop.CartTest",
      "Tests run: 9, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.412 sec <<< FAILURE!",
      "",
      "Results :",
      "",
      "Tests run: 9, Failures: 1, Errors: 0, Skipped: 0",
      "",
    ].join("\n"),
    "test_failure",
    "shop.CartTest",
  ],
  [
    "gradle",
    [
      "> Task :test FAILED",
      "",
      "CartTest > adds() FAILED",
      "    org.opentest4j.AssertionFailedError at CartTest.java:9",
      "",
      "2 tests completed, 1 failed",
      "",
      "FAILURE: Build failed with an exception.",
      "",
      "* What went wrong:",
      "Execution failed for task ':test'.",
      "> There were failing tests. See the report at: file:///builds/shop/build/reports/tests/test/index.html",
      "",
      "BUILD FAILED in 3s",
      "",
    ].join("\n"),
    "test_failure",
    "Test CartTest.adds failed",
  ],
  ["tsc", fixture("tsc"), "compile_error", "The code does not compile: cart.ts(1,7): error TS2322"],
  ["rustc", fixture("rustc"), "compile_error", "The code does not compile: error[E0308]: mismatched types."],
  ["javac", fixture("javac"), "compile_error", "incompatible types: String cannot be converted to int."],
  ["npm", fixture("npm-registry"), "network", "A network call failed: "],
  [
    "python",
    fixture("python-traceback"),
    "application_error",
    "FileNotFoundError: [Errno 2] No such file or directory: 'missing.json'.",
  ],
  [
    "a service without a setting",
    example("service"),
    "configuration",
    "A setting is missing: payments.url is not set: looked in config/default.json and config/staging.json.",
  ],
  [
    "a deployment of it",
    example("deploy"),
    "configuration",
    "A setting is missing: payments.url is not set: looked in config/default.json and config/staging.json.",
  ],
  ["python without a variable", fixture("python-environ"), "configuration", "KeyError: 'SHOP_DATABASE_URL'."],
];

test.each(said)("%s", (_, log, category, words) => {
  const { category: found, summary } = read(log);
  expect({ category: found, summary }).toEqual({ category, summary: expect.stringContaining(words) });
  expect(summary).toMatch(/[^:\s][.!?…]$/);
});

test("a message that ends in a colon is told with what follows it", () => {
  const log = [
    "✖ the total takes the discount off (17.8ms)",
    "  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:",
    "  ",
    "  2899 !== 2319",
    "  ",
    "      at TestContext.<anonymous> (file:///srv/shop/test/cart.test.js:15:10)",
    "ℹ tests 1",
    "ℹ fail 1",
    "",
  ].join("\n");
  expect(read(log).summary).toContain("Expected values to be strictly equal: 2899 !== 2319.");
});
