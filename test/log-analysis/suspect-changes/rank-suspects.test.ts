import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { Change, LogFindings } from "../../../src/domain/index.ts";
import { rankSuspects } from "../../../src/log-analysis/suspect-changes/index.ts";

type Findings = Pick<LogFindings, "failedTests" | "locations" | "category" | "summary">;

function change(id: string, paths: string[], more: Partial<Change> = {}): Change {
  return {
    id,
    title: `Change ${id}`,
    author: "Ada",
    files: paths.map((path) => ({ path, added: 4, deleted: 2 })),
    ...more,
  };
}

const OTHERS = [
  change("docs", ["docs/cart.md", "README.md"]),
  change("mail", ["src/mail/send-mail.js"]),
  change("style", ["web/style.css"]),
];

function findings(more: Partial<Findings>): Findings {
  return { failedTests: [], locations: [], category: "test_failure", summary: "A test failed.", ...more };
}

/** The output of a program that really runs, in a folder of its own. */
function outputOf(files: Record<string, string>, argv: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), "suspects-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const { NODE_TEST_CONTEXT: _outer, ...environment } = process.env;
    const run = spawnSync(process.execPath, argv, { cwd: directory, encoding: "utf8", env: environment });
    return run.stdout + run.stderr;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test("names the change of the file in the stack, and the line a person can check", () => {
  const log = outputOf(
    {
      "src/price/discount.js": "export function discount(cart) {\n  return cart.total.amount * 0.9;\n}\n",
      "main.js": 'import { discount } from "./src/price/discount.js";\nconsole.log(discount({}));\n',
      "package.json": '{"type":"module"}',
    },
    ["main.js"],
  );
  const { verdict, ranking } = rankSuspects({
    findings: findings({ category: "unknown", summary: "TypeError: Cannot read properties of undefined" }),
    logText: log,
    changes: [...OTHERS, change("guilty", ["src/price/discount.js"])],
  });
  expect(verdict).toBe("change");
  expect(ranking[0]?.id).toBe("guilty");
  expect(ranking[0]?.reasons[0]).toBe("changes src/price/discount.js, which the failure names at line 2");
  expect(ranking[0]?.score).toBeGreaterThan(0.5);
});

test("a failing test points to what it is about, even without a stack", () => {
  const log = outputOf(
    {
      "test/shopping-cart.test.mjs":
        'import test from "node:test";\nimport assert from "node:assert";\ntest("adds up", () => assert.equal(1, 2));\n',
    },
    ["--test", "--test-reporter", "tap"],
  );
  expect(log).toContain("not ok");
  const { verdict, ranking } = rankSuspects({
    findings: findings({ failedTests: [{ name: "adds up", file: "test/shopping-cart.test.mjs" }] }),
    logText: log,
    changes: [...OTHERS, change("guilty", ["lib/shopping-cart.mjs"])],
  });
  expect(verdict).toBe("change");
  expect(ranking[0]?.id).toBe("guilty");
  expect(ranking[0]?.reasons[0]).toContain("lib/shopping-cart.mjs, which the failing test adds up is about");
});

test("a change of the failing test itself comes before changes elsewhere", () => {
  const { ranking } = rankSuspects({
    findings: findings({ failedTests: [{ name: "org.shop.order.InvoiceTest.rounds" }] }),
    logText: "InvoiceTest.rounds:31 expected:<2> but was:<3>\n",
    changes: [...OTHERS, change("guilty", ["src/test/java/org/shop/order/InvoiceTest.java"])],
  });
  expect(ranking[0]?.id).toBe("guilty");
  expect(ranking[0]?.reasons[0]).toContain("InvoiceTest.java");
});

test("what a patch adds counts when the failure speaks of it", () => {
  const patch =
    "@@ -1,2 +1,2 @@\n-  const rate = taxTable.lookup(country);\n+  const rate = taxTable.lookupRegion(country);\n";
  const guilty = change("guilty", []);
  guilty.files.push({ path: "src/a.js", added: 1, deleted: 1, patch });
  const innocent = change("innocent", []);
  innocent.files.push({ path: "src/b.js", added: 1, deleted: 1, patch: "@@ -1 +1 @@\n-a\n+bananaSplit()\n" });
  const { verdict, ranking } = rankSuspects({
    findings: findings({
      category: "unknown",
      summary: "TypeError: taxTable.lookupRegion is not a function",
    }),
    logText: "TypeError: taxTable.lookupRegion is not a function\n",
    changes: [innocent, guilty],
  });
  expect(verdict).toBe("change");
  expect(ranking[0]?.id).toBe("guilty");
  expect(ranking[0]?.reasons.join()).toContain("lookupRegion");
});

test("a failure from outside is no change's fault when none touches what failed", () => {
  const logText = "npm error network request to https://registry.example failed, reason: connect ETIMEDOUT\n";
  const outside = findings({ category: "network", summary: "The network failed: connect ETIMEDOUT." });
  expect(rankSuspects({ findings: outside, logText, changes: OTHERS }).verdict).toBe("no_code_cause");
  const named = { ...outside, locations: [{ path: "src/mail/send-mail.js", line: 9, at: 1 }] };
  expect(rankSuspects({ findings: named, logText, changes: OTHERS }).verdict).toBe("change");
});

test("nothing that points to a change: no code cause; no changes at all: unknown", () => {
  const input = { findings: findings({ category: "unknown", summary: "It broke." }), logText: "It broke.\n" };
  const { verdict, ranking } = rankSuspects({ ...input, changes: OTHERS });
  expect(verdict).toBe("no_code_cause");
  expect(ranking).toHaveLength(3);
  expect(rankSuspects({ ...input, changes: [] })).toEqual({ verdict: "unknown", ranking: [] });
});

test("missing dependencies point to the change of the manifest", () => {
  const { verdict, ranking } = rankSuspects({
    findings: findings({
      category: "dependency_resolution",
      summary: "No version of left-pad satisfies ^9.",
    }),
    logText: "npm error notarget No matching version found for left-pad@^9.0.0.\n",
    changes: [...OTHERS, change("guilty", ["package.json", "package-lock.json"])],
  });
  expect(verdict).toBe("change");
  expect(ranking[0]?.id).toBe("guilty");
});

test("merges, big and document-only changes come after a small one that touches the same", () => {
  const many = Array.from({ length: 120 }, (_, i) => `src/part${i}/file.py`);
  const path = "shop/stock.py";
  const { ranking } = rankSuspects({
    findings: findings({ locations: [{ path, line: 12, severity: "error", at: 3 }] }),
    logText: `  File "${path}", line 12, in take\nKeyError: 'sku'\n`,
    changes: [
      change("merge", [path], { title: "Merge pull request #4 from shop/stock" }),
      change("big", [...many, path]),
      change("docs", ["docs/stock.md"]),
      change("small", [path]),
    ],
  });
  expect(ranking.map((suspect) => suspect.id)).toEqual(["small", "merge", "big", "docs"]);
});

test("scores are a share of belief and carry what the change says of itself", () => {
  const { ranking } = rankSuspects({
    findings: findings({}),
    logText: "",
    changes: [change("a", ["x.js"], { login: "ada", url: "https://host.example/a" }), change("b", ["y.js"])],
  });
  expect(ranking[0]).toMatchObject({
    title: "Change a",
    author: "Ada",
    login: "ada",
    url: "https://host.example/a",
  });
  expect(ranking.reduce((sum, suspect) => sum + suspect.score, 0)).toBeLessThanOrEqual(1);
});

test("hostile logs and huge histories stay cheap", () => {
  const changes = Array.from({ length: 800 }, (_, i) =>
    change(
      `c${i}`,
      Array.from({ length: 100 }, (_unused, k) => `src/m${k}/File${i}.java`),
    ),
  );
  const failedTests = Array.from({ length: 3_000 }, (_, i) => ({ name: `a.b.C${i}Test.case${i}`, at: i }));
  for (const logText of [
    "at ".repeat(700_000),
    "a/".repeat(1_000_000),
    "Running a\n".repeat(300_000),
    "x.".repeat(1_000_000),
    "case1 ".repeat(500_000),
  ]) {
    const started = performance.now();
    const { ranking } = rankSuspects({ findings: findings({ failedTests }), logText, changes });
    rankSuspects({ findings: findings({}), logText, changes: changes.slice(0, 5) });
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(ranking).toHaveLength(500);
  }
}, 60_000);

test("names and paths that were made to take long do not", () => {
  const started = performance.now();
  for (const part of [" ", ".", "_", "a", "\t> ", "A/", "error "]) {
    const long = part.repeat(60_000);
    rankSuspects({
      logText: `FAIL ${long}\n${long}\n`,
      findings: findings({ failedTests: [{ name: `a${long}b`, file: long }], summary: long }),
      changes: [change("long", [`${long}.ts`]), ...OTHERS],
    });
  }
  expect(performance.now() - started).toBeLessThan(10_000);
});
