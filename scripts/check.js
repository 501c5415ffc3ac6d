import { spawn } from "node:child_process";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dirname);
const bin = (name) => join(root, "node_modules", ".bin", name);
const script = (name) => [process.execPath, join(root, "scripts", name)];

const checks = [
  { name: "formatting and import order", command: [bin("biome"), "check", "--error-on-warnings"] },
  { name: "lint and import boundaries", command: [bin("oxlint"), "--type-aware", "--deny-warnings"] },
  { name: "types", command: [bin("tsc"), "--noEmit"] },
  { name: "unused code", command: [bin("knip")] },
  { name: "lock file", command: script("check-lock.js") },
  { name: "documentation made from the code", command: [bin("tsx"), join("scripts", "docs.ts"), "--check"] },
  { name: "nothing of one machine in src/", command: script("check-sources.js") },
];

/** Runs one check; its output is shown only when it fails. */
async function run({ name, command: [program, ...args] }) {
  const started = performance.now();
  const { code, output } = await new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  console.log(`${code === 0 ? "ok    " : "FAILED"}  ${name} (${took})`);
  if (code !== 0) console.log(output.trimEnd());
  return code === 0;
}

let failed = 0;
for (const check of checks) {
  if (!(await run(check))) failed += 1;
}
if (failed > 0) {
  console.log(`${failed} of ${checks.length} checks failed.`);
  process.exitCode = 1;
}
