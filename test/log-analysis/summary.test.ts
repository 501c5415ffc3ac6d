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
  ["node --test", fixture("node-test"), "test_failure", 'Test "adds an item" failed: 2 == 3.'],
  [
    "vitest",
    fixture("vitest"),
    "test_failure",
    'Test "cart.test.ts > adds an item" failed: AssertionError: expected 2 to be 3 // Object.is equality.',
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

/** A few lines of a tool in its published format, and what is to be said of them. */
const spoken: [string, string[], string, string][] = [
  [
    "go test: the part that failed, and what it said",
    [
      "--- FAIL: TestPrices (0.00s)",
      "    --- FAIL: TestPrices/with_discount (0.00s)",
      "        prices_test.go:31: total = 12, want 11",
      "FAIL",
    ],
    "test_failure",
    "2 tests failed, first TestPrices/with_discount: total = 12, want 11.",
  ],
  [
    "rspec: the error below the quoted line",
    [
      "Failures:",
      "",
      "  1) Cart takes one item out",
      "     Failure/Error: cart.remove(item)",
      "",
      "     Shop::StockError:",
      "       nothing to take out",
      "     # ./spec/cart_spec.rb:9:in `block (2 levels) in <top (required)>'",
      "",
      "3 examples, 1 failure",
      "",
      "Failed examples:",
      "",
      "rspec ./spec/cart_spec.rb:7 # Cart takes one item out",
    ],
    "test_failure",
    'Test "Cart takes one item out" failed: Shop::StockError: nothing to take out.',
  ],
  [
    "rspec: a test that is named for what should be",
    [
      "Failures:",
      "",
      "  1) Cart when it is empty should not give out items",
      "     Failure/Error: yield",
      "",
      "     LocalJumpError:",
      "       no block given (yield)",
      "     # ./spec/cart_spec.rb:9:in `block (2 levels) in <top (required)>'",
      "",
      "3 examples, 1 failure",
      "",
      "Failed examples:",
      "",
      "rspec ./spec/cart_spec.rb:7 # Cart when it is empty should not give out items",
    ],
    "test_failure",
    'Test "Cart when it is empty should not give out items" failed: LocalJumpError: no block given (yield).',
  ],
  [
    "minitest: an error of a module",
    [
      "Error:",
      "CartTest#test_label:",
      "Shop::Label::Error: undefined method `text' for nil",
      "    test/cart_test.rb:9:in `test_label'",
      "",
      "rails test test/cart_test.rb:7",
      "",
      "3 runs, 5 assertions, 0 failures, 1 errors, 0 skips",
    ],
    "test_failure",
    "Test CartTest#test_label failed: Shop::Label::Error: undefined method `text' for nil.",
  ],
  [
    "an option that the program does not know",
    ["Usage of ledger:", "flag provided but not defined: -trace"],
    "configuration",
    "flag provided but not defined: -trace.",
  ],
  [
    "phpunit: the difference",
    [
      "There was 1 failure:",
      "",
      "1) CartTest::testLabel",
      "Failed asserting that two strings are equal.",
      "--- Expected",
      "+++ Actual",
      "@@ @@",
      "-'two items'",
      "+'two item'",
      "",
      "/srv/shop/tests/CartTest.php:14",
      "",
      "FAILURES!",
      "Tests: 3, Assertions: 5, Failures: 1.",
    ],
    "test_failure",
    "Test CartTest::testLabel failed: Failed asserting that two strings are equal: expected 'two items', got 'two item'.",
  ],
  [
    "rake: why it aborted",
    ["rake aborted!", "No Rakefile found (looking for: rakefile, Rakefile)", "/usr/bin/rake:25:in `<main>'"],
    "configuration",
    "No Rakefile found (looking for: rakefile, Rakefile).",
  ],
  [
    "a branch that is not there is no fault of the platform",
    ["Cloning into 'shop'...", "fatal: Remote branch release/9 not found in upstream origin"],
    "configuration",
    "Remote branch release/9 not found in upstream origin.",
  ],
  [
    "a repository that cannot be reached",
    [
      "Cloning into 'shop'...",
      "fatal: unable to access 'https://git.example.org/shop/': Failed to connect to git.example.org port 443: Connection timed out",
    ],
    "network",
    "A network call failed: unable to access 'https://git.example.org/shop/'",
  ],
  [
    "a call of a cloud that is not allowed",
    [
      "upload failed: ./site.zip An error occurred (AccessDenied) when calling the PutObject operation: Access Denied",
    ],
    "permission",
    "Permission was denied: ",
  ],
  [
    "a step that ran too long",
    ["##[error]The action 'Deploy' has timed out after 20 minutes."],
    "timeout",
    "The job ran out of time: The action 'Deploy' has timed out after 20 minutes.",
  ],
  [
    "CMake that misses a library found no fault in the code",
    [
      "CMake Error at cmake/FindLedger.cmake:12 (message):",
      "  Could NOT find Ledger (missing: LEDGER_LIBRARY)",
      "Call Stack (most recent call first):",
      "  CMakeLists.txt:3 (find_package)",
    ],
    "configuration",
    "CMake Error at cmake/FindLedger.cmake:12 (message): Could NOT find Ledger (missing: LEDGER_LIBRARY).",
  ],
  [
    "notes beside a compiler's errors",
    [
      String.raw`C:\build\shop\cart.h(89): error C4430: missing type specifier`,
      String.raw`C:\build\shop\cart.h(12): note: could be 'int'`,
      String.raw`C:\build\shop\cart.h(13): note: or 'long'`,
      String.raw`C:\build\shop\cart.h(14): note: or 'short'`,
    ],
    "compile_error",
    "The code does not compile: ",
  ],
  [
    "an error of Emacs Lisp",
    [
      'Debugger entered--Lisp error: (error "Package `ledger-4.1\' is unavailable")',
      '  signal(error ("Package `ledger-4.1\' is unavailable"))',
    ],
    "application_error",
    "Package `ledger-4.1' is unavailable.",
  ],
];

test.each(spoken)("%s", (_, lines, category, words) => {
  const { category: found, summary } = read(`${lines.join("\n")}\n`);
  expect({ category: found, summary }).toEqual({ category, summary: expect.stringContaining(words) });
});

test("a sentence that had to be cut says so", () => {
  expect(read(`Error: ${"the ledger does not balance, ".repeat(30)}\n`).summary).toMatch(/[a-z,]…$/);
});
