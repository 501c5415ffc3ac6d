import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { bindingLoads, installedBinding, loadableBinding } from "../../../src/vectorstore/chroma-binding.ts";
import { readDynamicTables } from "../../../src/vectorstore/glibc/dynamic-tables.ts";
import { retargetToOlderGlibc } from "../../../src/vectorstore/glibc/retarget.ts";
import { retargetedCopy } from "../../../src/vectorstore/glibc/retargeted-copy.ts";

const signal = new AbortController().signal;
const onKnownPlatform = process.platform === "linux" && process.arch === "x64";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "inquest-binding-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test.skipIf(!onKnownPlatform)(
  "the copy loads, is made once, and needs no glibc newer than 2.34",
  async () => {
    const folder = await emptyFolder();
    const { file } = await installedBinding();
    let tries = 0;
    const loads = (draft: string) => {
      tries += 1;
      return bindingLoads(draft, { signal });
    };
    const copy = await retargetedCopy(file, folder, loads);
    expect(copy).toBeDefined();
    expect(await retargetedCopy(file, folder, loads)).toBe(copy);
    expect(tries).toBe(1);
    expect(await bindingLoads(copy ?? "", { signal })).toBe(true);

    const { imports, versions } = readDynamicTables(await readFile(copy ?? ""));
    const strong = new Set(imports.filter(({ weak }) => !weak).map(({ version }) => version));
    const needed = versions.filter(({ name, index }) => name.startsWith("GLIBC_2.") && strong.has(index));
    expect(Math.max(...needed.map(({ name }) => Number(name.split(".")[1])))).toBe(34);
  },
);

test.skipIf(!onKnownPlatform)("a copy that does not load is not kept", async () => {
  const folder = await emptyFolder();
  const { file } = await installedBinding();
  expect(await retargetedCopy(file, folder, () => Promise.resolve(false))).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test("a binding that nobody knows is not patched, and the error says to set CHROMA_URL", async () => {
  const folder = await emptyFolder();
  const file = join(folder, "unknown.node");
  await writeFile(file, "not the library that was tried");
  const cache = join(folder, "cache");
  await expect(loadableBinding({ file, version: "9.9.9" }, cache, { signal })).rejects.toMatchObject({
    code: "chroma_unavailable",
    message: expect.stringContaining("9.9.9"),
    remedy: expect.stringContaining("CHROMA_URL"),
  });
  expect(await readdir(folder)).toEqual(["unknown.node"]);
});

test.skipIf(!onKnownPlatform)(
  "a library cut short or overwritten is refused, never read past its end",
  async () => {
    const library = await readFile((await installedBinding()).file);
    fc.assert(
      fc.property(fc.nat(library.length - 64), (length) => {
        expect(() => retargetToOlderGlibc(library.subarray(0, length))).toThrow(RangeError);
      }),
      { numRuns: 30 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4_096 }), (bytes) => {
        expect(() => readDynamicTables(Buffer.from(bytes))).toThrow(RangeError);
      }),
    );
  },
);
