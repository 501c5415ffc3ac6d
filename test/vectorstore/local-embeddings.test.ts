import fc from "fast-check";
import { expect, test } from "vitest";
import { createLocalEmbeddings } from "../../src/vectorstore/embeddings/local-embeddings.ts";

const signal = new AbortController().signal;
const embeddings = createLocalEmbeddings();

async function likeness(a: string, b: string): Promise<number> {
  const [first, second] = await embeddings.embed([a, b], { signal });
  return (first ?? []).reduce((sum, value, index) => sum + value * (second?.[index] ?? 0), 0);
}

test.each([
  [
    "runner, run and duration",
    "FAIL src/cart.test.ts > Cart > adds an item (34 ms)\nAssertionError: expected 2 to be 3\n at /home/runner/work/shop/shop/src/cart.test.ts:12:20",
    "FAIL src/cart.test.ts > Cart > adds an item (1207 ms)\nAssertionError: expected 2 to be 3\n at /builds/acme/shop/src/cart.test.ts:14:20",
  ],
  [
    "container ids, addresses and hashes",
    "Error response from daemon: container 4f1d2c3b9a8e is not running, request 6f9619ff-8b86-4d11-b42d-00c04fc964ff at 0x7ffe12ab",
    "Error response from daemon: container 00aa11bb22cc is not running, request 123e4567-e89b-42d3-a456-426614174000 at 0x55d0ffee",
  ],
  [
    "ports and times",
    "2026-03-01T10:00:00Z dial tcp 10.0.3.4:5432: connect: connection refused",
    "2026-11-30T23:59:59Z dial tcp 172.17.0.9:5433: connect: connection refused",
  ],
])("the same failure with another %s stays near", async (_, one, other) => {
  expect(await likeness(one, other)).toBeGreaterThan(0.95);
});

test.each([
  ["error TS2345: Argument is not assignable", "No space left on device while writing layer"],
  ["npm error 404 Not Found: left-padd", "java.lang.OutOfMemoryError: Java heap space"],
  ["dial tcp: connection refused", "AssertionError: expected 2 to be 3 in Cart adds an item"],
])("different failures lie apart: %s / %s", async (one, other) => {
  expect(await likeness(one, other)).toBeLessThan(embeddings.floor / 2);
});

test.each([
  ["error TS2345 in cart.ts", "error TS2304 in cart.ts"],
  ["process completed with exit code 137", "process completed with exit code 2"],
])("the number that names an error counts: %s / %s", async (one, other) => {
  expect(await likeness(one, other)).toBeLessThan(0.95);
});

test("every text has a vector of length one, the same each time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (text) => {
      const [one, again] = await embeddings.embed([text, text], { signal });
      expect(one).toHaveLength(embeddings.dimension);
      expect(Math.hypot(...(one ?? []))).toBeCloseTo(1, 9);
      expect(again).toEqual(one);
    }),
  );
});

test.each(["a", "/", "\\", "_", "a/", "0", "f0", "aB", "é", "-", "//a/"])(
  "a line of a million times %j takes bounded time",
  async (piece) => {
    const started = performance.now();
    await embeddings.embed([piece.repeat(1_000_000)], { signal });
    expect(performance.now() - started).toBeLessThan(1_000);
  },
);

test("the vectors are the same on every machine", async () => {
  const [vector] = await embeddings.embed(["Cannot find module './cart' imported from src/checkout.ts:12"], {
    signal,
  });
  const places = (vector ?? []).flatMap((value, index) =>
    Math.abs(value) > 0.2 ? [`${index}:${value.toFixed(3)}`] : [],
  );
  // When this changes on purpose, give the embeddings a new name.
  expect([embeddings.name, ...places].join(" ")).toMatchInlineSnapshot(
    `"local-1 24:0.221 51:-0.221 121:0.316 124:0.221 178:-0.221 186:0.316 194:0.316 235:0.316 263:-0.221 322:-0.316 352:0.316 392:-0.221"`,
  );
});
