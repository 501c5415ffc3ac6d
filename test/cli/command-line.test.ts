import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { inquest, launcher } from "../support/command-line.ts";
import { cleanEnvironment } from "../support/inquest-process.ts";

const root = new URL("../../", import.meta.url);

test("--help lists every command and the exit codes, without colours in a pipe", async () => {
  const { code, stdout, stderr } = await inquest(["--help"]);
  expect(code).toBe(0);
  for (const name of ["serve", "run", "analyze", "investigate", "doctor", "incidents", "ask", "work"])
    expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
  expect(stdout).toMatch(/^ {2}130 +stopped by Ctrl-C$/m);
  expect(stdout).not.toContain("\u001b");
  expect(stderr).toBe("");
});

test("the reference in docs/ knows every command that --help lists", async () => {
  const { stdout } = await inquest(["--help"]);
  const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name);
  const reference = await readFile(new URL("docs/command-line.md", root), "utf8");
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(reference).toContain(`\`${name}`);
});

test("--version prints package.json's version", async () => {
  const { version } = JSON.parse(await readFile(new URL("package.json", root), "utf8")) as {
    version: string;
  };
  expect(await inquest(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("a command's own help says how it is used", async () => {
  const asked = await inquest(["run", "--help"]);
  expect(asked.code).toBe(0);
  expect(asked.stdout).toContain("Usage: inquest run [--] COMMAND");
  expect((await inquest(["help", "run"])).stdout).toBe(asked.stdout);
});

test("a mistyped command is answered with the nearest one", async () => {
  const { code, stdout, stderr } = await inquest(["analyse"]);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain("There is no command `analyse`.");
  expect(stderr).toContain("Did you mean `inquest analyze`?");
});

test("no command at all is answered with the list", async () => {
  const { code, stdout, stderr } = await inquest([]);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain("Commands:");
});

test("an unknown option is one sentence and what to do; with --json it has a code", async () => {
  const plain = await inquest(["analyze", "--nonsense", "x"]);
  expect(plain.code).toBe(2);
  expect(plain.stderr.trimEnd().split("\n")).toHaveLength(2);
  expect(plain.stderr).toContain("inquest analyze --help");
  const json = await inquest(["analyze", "--json", "--nonsense", "x"]);
  expect(json.code).toBe(2);
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: "usage" } });
});

test("a setting that is wrong is named without its value", async () => {
  const { code, stderr } = await inquest(["run", "--", "true"], { env: { INQUEST_PORT: "s3cret-port" } });
  expect(code).toBe(1);
  expect(stderr).toContain("INQUEST_PORT");
  expect(stderr).not.toContain("s3cret-port");
});

test("a reader that has gone is no error", async () => {
  const child = spawn(process.execPath, [launcher, "--help"], { env: cleanEnvironment({}) });
  child.stdout.destroy();
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  await once(child, "close");
  expect({ code: child.exitCode, errors }).toEqual({ code: 0, errors: "" });
});

interface Output {
  imports: { path: string; kind: string; external?: boolean }[];
  entryPoint?: string;
}

/** Names of the packages that an output needs before it can run, and of the sources that come with it. */
function staticImports(outputs: Record<string, Output>, start: string): string[] {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const one of outputs[path]?.imports ?? []) {
      if (one.kind !== "import-statement") continue;
      if (one.external) packages.add(one.path);
      else visit(one.path);
    }
  };
  visit(start);
  return [...packages].filter((name) => !name.startsWith("node:"));
}

test("help, version, run and analyze load no client and no graph library", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/build.js", "--metafile"], {
    cwd: root,
    maxBuffer: 64 * 2 ** 20,
  });
  const { outputs } = JSON.parse(stdout) as { outputs: Record<string, Output> };
  const chunkOf = (source: string) => {
    const found = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === source);
    expect(found, `a chunk of its own for ${source}`).toBeDefined();
    return String(found);
  };
  expect(staticImports(outputs, chunkOf("src/cli/main.ts"))).toEqual([]);
  expect(staticImports(outputs, chunkOf("src/cli/analyze.ts")).filter((name) => name !== "zod")).toEqual([
    "yauzl",
  ]);
  expect(staticImports(outputs, chunkOf("src/cli/run/run.ts"))).toEqual(["zod"]);
});
