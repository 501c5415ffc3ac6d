import fc from "fast-check";
import { expect, test } from "vitest";
import { type BoundedBytes, readBounded } from "../../src/tools/bounded-bytes.ts";

const { signal } = new AbortController();

async function* inChunks(bytes: Uint8Array, size: number, end?: Error): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  if (end) throw end;
}

async function textOf({ content }: BoundedBytes): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

test("whatever the chunks: a stream within the bounds comes whole, a larger one as its head and tail", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-z]{0,40}$/), { maxLength: 400 }),
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 0, max: 6000 }),
      async (lines, size, keep) => {
        const all = lines.map((line) => `${line}\n`).join("");
        const bounded = await readBounded(inChunks(Buffer.from(all), size), { keep, read: 1e9 }, signal);
        const text = await textOf(bounded);
        expect(bounded.total).toBe(all.length);
        expect(bounded.kept).toBeLessThanOrEqual(keep);
        const [head = "", leftOut, tail = ""] = text.split(/\[inquest left out (\d+) bytes here\]\n/);
        expect(all.startsWith(leftOut && !all.startsWith(head) ? head.slice(0, -1) : head)).toBe(true);
        expect(all.endsWith(tail)).toBe(true);
        expect(bounded.kept + Number(leftOut ?? 0)).toBe(all.length);
        expect(bounded.truncated).toBe(leftOut !== undefined);
      },
    ),
  );
});

test("the last of very many tiny chunks is kept without much ado", async () => {
  const bytes = Buffer.alloc(2_000_000, "abcdefghi\n");
  const started = process.cpuUsage().user;
  const bounded = await readBounded(inChunks(bytes, 1), { keep: 1_000_000, read: 1e9 }, signal);
  const text = await textOf(bounded);
  expect(text.endsWith("abcdefghi\n")).toBe(true);
  expect(bounded.kept).toBeGreaterThan(999_000);
  expect(process.cpuUsage().user - started).toBeLessThan(5_000_000);
});

test("a line without end is cut where the limit falls", async () => {
  const bounded = await readBounded(
    inChunks(Buffer.alloc(500_000, "x"), 999),
    { keep: 1000, read: 1e9 },
    signal,
  );
  expect(await textOf(bounded)).toBe(
    `${"x".repeat(250)}\n[inquest left out 499000 bytes here]\n${"x".repeat(750)}`,
  );
});

test("reading stops at its limit, and a stream that breaks keeps what came before", async () => {
  const stopped = await readBounded(
    inChunks(Buffer.alloc(5000, "a\n"), 100),
    { keep: 1e6, read: 1000 },
    signal,
  );
  expect(stopped).toMatchObject({ total: 1000, truncated: true });
  expect(await textOf(stopped)).toMatch(/a\n\n\[inquest stopped reading after 1000 bytes\]\n$/);
  const error = new Error("gone");
  const broken = await readBounded(
    inChunks(Buffer.from("a\nb\n"), 3, error),
    { keep: 100, read: 100 },
    signal,
  );
  expect(broken.brokenBy).toBe(error);
  expect(await textOf(broken)).toBe("a\nb\n\n[inquest could read 4 bytes before the transfer broke]\n");
});

test("an abort rejects", async () => {
  const aborted = AbortSignal.abort(new Error("enough"));
  await expect(readBounded(inChunks(Buffer.from("a"), 1), { keep: 1, read: 1 }, aborted)).rejects.toThrow(
    "enough",
  );
});
