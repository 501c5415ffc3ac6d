import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Collected } from "../../../src/tools/collector.ts";
import { createFolderCollector, type FolderLimits } from "../../../src/tools/folder/folder-collector.ts";

let scratch: string;
let directory: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "inquest-folder-"));
  directory = join(scratch, "bundle");
  await mkdir(join(directory, "pods"), { recursive: true });
});
afterEach(async () => rm(scratch, { recursive: true, force: true }));

async function collect(
  options: { target?: string; limits?: Partial<FolderLimits>; folder?: string } = {},
): Promise<Collected> {
  const collector = createFolderCollector(options.limits ? { limits: options.limits } : {});
  return collector.collect(
    { kind: "folder", directory: options.folder ?? directory },
    { kind: "files", target: options.target ?? "", reason: "a test", askedBy: "triage" },
    { signal: new AbortController().signal },
  );
}

async function texts({ evidence }: Collected): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { title, content } of evidence) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of typeof content === "string" ? [Buffer.from(content)] : content)
      chunks.push(chunk);
    found[title] = Buffer.concat(chunks).toString("utf8");
  }
  return found;
}

test("text files come by name, from folders below and out of .gz too; binary ones do not", async () => {
  await writeFile(join(directory, "events.txt"), "BackOff\n");
  await writeFile(join(directory, "pods/api.log.gz"), gzipSync("panic: no such table\n"));
  await writeFile(join(directory, "pods/empty.log"), "");
  await writeFile(join(directory, "image.png"), Buffer.from([0x89, 0x50, 0, 0, 1]));
  const collected = await collect();
  expect(collected.gaps).toEqual([]);
  expect(await texts(collected)).toEqual({
    "events.txt": "BackOff\n",
    "pods/api.log.gz": "panic: no such table\n",
    "pods/empty.log": "",
  });
  expect(Object.keys(await texts(await collect({ target: "pods" })))).toEqual([
    "pods/api.log.gz",
    "pods/empty.log",
  ]);
});

test("links that lead outside or in a circle are not followed", async () => {
  await writeFile(join(scratch, "secret.txt"), "not yours\n");
  await writeFile(join(directory, "a.txt"), "a\n");
  await symlink(join(scratch, "secret.txt"), join(directory, "b.txt"));
  await symlink(scratch, join(directory, "up"));
  await symlink(directory, join(directory, "pods/again"));
  await symlink("a.txt", join(directory, "c.txt"));
  expect(Object.keys(await texts(await collect()))).toEqual(["a.txt", "c.txt"]);
});

test("count and size are bounded, and it says so", async () => {
  for (const name of ["1", "2", "3"])
    await writeFile(join(directory, `${name}.txt`), `${"x".repeat(9)}\n`.repeat(100));
  const few = await collect({ limits: { files: 2, fileBytes: 200 } });
  expect(few.gaps).toMatchObject([{ code: "limit_reached", missing: "1 more files of the folder" }]);
  const [first] = Object.values(await texts(few));
  expect(first).toMatch(/\[inquest left out \d+ bytes here\]\n/);
  expect(first?.length).toBeLessThan(260);
  expect(few.evidence[0]?.truncated).toBe(true);
});

test("a .gz that unpacks to very much is cut, and a broken one is a gap beside the others", async () => {
  await writeFile(join(directory, "bomb.gz"), gzipSync(Buffer.alloc(30_000_000, "boom\n")));
  await writeFile(join(directory, "broken.gz"), gzipSync("some words\n").subarray(0, 12));
  await writeFile(join(directory, "z.txt"), "z\n");
  const collected = await collect({ limits: { fileBytes: 1000, readBytes: 1_000_000 } });
  const found = await texts(collected);
  expect(found["bomb.gz"]?.length).toBeLessThan(1200);
  expect(found["bomb.gz"]).toContain("[inquest stopped reading after");
  expect(found["z.txt"]).toBe("z\n");
  expect(collected.gaps).toMatchObject([{ missing: "File broken.gz" }]);
});

test("a folder that is not there is a gap", async () => {
  expect((await collect({ folder: join(scratch, "nowhere") })).gaps).toMatchObject([{ code: "not_found" }]);
});

test("a changes.json that holds a change set tells of the changes, and is no log then", async () => {
  const change = { id: "3f2a1b9", title: "Rename a key", author: "Ada", files: [] };
  await writeFile(join(directory, "changes.json"), JSON.stringify({ changes: [change] }));
  await writeFile(join(directory, "app.log"), "it failed\n");
  const collector = createFolderCollector();
  const { evidence, gaps } = await collector.collect(
    { kind: "folder", directory },
    { kind: "changes", target: "", reason: "a test", askedBy: "triage" },
    { signal: new AbortController().signal },
  );
  expect(gaps).toEqual([]);
  expect(evidence).toHaveLength(1);
  expect(evidence[0]).toMatchObject({ kind: "changes", data: { changes: [change] } });
  expect(Object.keys(await texts(await collect()))).toEqual(["app.log"]);

  await writeFile(join(directory, "changes.json"), "[1, 2, 3]\n");
  expect(Object.keys(await texts(await collect()))).toEqual(["app.log", "changes.json"]);
});
