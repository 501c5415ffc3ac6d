import { Writable } from "node:stream";
import fc from "fast-check";
import pino from "pino";
import { expect, test } from "vitest";
import { analyzeLog, createLogAnalyzer } from "../../src/log-analysis/index.ts";

const analyze = (text: string) => analyzeLog(new TextEncoder().encode(text));

/** What a program writes that logs with pino. */
function pinoLog(program: (log: pino.Logger) => void, options: pino.LoggerOptions = {}): string {
  let written = "";
  const sink = new Writable({
    write(chunk, _, done) {
      written += String(chunk);
      done();
    },
  });
  program(pino(options, sink));
  return written;
}

const busy = (log: pino.Logger, count: number): void => {
  for (let order = 1; order <= count; order++) log.info({ order, errors: 0 }, "order taken");
};

test("an error among pino's entries is quoted by its message and its error", () => {
  const findings = analyze(
    pinoLog((log) => {
      busy(log, 200);
      log.warn("the pool is nearly empty, connections may fail");
      log.error({ err: new TypeError("stock.reserve is not a function"), order: 7 }, "order failed");
      busy(log, 200);
    }),
  );
  expect(findings.summary).toBe("order failed: stock.reserve is not a function.");
  expect(findings.category).toBe("application_error");
  expect(findings.excerpts[0]).toMatchObject({ role: "cause", start: 202, end: 202, focus: 202 });
  expect(findings.locations[0]?.path).toContain("structured.test.ts");
});

test("repeated entries are one, and the fatal one goes first", () => {
  const findings = analyze(
    pinoLog((log) => {
      busy(log, 10);
      for (let attempt = 1; attempt <= 30; attempt++)
        log.error({ attempt }, `connect ECONNREFUSED 10.0.0.7:${5432 + attempt}`);
      log.fatal("database unreachable, giving up");
    }),
  );
  expect(findings.summary).toBe("database unreachable, giving up.");
  expect(findings.excerpts.map(({ start, role }) => [start, role])).toEqual([
    [41, "cause"],
    [11, "context"],
  ]);
  expect(findings.excerpts[1]?.reason).toContain("30 times between lines 11 and 40");
});

test("levels by name, as other programs are told to write them", () => {
  const findings = analyze(
    pinoLog(
      (log) => {
        busy(log, 3);
        log.error("PAYMENTS_URL is not set");
      },
      { formatters: { level: (label) => ({ severity: label.toUpperCase() }) }, messageKey: "message" },
    ),
  );
  expect(findings).toMatchObject({ category: "configuration", summary: "PAYMENTS_URL is not set." });
});

test("the same failure in another run has the same signature", () => {
  const run = (port: number, orders: number, message = "connect ECONNREFUSED"): string =>
    pinoLog((log) => {
      busy(log, orders);
      log.error({ port }, `${message} 10.0.0.${port % 250}:${port}`);
    });
  const { signature, category } = analyze(run(5432, 20));
  expect(category).toBe("network");
  expect(analyze(run(6001, 44)).signature).toBe(signature);
  expect(analyze(run(5432, 20, "password refused by")).signature).not.toBe(signature);
});

// Lines as the formats' own documents give them.
const formats: [string, string[], string, number][] = [
  [
    "logfmt",
    [
      'time="2026-11-22T10:00:00Z" level=info msg="listening" addr=:8080',
      'time="2026-11-22T10:00:01Z" level=info msg="errors so far" errors=0',
      'time="2026-11-22T10:00:02Z" level=error msg="cannot open store" err="open /var/lib/shop/store.db: permission denied"',
    ],
    "cannot open store: open /var/lib/shop/store.db: permission denied.",
    3,
  ],
  [
    "klog",
    [
      "I1122 11:07:03.123456    1234 server.go:123] Starting",
      'E1122 11:07:04.000001    1234 reflector.go:147] "Failed to watch" err="services is forbidden" kind="Service"',
      "F1122 11:07:05.000001    1234 main.go:40] leader election lost",
      "goroutine 1 [running]:",
      "main.main()",
    ],
    "leader election lost.",
    3,
  ],
  [
    "RFC 5424",
    [
      "<134>1 2026-11-22T10:00:00.000Z web-1 shop 811 - - request served",
      '<131>1 2026-11-22T10:00:01.000Z web-1 shop 811 ID47 [shop@32473 order="7"] card declined by the issuer',
      "<134>1 2026-11-22T10:00:02.000Z web-1 shop 811 - - request served",
    ],
    "card declined by the issuer.",
    2,
  ],
  [
    "RFC 3164",
    [
      "<30>Nov 22 10:00:00 web-1 shop[811]: request served",
      "<26>Nov 22 10:00:01 web-1 shop[811]: cannot write the ledger",
    ],
    "cannot write the ledger.",
    2,
  ],
  [
    "Serilog's compact format",
    [
      '{"@t":"2026-11-22T10:00:00Z","@mt":"Started"}',
      '{"@t":"2026-11-22T10:00:01Z","@mt":"Order failed","@l":"Error","@x":"System.InvalidOperationException: no stock\\n   at Shop.Order()"}',
    ],
    "Order failed: System.InvalidOperationException: no stock.",
    2,
  ],
  [
    "entries within Docker's json-file",
    [
      String.raw`{"log":"{\"level\":\"info\",\"msg\":\"ready\"}\n","stream":"stdout","time":"2026-11-22T10:00:00Z"}`,
      String.raw`{"log":"{\"level\":\"error\",\"msg\":\"no stock\"}\n","stream":"stdout","time":"2026-11-22T10:00:01Z"}`,
    ],
    "no stock.",
    2,
  ],
  [
    "plain lines within Docker's json-file",
    [
      String.raw`{"log":"ready\n","stream":"stdout","time":"2026-11-22T10:00:00Z"}`,
      String.raw`{"log":"Error: SHOP_URL is not set\n","stream":"stderr","time":"2026-11-22T10:00:01Z"}`,
    ],
    "A setting is missing: SHOP_URL is not set.",
    2,
  ],
  [
    "what Kubernetes' runtimes keep",
    [
      "2026-11-22T10:00:00.123456789Z stdout F ready",
      "2026-11-22T10:00:01.123456789Z stderr F Traceback (most recent call last):",
      '2026-11-22T10:00:01.123456789Z stderr F   File "/srv/shop.py", line 3, in <module>',
      "2026-11-22T10:00:01.123456789Z stderr F     start()",
      "2026-11-22T10:00:01.123456789Z stderr F ValueError: no queue of that name",
    ],
    "ValueError: no queue of that name.",
    5,
  ],
  [
    "syslog as a file has it",
    [
      "Nov 22 10:00:00 web-1 shop[811]: request served",
      "Nov 22 10:00:01 web-1 kernel: Out of memory: Killed process 811 (node)",
    ],
    "The job ran out of memory: Out of memory: Killed process 811 (node).",
    2,
  ],
];

test.each(formats)("%s is understood", (_, lines, summary, line) => {
  const findings = analyze(`${lines.join("\n")}\n`);
  expect(findings.summary).toBe(summary);
  expect(findings.excerpts[0]?.focus).toBe(line);
  expect(findings.lines).toBe(lines.length);
});

test("a crash outside of the structured log says more than its entries", () => {
  const findings = analyze(
    `${pinoLog((log) => {
      busy(log, 5);
      log.error("cache is cold");
    })}Traceback (most recent call last):
  File "/srv/shop/worker.py", line 3, in <module>
    start()
ValueError: no queue of that name
`,
  );
  expect(findings.summary).toBe("ValueError: no queue of that name.");
});

test("a log of entries without an error is read like any other", () => {
  expect(analyze(pinoLog((log) => busy(log, 5))).failedTests).toEqual([]);
});

test("answers the same however the log is cut, and on damaged entries", () => {
  const bytes = new TextEncoder().encode(
    pinoLog((log) => {
      busy(log, 60);
      log.error({ err: new Error("no stock") }, "order failed");
    }),
  );
  const whole = analyzeLog(bytes);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
      const analyzer = createLogAnalyzer();
      let from = 0;
      for (const cut of cuts.toSorted((a, b) => a - b)) {
        analyzer.push(bytes.subarray(from, cut));
        from = cut;
      }
      analyzer.push(bytes.subarray(from));
      expect(analyzer.finish()).toEqual(whole);
    }),
    { numRuns: 20 },
  );
  const hostile = [
    `{"level":50,"msg":"${"\\".repeat(300_000)}`,
    `level=error msg="${"\\x".repeat(200_000)}`,
    "<9".repeat(200_000),
  ];
  const began = performance.now();
  for (const text of hostile) analyze(`level=info msg=a\n`.repeat(300) + text);
  for (const text of hostile) analyze(text);
  expect(performance.now() - began).toBeLessThan(5000);
});

test("an entry's category is what it says; the place in it does not make it a compiler's finding", () => {
  const klog = (text: string) =>
    analyze(`I1122 11:07:03.123456    1234 server.go:123] Starting\nE1122 11:07:04.000001    1234 ${text}\n`)
      .category;
  expect(klog("reflector.go:147] shop/factory.go:150: Failed to watch: services is forbidden")).toBe(
    "permission",
  );
  expect(klog("queue.go:9] shop/queue.go:150: no queue of that name")).toBe("application_error");
});
