import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";

const BLOCKS = readFileSync(new URL("fixtures/report-formats.txt", import.meta.url), "utf8")
  .split(/^=== /m)
  .slice(1);
const analyze = (text: string) => analyzeLog(new TextEncoder().encode(text));

for (const block of BLOCKS) {
  const [tool = "", ...lines] = block.trimEnd().split("\n");
  const places =
    lines
      .pop()
      ?.replace(/^>>> ?/, "")
      .split(/(?<=:\d+) /)
      .filter(Boolean) ?? [];
  test(`findings in ${tool}`, () => {
    const { locations } = analyze(`${lines.join("\n")}\n`);
    const found = locations.map(
      ({ path, line }) => `${path.replaceAll("\\", "/").split("/").at(-1)}:${line}`,
    );
    expect([...new Set(found)].toSorted()).toEqual(places.toSorted());
  });
}

test("a property list of Clang's analyzer says what it found, where, and how many", () => {
  const report = BLOCKS.find((block) => block.startsWith("clang plist"))
    ?.split("\n")
    .slice(1, -2)
    .join("\n");
  const { summary, category, locations } = analyze(report ?? "");
  expect(category).toBe("lint");
  expect(summary).toContain("deadcode.DeadStores at src/cart.c:12: Value stored to 'p' is never read.");
  expect(locations[0]).toMatchObject({ path: "src/cart.c", line: 12, column: 5, severity: "warning" });
});

test("a list that counts from 0, as editors do, is told from 1", () => {
  const { locations } = analyze(
    '{"generalDiagnostics":[{"file":"/srv/a.py","severity":"error","message":"x","range":{"start":{"line":0,"character":0}}}]}',
  );
  expect(locations).toMatchObject([{ path: "/srv/a.py", line: 1, column: 1 }]);
});

test("a report that is cut off, nested without end or full of nothing is answered", () => {
  const deep = `${'{"location":'.repeat(5000)}1${"}".repeat(5000)}`;
  for (const text of [
    '[{"filePath":"/srv/a.js","messages":[{"line":1,"mess',
    `[{"file":"a.c","line":1,"x":${deep}}]`,
    '<?xml version="1.0"?>\n<pmd><file name="a.java"><violation beginline="3"',
    "<?xml version='1.0'?><plist><dict><key>diagnostics</key><array><dict><key>location</key>",
  ])
    expect(analyze(text).lines).toBeGreaterThan(0);
});
