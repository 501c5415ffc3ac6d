import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";

const read = (name: string): Buffer => readFileSync(new URL(`./fixtures/${name}.log`, import.meta.url));

interface Case {
  log: string;
  category: string;
  /** Stands in the cause lines. */
  says: string;
  tests?: { run: number; failed: number; errored: number; skipped: number };
  failed?: string[];
  places?: string[];
}

// Each log was written by the tool itself.
const cases: Case[] = [
  {
    log: "node-test",
    category: "test_failure",
    says: "adds an item",
    failed: ["adds an item"],
    tests: { run: 2, failed: 1, errored: 0, skipped: 0 },
  },
  {
    log: "vitest",
    category: "test_failure",
    says: "adds an item",
    failed: ["cart.test.ts > adds an item"],
    tests: { run: 2, failed: 1, errored: 0, skipped: 0 },
  },
  {
    log: "unittest",
    category: "test_failure",
    says: "KeyError: 'price'",
    failed: ["test_cart.CartTest.test_price", "test_cart.CartTest.test_total"],
    tests: { run: 3, failed: 1, errored: 1, skipped: 0 },
  },
  {
    log: "pytest",
    category: "test_failure",
    says: "KeyError: 'price'",
    failed: ["test_cart.py::CartTest::test_price", "test_cart.py::CartTest::test_total"],
    tests: { run: 3, failed: 2, errored: 0, skipped: 0 },
  },
  {
    log: "cargo-test",
    category: "test_failure",
    says: "tests::adds",
    failed: ["tests::adds"],
    tests: { run: 2, failed: 1, errored: 0, skipped: 0 },
  },
  { log: "tsc", category: "compile_error", says: "TS2322", places: ["cart.ts:1", "cart.ts:2"] },
  {
    log: "make-gcc",
    category: "compile_error",
    says: "expected ‘,’ or ‘;’",
    places: ["cart.c:4", "cart.c:3"],
  },
  { log: "ld", category: "compile_error", says: "undefined reference to `add'" },
  { log: "javac", category: "compile_error", says: "incompatible types", places: ["Cart.java:2"] },
  { log: "rustc", category: "compile_error", says: "mismatched types", places: ["src/lib.rs:1"] },
  { log: "python-traceback", category: "application_error", says: "FileNotFoundError" },
  { log: "npm-registry", category: "network", says: "ECONNREFUSED" },
  { log: "shell", category: "configuration", says: "/nowhere: No such file or directory" },
];

for (const each of cases)
  test(`reads ${each.log}`, () => {
    const bytes = read(each.log);
    const findings = analyzeLog(bytes);
    const lines = bytes.toString("utf8").split("\n");
    const cause = findings.excerpts
      .filter((excerpt) => excerpt.role === "cause")
      .map(({ start, end }) => lines.slice(start - 1, end).join("\n"))
      .join("\n");
    expect(cause).toContain(each.says);
    const { log: _, says: __, ...wanted } = each;
    const found = {
      category: findings.category,
      tests: findings.tests,
      failed: findings.failedTests.map((failed) => failed.name).toSorted(),
      places: findings.locations.map(({ path, line }) => `${path}:${line}`),
    };
    expect(found).toMatchObject(wanted);
  });
