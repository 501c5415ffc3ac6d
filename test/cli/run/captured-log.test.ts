import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createCapturedLog } from "../../../src/cli/run/captured-log.ts";
import { temporaryFolder } from "../../support/command-line.ts";

const limits = { headBytes: 100, tailBytes: 100 };

async function capture(lines: number): Promise<{ text: string; files: string[]; leftOutBytes: number }> {
  const folder = await temporaryFolder();
  const file = join(folder, "run.log");
  const log = await createCapturedLog(file, limits);
  for (let line = 1; line <= lines; line++) await log.write(`line ${line}\n`);
  const { leftOutBytes } = await log.finish();
  return { text: await readFile(file, "utf8"), files: await readdir(folder), leftOutBytes };
}

test("what fits is kept whole", async () => {
  const { text, files, leftOutBytes } = await capture(12);
  expect(text.split("\n").slice(0, -1)).toEqual(
    Array.from({ length: 12 }, (_, index) => `line ${index + 1}`),
  );
  expect({ files, leftOutBytes }).toEqual({ files: ["run.log"], leftOutBytes: 0 });
});

test("of very much the head and the tail are kept, and a line says what is missing", async () => {
  const { text, files, leftOutBytes } = await capture(10_000);
  expect(files).toEqual(["run.log"]);
  expect(text.length).toBeLessThan(400);
  expect(text).toMatch(/^line 1\nline 2\n/);
  expect(text).toMatch(/\nline 9999\nline 10000\n$/);
  const [, lines, bytes] = /\n\[inquest left out (\d+) lines here, (\d+) bytes\]\n/.exec(text) ?? [];
  expect(Number(bytes)).toBe(leftOutBytes);
  expect(Number(lines) + text.trimEnd().split("\n").length - 1).toBe(10_000);
});

test("a log that is discarded leaves no file", async () => {
  const folder = await temporaryFolder();
  const log = await createCapturedLog(join(folder, "run.log"), limits);
  for (let line = 1; line <= 100; line++) await log.write(`line ${line}\n`);
  await log.discard();
  expect(await readdir(folder)).toEqual([]);
});
