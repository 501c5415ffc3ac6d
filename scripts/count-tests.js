// Adds up vitest's JSON results of a folder and prints `N passed, N failed`. A failed file without a failed
// test (it could not be loaded) counts as one failure. Exits with 1 when something failed or nothing ran.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
  const result = JSON.parse(readFileSync(join(folder, name), "utf8"));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  failed += result.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  ).length;
  for (const file of result.testResults) {
    for (const test of file.assertionResults.filter((one) => one.status === "failed")) {
      console.log(`failed: ${test.fullName}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;
