import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { SetupError, setUp } from "./setup.js";

const root = dirname(import.meta.dirname);

/** Runs one step with its output passing through; the first step that fails ends the whole. */
function run(program, ...args) {
  const { status, signal } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? (signal === "SIGINT" ? 130 : 1));
}

try {
  await setUp({ root });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exit(1);
}
run(process.execPath, join("scripts", "check.js"));
run(process.execPath, join("node_modules", "vitest", "vitest.mjs"), "run", ...process.argv.slice(2));
