import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { suspects } from "../../src/cli/suspects.ts";

const directory = mkdtempSync(join(tmpdir(), "suspects-"));
afterAll(() => rmSync(directory, { recursive: true }));

const log = join(directory, "build.log.gz");
writeFileSync(
  log,
  gzipSync('Traceback (most recent call last):\n  File "shop/cart.py", line 7, in add\nKeyError: 1\n'),
);
const candidates = [
  { id: "1111111", files: [{ path: "docs/index.md", added: "3", deleted: "0" }] },
  {
    id: "2222222",
    title: "Count items",
    author: "Ada",
    files: [{ path: "shop/cart.py", added: "3", deleted: "1" }],
  },
];

async function run(argv: string[], input = ""): Promise<{ code: number; out: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  stderr.resume();
  const code = await suspects(argv, { stdout, stderr, stdin: Readable.from([Buffer.from(input)]) });
  stdout.end();
  const chunks: Buffer[] = [];
  for await (const chunk of stdout) chunks.push(chunk);
  return { code, out: Buffer.concat(chunks).toString("utf8") };
}

test("answers a batch, one line a case", async () => {
  const line = JSON.stringify({ id: "one", log, candidates });
  const { code, out } = await run(["--json", "--batch", "-"], `${line}\n`);
  expect(code).toBe(0);
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({
    id: "one",
    verdict: "change",
    ranking: [{ id: "2222222" }, { id: "1111111" }],
  });
  expect(answer.ranking[0].reasons[0]).toContain("shop/cart.py, which the failure names at line 7");
});

test("tells a person who did what and why it is suspected", async () => {
  const changes = join(directory, "changes.json");
  writeFileSync(changes, JSON.stringify({ changes: candidates }));
  const { out } = await run([log, "--changes", changes]);
  expect(out).toMatch(/^1\. 2222222 Count items, Ada \(\d+ %\)\n {3}changes shop\/cart\.py/);
});

test("says what is wrong with input it cannot use", async () => {
  await expect(run(["--batch", "-"], "{}\n")).rejects.toMatchObject({ code: "changes_invalid" });
  await expect(run([join(directory, "none.log"), "--changes", log])).rejects.toMatchObject({
    code: "changes_invalid",
  });
  expect((await run([])).code).toBe(2);
});
