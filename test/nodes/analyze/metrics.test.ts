import { afterEach, expect, test } from "vitest";
import type { FailureEvent, MetricFinding, MetricFindings } from "../../../src/domain/index.ts";
import type { Collector } from "../../../src/tools/collector.ts";
import { createToldCollector } from "../../../src/tools/told/told-collector.ts";
import { type Bench, createBench, createTestCollector } from "../support.ts";

let bench: Bench | undefined;

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

const memory: Partial<MetricFinding> = {
  sentence: "memory of checkout rose from 210 MiB to its limit of 512 MiB between 10:02 and 10:09 UTC",
  signal: "memory",
  startedAt: "2026-03-14T10:02:00.000Z",
  endedAt: "2026-03-14T10:09:00.000Z",
};

/** Metrics evidence with these changes, a line each, below two lines of heading. */
function metrics(...changes: Partial<MetricFinding>[]) {
  const findings = changes.map(
    (change, index): MetricFinding => ({
      line: index + 3,
      sentence: "",
      signal: "memory",
      direction: "rose",
      from: 1,
      to: 2,
      unit: "",
      startedAt: "2026-03-14T10:00:00.000Z",
      endedAt: "2026-03-14T10:01:00.000Z",
      score: 0.9,
      ...change,
    }),
  );
  const data: MetricFindings = {
    start: "2026-03-14T09:00:00Z",
    end: "2026-03-14T10:20:00Z",
    findings,
    series: [],
  };
  const content = [
    "Metrics of checkout",
    "What changed:",
    ...findings.map(({ sentence }) => sentence),
    "",
  ].join("\n");
  return createTestCollector({ metrics: { kind: "metrics", title: "Metrics", content, data } });
}

const alert: Partial<FailureEvent> = {
  source: "alertmanager",
  title: "CheckoutDown on shop/checkout",
  occurredAt: "2026-03-14T10:09:30.000Z",
  subject: {
    kind: "alert",
    name: "CheckoutDown",
    labels: { alertname: "CheckoutDown" },
    annotations: { summary: "Checkout is down", runbook_url: "https://runbooks.acme.example/checkout" },
    startsAt: "2026-03-14T10:09:30.000Z",
    fingerprint: "f",
  },
};

async function report(...collectors: Collector[]) {
  bench = await createBench({ collectors });
  return bench.investigate(await bench.open(alert));
}

test("what changed in the workload is the cause, before what the alert says of itself, and dated in the timeline", async () => {
  const { diagnosis, timeline } = await report(
    metrics(memory, {
      signal: "alert",
      sentence: "what CheckoutDown measures rose from 0 to 1 at 10:09 UTC",
      score: 1,
    }),
    createToldCollector(),
  );
  expect(diagnosis.causes[0]).toMatchObject({
    category: "out_of_memory",
    statement: "Memory of checkout rose from 210 MiB to its limit of 512 MiB between 10:02 and 10:09 UTC.",
    verdict: "likely",
    citations: expect.arrayContaining([
      expect.objectContaining({ quote: memory.sentence, start: 3, end: 3 }),
    ]),
  });
  expect(diagnosis.summary).toBe(diagnosis.causes[0]?.statement);
  const what = timeline.map((entry) => entry.what);
  expect(what.indexOf(memory.sentence ?? "")).toBeLessThan(what.indexOf("CheckoutDown on shop/checkout"));
  expect(timeline.find((entry) => entry.what === memory.sentence)).toMatchObject({
    at: memory.startedAt,
    citation: { quote: memory.sentence },
  });
});

const errors: Partial<MetricFinding> = {
  signal: "errors",
  sentence: "share of failed requests of checkout rose from 0 % to 12 % between 10:08 and 10:09 UTC",
  startedAt: "2026-03-14T10:08:00.000Z",
  endedAt: "2026-03-14T10:09:00.000Z",
  score: 1,
};

test("what users notice dates the failure and is no finding of why", async () => {
  const { diagnosis } = await report(metrics(errors), createToldCollector());
  expect(diagnosis.causes[0]).toMatchObject({
    statement: "Share of failed requests of checkout rose from 0 % to 12 % between 10:08 and 10:09 UTC.",
    verdict: "inconclusive",
  });
});

test("what ran out goes before what users noticed of it", async () => {
  const { diagnosis } = await report(metrics(errors, memory), createToldCollector());
  expect(diagnosis).toMatchObject({ category: "out_of_memory", verdict: "likely" });
  expect(diagnosis.causes[0]?.citations.map((citation) => citation.quote)).toEqual([
    memory.sentence,
    errors.sentence,
  ]);
});

test("a log that says why stays the cause, and the metric becomes its second source", async () => {
  const log = createTestCollector({
    container_log: {
      kind: "container_log",
      title: "Log of checkout",
      content: "starting\njava.lang.OutOfMemoryError: Java heap space\n\tat shop.Cart.total(Cart.java:41)\n",
    },
  });
  const { diagnosis } = await report(log, metrics(memory));
  const [cause] = diagnosis.causes;
  expect(cause?.category).toBe("out_of_memory");
  expect(cause?.citations.map((citation) => citation.quote).join("\n")).toContain("OutOfMemoryError");
  expect(cause?.citations.map((citation) => citation.quote)).toContain(memory.sentence);
});

test("small changes and traffic alone are told in the timeline but blamed for nothing", async () => {
  const { diagnosis, timeline } = await report(
    metrics(
      {
        sentence: "requests of checkout rose from 40 /s to 90 /s between 10:00 and 10:01 UTC",
        signal: "traffic",
      },
      {
        sentence: "goroutines of checkout rose from 40 to 45 at 10:01 UTC",
        signal: "saturation",
        score: 0.2,
      },
    ),
  );
  expect(diagnosis.causes).toEqual([]);
  expect(timeline.map((entry) => entry.what)).toContain(
    "requests of checkout rose from 40 /s to 90 /s between 10:00 and 10:01 UTC",
  );
});

test("without metrics the alert's own words are read, which is no finding, and its runbook is a step to take", async () => {
  const { actionItems, diagnosis, impact } = await report(createToldCollector());
  expect(diagnosis.causes[0]?.citations[0]?.quote).toBe("Checkout is down");
  expect(diagnosis.verdict).toBe("inconclusive");
  expect(diagnosis.causes[0]?.confidence).toBeLessThan(0.35);
  expect(actionItems).toEqual([
    "Follow the alert's runbook: https://runbooks.acme.example/checkout",
    "Connect Prometheus, Loki or the cluster: an alert alone tells what is seen, and not why.",
  ]);
  expect(impact).toBe("CheckoutDown fires since 2026-03-14 10:09 UTC.");
  // One step fills all of what nothing is connected for, so it is told once.
  const gaps = diagnosis.dataGaps.filter((gap) => gap.remedy.startsWith("No configured source"));
  expect(gaps).toHaveLength(1);
  expect(gaps[0]?.missing).toMatch(
    /^The metrics around the failure; the workload's objects in the cluster; /,
  );
});
