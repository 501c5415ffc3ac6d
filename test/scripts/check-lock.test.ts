import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/command-line.ts";

const script = fileURLToPath(new URL("../../scripts/check-lock.js", import.meta.url));

interface LockedPackage {
  version?: string;
  name?: string;
  integrity?: string;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const tool: LockedPackage = {
  version: "2.0.0",
  integrity: "sha512-tool",
  optionalDependencies: { "@tool/linux-x64": "2.0.0", "@tool/darwin-arm64": "2.0.0" },
};
const variant: LockedPackage = { version: "2.0.0", integrity: "sha512-variant" };

function complete(): Record<string, LockedPackage> {
  return {
    "": { name: "app", version: "1.0.0", dependencies: { tool: "2.0.0" } },
    "node_modules/tool": { ...tool },
    "node_modules/@tool/linux-x64": variant,
    "node_modules/tool/node_modules/@tool/darwin-arm64": variant,
  };
}

async function check(
  packages: Record<string, LockedPackage>,
  options: { version?: string; gaps?: string[] } = {},
) {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "scripts"));
  const version = options.version ?? "1.0.0";
  await writeFile(join(folder, "scripts", "lock-gaps.json"), JSON.stringify(options.gaps ?? []));
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "app", version, dependencies: { tool: "2.0.0" } }),
  );
  await writeFile(
    join(folder, "package-lock.json"),
    JSON.stringify({ name: "app", version: "1.0.0", lockfileVersion: 3, packages }),
  );
  return new Promise<{ code: number; stderr: string }>((resolve) => {
    execFile(process.execPath, [script, folder], (error, _stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stderr });
    });
  });
}

test("a complete lock file passes", async () => {
  expect(await check(complete())).toEqual({ code: 0, stderr: "" });
});

test("another platform's package that npm dropped is named", async () => {
  const packages = complete();
  delete packages["node_modules/tool/node_modules/@tool/darwin-arm64"];
  const { code, stderr } = await check(packages);
  expect(code).toBe(1);
  expect(stderr).toContain("@tool/darwin-arm64 is missing");
});

test("a package that the registry lacks may be missing once that is noted", async () => {
  const packages = complete();
  delete packages["node_modules/tool/node_modules/@tool/darwin-arm64"];
  expect((await check(packages, { gaps: ["@tool/darwin-arm64"] })).code).toBe(0);
});

test("the platforms that everything runs on may never be missing", async () => {
  const packages = complete();
  delete packages["node_modules/@tool/linux-x64"];
  const { code, stderr } = await check(packages, { gaps: ["@tool/linux-x64"] });
  expect(code).toBe(1);
  expect(stderr).toContain("@tool/linux-x64 is missing");
});

test("a note that is no longer true is named", async () => {
  const { code, stderr } = await check(complete(), { gaps: ["@tool/darwin-arm64"] });
  expect(code).toBe(1);
  expect(stderr).toContain("not missing any more");
});

test("a registry's address, a missing hash, a missing dependency and another version are named", async () => {
  const packages = complete();
  packages["node_modules/tool"] = {
    ...tool,
    integrity: undefined,
    resolved: "https://registry.example/tool.tgz",
    dependencies: { gone: "1.0.0" },
  };
  const { code, stderr } = await check(packages, { version: "1.0.1" });
  expect(code).toBe(1);
  expect(stderr).toContain("node_modules/tool names the registry it came from");
  expect(stderr).toContain("node_modules/tool has no integrity hash");
  expect(stderr).toContain("gone is missing, which node_modules/tool needs");
  expect(stderr).toContain("The lock file's version is not package.json's");
});
