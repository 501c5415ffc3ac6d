import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import type { FailureEvent } from "../src/domain/index.ts";
import { openStore } from "../src/store/database.ts";
import { openEmbeddedPostgres } from "../src/store/embedded-postgres.ts";

/** What the embedded PostgreSQL and the store on it take. Prints one JSON line. Run it with `npx tsx`. */
const signal = new AbortController().signal;
const logger = pino({ level: "silent" });
const home = await mkdtemp(join(tmpdir(), "inquest-benchmark-"));
await chmod(home, 0o755);
const folder = join(home, "postgres");
const figures: Record<string, number> = {};

async function timed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await work();
  figures[name] = Math.round(performance.now() - started);
  return result;
}

const event = (index: number): FailureEvent => ({
  source: "github",
  kind: "failure",
  dedupeKey: `run ${index}`,
  stream: `workflow ${index % 50}`,
  title: `Run ${index} failed`,
  occurredAt: new Date().toISOString(),
  subject: { kind: "github_run", owner: "acme", repo: "shop", runId: index, attempt: 1 },
  commit: `c${index}`,
});

try {
  const first = await timed("firstStartMs", () => openEmbeddedPostgres({ folder }, { signal }));
  await first.close();
  const postgres = await timed("secondStartMs", () => openEmbeddedPostgres({ folder }, { signal }));
  const other = await timed("adoptMs", () => openEmbeddedPostgres({ folder }, { signal }));
  await other.close();
  const making = await timed("migrateMs", () => openStore(postgres.url, { signal, logger }));
  await making.close();
  const store = await timed("openMs", () => openStore(postgres.url, { signal, logger }));

  const receive = (index: number) =>
    store.incidents.receive({ source: "github", deliveryId: String(index), event: event(index) });
  const started = performance.now();
  for (let index = 0; index < 300; index++) await receive(index);
  figures.receivedPerSecondOneByOne = Math.round(300 / ((performance.now() - started) / 1_000));
  const together = performance.now();
  await Promise.all(Array.from({ length: 1_500 }, (_, index) => receive(1_000 + index)));
  figures.receivedPerSecondTogether = Math.round(1_500 / ((performance.now() - together) / 1_000));

  const piece = Array.from(
    { length: 500 },
    (_, at) => `2025-01-01T00:00:00Z step ${at * 7919} in ${at} ms\n`,
  );
  const block = piece.join("");
  const blocks = Math.ceil(200e6 / block.length);
  async function* text() {
    for (let at = 0; at < blocks; at++) yield block;
  }
  const describe = () => ({
    kind: "failed_log" as const,
    title: "log",
    collector: "benchmark",
    round: 1,
    truncated: false,
    redactions: {},
  });
  const before = process.memoryUsage.rss();
  const putting = performance.now();
  await store.evidence.put("INC-1", text(), describe);
  figures.evidenceMbPerSecond = Math.round(200 / ((performance.now() - putting) / 1_000));
  figures.evidenceMemoryMb = Math.round((process.memoryUsage.rss() - before) / 1e6);
  await timed("hundredLinesInTheMiddleMs", () =>
    store.evidence.lines("INC-1", "E1", 250 * blocks, 250 * blocks + 99),
  );
  await timed("listMs", () => store.incidents.list({ limit: 50 }));
  await timed("searchMs", () => store.incidents.list({ limit: 50, text: "run 1234 failed" }));
  await store.close();
  await timed("stopMs", () => postgres.close());
  console.log(JSON.stringify(figures));
} finally {
  await rm(home, { recursive: true, force: true });
}
