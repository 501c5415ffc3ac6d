import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";

const BLOCKS = readFileSync(new URL("fixtures/locations.txt", import.meta.url), "utf8")
  .split(/^=== /m)
  .slice(1);

for (const block of BLOCKS) {
  const [tool = "", ...lines] = block.trimEnd().split("\n");
  const places =
    lines
      .pop()
      ?.replace(">>> ", "")
      .split(/(?<=:\d+) /) ?? [];
  test(`places of ${tool}`, () => {
    const { locations } = analyzeLog(new TextEncoder().encode(`${lines.join("\n")}\n`));
    const found = locations.map(
      ({ path, line }) => `${path.replaceAll("\\", "/").split("/").at(-1)}:${line}`,
    );
    expect([...new Set(found)].toSorted()).toEqual(places.toSorted());
  });
}

/** What only looks like the forms above. */
const NONE = [
  'inputName "filename" "log4j2.xml" 361 of 400 bytes',
  '10.0.0.1 - - [22/May/2024:12:34:56 +0000] "GET /cart.v" 200 12',
  "E0522 12:34:56.123456    1234 reflector.go:138] failed to list *v1.Pod",
  "Error: 404 cart.c not found",
  "name,line,total",
  "listening in unix socket at /run/app.sock:0",
  "Reading profile: 12 entries",
  "[WARNING] PMD Failure: com.shop.Cart:12 Rule:UnusedLocalVariable Priority:3 Avoid unused local variables.",
  "[id: 0x1, L:/127.0.0.1:9042 - R:/10.1.0.62:30046] 3 error responses",
  "Line: 12",
  "tests/test_cart.c:12:test_total:PASS",
  "libssl.1 is not found on input line 12.",
  " @ 10:30 the build began at /srv",
];

test("access logs, log lines of klog and tables of other things hold no places", () => {
  const told = NONE.filter((line) => analyzeLog(new TextEncoder().encode(`${line}\n`)).locations.length > 0);
  expect(told).toEqual([]);
});
