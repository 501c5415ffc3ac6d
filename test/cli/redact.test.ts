import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { redact } from "../../src/cli/redact.ts";

async function run(argv: string[], input = ""): Promise<{ code: number; out: string; err: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const read = async (stream: PassThrough) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
  };
  const texts = Promise.all([read(stdout), read(stderr)]);
  const code = await redact(argv, { stdout, stderr, stdin: Readable.from([Buffer.from(input)]) });
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

const token = `glpat${"-"}x7Kq2mVb9TzR4cWn8LpD`;

test("passes standard input through with secrets masked and says what it masked", async () => {
  const { code, out, err } = await run([], `one\nGITLAB=${token}\nthree`);
  expect(code).toBe(0);
  expect(out).toMatch(/^one\nGITLAB=\[redacted:gitlab-token#[0-9a-f]{4}\]\nthree$/);
  expect(err).toContain("1 gitlab-token");
});

test("reads files, packed ones too", async () => {
  const directory = mkdtempSync(join(tmpdir(), "redact-"));
  try {
    const file = join(directory, "build.log.gz");
    writeFileSync(file, gzipSync(`token ${token}\n`));
    expect((await run([file])).out).toContain("token [redacted:gitlab-token#");
    await expect(run([join(directory, "none.log")])).rejects.toMatchObject({ code: "input_unreadable" });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("answers a batch line by line", async () => {
  const { out } = await run(["--json", "--batch", "-"], `${JSON.stringify({ id: 7, text: `a ${token}` })}\n`);
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({ id: 7, spans: [{ start: 2, end: 2 + token.length, rule: "gitlab-token" }] });
  expect(answer.text).not.toContain(token);
  await expect(run(["--json", "--batch", "-"], "not json\n")).rejects.toThrow("Line 1 of the batch");
});
