import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/command-line.ts";

const script = fileURLToPath(new URL("../../scripts/count-tests.js", import.meta.url));

interface FileResult {
  status: "passed" | "failed";
  assertionResults: { status: "passed" | "failed"; fullName: string }[];
}

async function count(...runs: FileResult[][]): Promise<{ code: number; lines: string[] }> {
  const folder = await temporaryFolder();
  for (const [index, testResults] of runs.entries()) {
    const all = testResults.flatMap((file) => file.assertionResults);
    const result = {
      numPassedTests: all.filter((one) => one.status === "passed").length,
      numFailedTests: all.filter((one) => one.status === "failed").length,
      testResults,
    };
    await writeFile(join(folder, `${index}.json`), JSON.stringify(result));
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [script, folder], (error, stdout) => {
      resolve({ code: error ? Number(error.code) : 0, lines: stdout.trimEnd().split("\n") });
    });
  });
}

const passed = { status: "passed", fullName: "works" } as const;
const failed = { status: "failed", fullName: "breaks" } as const;

test("several runs are added up", async () => {
  const file: FileResult = { status: "passed", assertionResults: [passed, passed] };
  expect(await count([file], [file])).toEqual({ code: 0, lines: ["4 passed, 0 failed"] });
});

test("a failed test is named and counted, and so is a file that could not be loaded", async () => {
  const { code, lines } = await count([
    { status: "failed", assertionResults: [passed, failed] },
    { status: "failed", assertionResults: [] },
  ]);
  expect({ code, lines }).toEqual({ code: 1, lines: ["failed: breaks", "1 passed, 2 failed"] });
});

test("a run without any test has not passed", async () => {
  expect(await count([])).toEqual({ code: 1, lines: ["0 passed, 0 failed"] });
});
