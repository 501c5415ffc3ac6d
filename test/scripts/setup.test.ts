import { execFile } from "node:child_process";
import { cp, mkdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/command-line.ts";
import { cleanEnvironment } from "../support/inquest-process.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A checkout with the real launcher and scripts, one source, and one dependency that needs no network. */
async function freshClone(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(join(root, "bin"), join(folder, "bin"), { recursive: true });
  await cp(join(root, "scripts"), join(folder, "scripts"), { recursive: true });
  const esbuild = pathToFileURL(join(root, "node_modules", "esbuild", "lib", "main.js")).href;
  await mkdir(join(folder, "vendor", "esbuild"), { recursive: true });
  await writeFile(
    join(folder, "vendor", "esbuild", "package.json"),
    JSON.stringify({ name: "esbuild", version: "1.0.0", type: "module", exports: "./index.js" }),
  );
  await writeFile(
    join(folder, "vendor", "esbuild", "index.js"),
    `import esbuild from ${JSON.stringify(esbuild)};\nexport const { build, stop } = esbuild;\n`,
  );
  const manifest = {
    name: "app",
    version: "1.0.0",
    private: true,
    type: "module",
    devDependencies: { esbuild: "file:vendor/esbuild" },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  const { type: _type, private: _private, ...own } = manifest;
  await writeFile(
    join(folder, "package-lock.json"),
    JSON.stringify({
      name: "app",
      version: "1.0.0",
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": own,
        "node_modules/esbuild": { resolved: "vendor/esbuild", link: true },
        "vendor/esbuild": { name: "esbuild", version: "1.0.0", dev: true },
      },
    }),
  );
  await writeFile(join(folder, "tsconfig.json"), "{}");
  await mkdir(join(folder, "src", "cli"), { recursive: true });
  await write(folder, 'console.log("first words");\n');
  return folder;
}

/** Writes the one source, a little later than whatever is there, as a person would. */
async function write(folder: string, text: string): Promise<void> {
  const file = join(folder, "src", "cli", "main.ts");
  await writeFile(file, text);
  const later = new Date(Date.now() + 5);
  await utimes(file, later, later);
}

async function start(folder: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(folder, "bin", "inquest.js")],
      { env: cleanEnvironment({}) },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test("the first start installs and builds with progress, the second one just runs", async () => {
  const folder = await freshClone();
  const first = await start(folder);
  expect(first).toMatchObject({ code: 0, stdout: "first words\n" });
  expect(first.stderr).toContain("Installing dependencies");
  expect(first.stderr).toMatch(/Dependencies installed in [\d.]+ s\./);
  expect(first.stderr).toMatch(/Built in [\d.]+ s\./);
  expect(await start(folder)).toEqual({ code: 0, stdout: "first words\n", stderr: "" });
});

test("the build of a fresh clone installs first; where it cannot, one sentence says why", async () => {
  const folder = await freshClone();
  const build = (path: string | undefined) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        [join(folder, "scripts", "build.js")],
        { env: { ...cleanEnvironment({}), ...(path === undefined ? {} : { PATH: path }) } },
        (error, stdout, stderr) => resolve({ code: error ? 1 : 0, stdout, stderr }),
      );
    });
  const without = await build(join(folder, "nowhere"));
  expect(without).toMatchObject({ code: 1, stdout: "" });
  expect(without.stderr).toContain("npm was not found.\nInstall npm");
  expect(without.stderr).not.toContain("    at ");
  const built = await build(undefined);
  expect(built).toMatchObject({ code: 0, stdout: expect.stringMatching(/^dist\/: \d+ files/) });
  expect(built.stderr).toContain("Dependencies installed in ");
});

test("a changed source is built again, a broken one is told in one sentence", async () => {
  const folder = await freshClone();
  await start(folder);
  await write(folder, 'console.log("other words");\n');
  expect(await start(folder)).toEqual({ code: 0, stdout: "other words\n", stderr: "" });
  await write(folder, "console.log(;\n");
  const broken = await start(folder);
  expect(broken.code).toBe(1);
  expect(broken.stderr).toMatch(/^The build failed: src\/cli\/main\.ts:1: .*\n.*npm run build.*\n$/);
});

test("a lock file that was touched is not installed again, a changed one is", async () => {
  const folder = await freshClone();
  await start(folder);
  const lock = join(folder, "package-lock.json");
  const later = new Date(Date.now() + 60_000);
  await utimes(lock, later, later);
  expect((await start(folder)).stderr).toBe("");
  await writeFile(join(folder, "package-lock.json"), "{}");
  await utimes(lock, later, later);
  expect((await start(folder)).stderr).toContain("Dependencies installed");
});

test("several first starts at once all run, and one of them does the work", async () => {
  const folder = await freshClone();
  const all = await Promise.all([start(folder), start(folder), start(folder)]);
  for (const one of all) expect(one).toMatchObject({ code: 0, stdout: "first words\n" });
  const said = all.map(({ stderr }) => stderr).join("");
  expect(said.split("Dependencies installed").length - 1).toBe(1);
});

test("the lock of a process that was killed is taken over", async () => {
  const folder = await freshClone();
  await mkdir(join(folder, ".inquest"));
  const gone = await new Promise<number>((resolve) => {
    const child = execFile(process.execPath, ["-e", ""], () => resolve(child.pid ?? 0));
  });
  await writeFile(join(folder, ".inquest", "setup.lock"), String(gone));
  expect(await start(folder)).toMatchObject({ code: 0, stdout: "first words\n" });
});

test("a copy without its sources runs what it was shipped with", async () => {
  const folder = await freshClone();
  await start(folder);
  await rm(join(folder, "src"), { recursive: true });
  expect(await start(folder)).toEqual({ code: 0, stdout: "first words\n", stderr: "" });
});

test("an old Node.js is told which one is needed", async () => {
  const module = pathToFileURL(join(root, "scripts", "node-version.js")).href;
  const script = `const { supportsNode, isMissingFor } = await import(${JSON.stringify(module)});
    console.log(JSON.stringify([supportsNode("20.18.3"), supportsNode("20.19.0"), supportsNode("22.0.0"), isMissingFor("18.1.0")]))`;
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, ["--input-type=module", "-e", script], (error, out) =>
      error ? reject(error) : resolve(out),
    );
  });
  expect(JSON.parse(stdout)).toEqual([
    false,
    true,
    true,
    expect.stringContaining("needs Node.js 20.19 or newer, and this is 18.1.0"),
  ]);
});
