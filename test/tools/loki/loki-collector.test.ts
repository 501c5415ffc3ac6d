import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import type { Subject } from "../../../src/domain/index.ts";
import { createLokiCollector, type LokiOptions } from "../../../src/tools/loki/loki-collector.ts";
import { createLokiStandIn, type LokiStandIn, type LokiStream } from "../../support/loki-stand-in.ts";

let loki: LokiStandIn | undefined;

afterEach(async () => {
  loki?.assertClean();
  await loki?.close();
  loki = undefined;
});

const pod = { namespace: "shop", pod: "checkout-7c9d8f6b5-x2x9k", container: "app" };
const streams: LokiStream[] = [
  {
    labels: pod,
    lines: [
      ["2026-03-14T09:20:00Z", "GET /cart 200"],
      ["2026-03-14T09:30:00Z", "ERROR could not reach the price service"],
      ["2026-03-14T10:05:00Z", "GET /cart 200"],
      ["2026-03-14T10:08:00Z", "java.lang.OutOfMemoryError: Java heap space\n\tat shop.Cart.total"],
      ["2026-03-14T10:12:00Z", "starting"],
      ["2026-03-14T11:00:00Z", "ERROR long after"],
    ],
  },
  { labels: { ...pod, container: "proxy" }, lines: [["2026-03-14T10:07:00Z", "upstream reset"]] },
  {
    labels: { ...pod, pod: "search-6d5c4b3a29-aaaaa" },
    lines: [["2026-03-14T10:08:00Z", "ERROR of another"]],
  },
];

const alert: Subject = {
  kind: "alert",
  name: "CheckoutDown",
  labels: { alertname: "CheckoutDown", namespace: "shop", deployment: "checkout" },
  annotations: {},
  startsAt: "2026-03-14T10:08:30Z",
  fingerprint: "f",
};

function collect(subject: Subject, more: Partial<LokiOptions> = {}, target = "", at?: string) {
  const collector = createLokiCollector({
    url: loki?.url ?? "http://127.0.0.1:1",
    now: () => new Date("2026-03-14T12:00:00Z"),
    ...more,
    limits: { retryMs: 1, ...more.limits },
  });
  const request = { kind: "container_log", target, reason: "to read", askedBy: "triage" } as const;
  expect(collector.answers(subject, request)).toBe(true);
  return collector.collect(subject, request, { signal: AbortSignal.timeout(20_000), ...(at ? { at } : {}) });
}

test("the lines around the start and the errors of the hour before, a piece of evidence a container", async () => {
  loki = await createLokiStandIn(streams);
  const { evidence, gaps } = await collect(alert, { token: "a-token", tenant: "shop" });
  expect(gaps).toEqual([]);
  expect(evidence.map(({ kind, title, content }) => [kind, title, content])).toEqual([
    [
      "container_log",
      "Log of checkout-7c9d8f6b5-x2x9k/app (Loki)",
      [
        "2026-03-14T09:30:00.000Z ERROR could not reach the price service",
        "2026-03-14T10:05:00.000Z GET /cart 200",
        "2026-03-14T10:08:00.000Z java.lang.OutOfMemoryError: Java heap space ⏎ \tat shop.Cart.total",
        "2026-03-14T10:12:00.000Z starting",
        "",
      ].join("\n"),
    ],
    [
      "container_log",
      "Log of checkout-7c9d8f6b5-x2x9k/proxy (Loki)",
      "2026-03-14T10:07:00.000Z upstream reset\n",
    ],
  ]);
  expect(loki.questions[0]?.headers).toMatchObject({
    authorization: "Bearer a-token",
    "x-scope-orgid": "shop",
  });
});

test("a target narrows to a container, and a workload's logs are found under the labels of other shippers", async () => {
  loki = await createLokiStandIn(streams);
  const { evidence } = await collect(alert, {}, "proxy");
  expect(evidence.map(({ title }) => title)).toEqual(["Log of checkout-7c9d8f6b5-x2x9k/proxy (Loki)"]);
  await loki.close();
  const labels = { service_name: "checkout" };
  loki = await createLokiStandIn([{ labels, lines: [["2026-03-14T11:58:00Z", "panic: nil map"]] }]);
  const workload: Subject = {
    kind: "workload",
    cluster: "",
    namespace: "shop",
    workload: "Deployment",
    name: "checkout",
  };
  expect((await collect(workload)).evidence[0]?.content).toContain("panic: nil map");
});

test("Loki's pause is kept, and given up on when it is too long", async () => {
  loki = await createLokiStandIn(streams);
  loki.next({ status: 429 }, { status: 503 }, { status: 429, headers: { "retry-after": "0.01" } });
  expect((await collect(alert)).evidence).toHaveLength(2);
  expect(loki.questions).toHaveLength(5);
  loki.next({ status: 429, headers: { "retry-after": "3600" } });
  const { evidence, gaps } = await collect(alert);
  expect(evidence).toEqual([]);
  expect(gaps).toEqual([expect.objectContaining({ code: "rate_limited" })]);
  expect(loki.questions).toHaveLength(6);
});

const page = { "content-type": "text/html" };

test.each([
  [{ status: 401 }, "credentials_refused", /Loki wants credentials\. .*Set LOKI_TOKEN/],
  [{ status: 401, body: "no org id" }, "credentials_refused", /tenant\. .*LOKI_TENANT/],
  [{ status: 403, body: '{"message":"not yours"}' }, "permission_missing", /read: "not yours"/],
  [{ status: 404, body: "404 page not found" }, "not_found", /Check LOKI_URL/],
  [{ status: 302, headers: { location: "http://127.0.0.1:1/" } }, "not_found", /redirects to 127\.0\.0\.1:1/],
  [
    { status: 302, headers: { location: "https://sso.example/oauth2/authorize?state=s3cr3t" } },
    "credentials_refused",
    /A sign-in stands before Loki: it redirects to sso\.example\/oauth2\/authorize\. .*Set LOKI_TOKEN/,
  ],
  [
    { status: 400, body: "the query time range exceeds the limit (query length: 1h15m, limit: 30m)" },
    "limit_reached",
    /query length: 1h15m, limit: 30m.* .*max_query_length/,
  ],
  [
    { status: 400, body: "maximum of series (500) reached for a single query" },
    "limit_reached",
    /max_query_series/,
  ],
  [{ status: 504, body: "query timed out" }, "timeout", /query_timeout/],
  [{ status: 400, body: "parse error at line 1, col 2" }, "refused", /Loki answered 400: "parse error/],
  [{ status: 500, body: "<html><p>nginx</p>" }, "unreachable", /Loki answered 500\. /],
  [{ status: 429, body: "too many outstanding requests" }, "rate_limited", /too many outstanding/],
  [
    { status: 200, body: "<!doctype html><title>Log in</title>", headers: page },
    "malformed_answer",
    /sign-in/,
  ],
  [{ status: 200, body: '{"data":{"resultType":"streams","resu' }, "malformed_answer", /broke off/],
  [
    { status: 200, body: "no gzip at all", headers: { "content-encoding": "gzip" } },
    "malformed_answer",
    /broke off/,
  ],
  [{ status: 200, body: '{"data":{"resultType":"matrix","result":[]}}' }, "malformed_answer", /its language/],
])("%j is one gap: %s", async (answer, code, words) => {
  loki = await createLokiStandIn(streams);
  loki.next(answer);
  const { evidence, gaps } = await collect(alert, { limits: { retries: 0 } });
  expect(evidence).toEqual([]);
  expect(gaps).toEqual([expect.objectContaining({ code, remedy: expect.any(String) })]);
  const said = `${gaps[0]?.missing} ${gaps[0]?.remedy}`;
  expect(said).toMatch(words);
  expect(said).not.toContain("s3cr3t");
});

test("an answer that broke off is asked for again, and a packed one is read", async () => {
  loki = await createLokiStandIn(streams);
  const packed = gzipSync(
    JSON.stringify({
      data: { resultType: "streams", result: [{ stream: pod, values: [["1773482880000000000", "packed"]] }] },
    }),
  );
  loki.next(
    { status: 200, body: '{"data":' },
    { status: 200, body: packed, headers: { "content-encoding": "gzip" } },
  );
  const { evidence, gaps } = await collect(alert);
  expect(gaps).toEqual([]);
  expect(evidence[0]?.content).toContain("packed");
});

test("fewer lines are asked for where Loki gives no more, or where they are more than may be read", async () => {
  loki = await createLokiStandIn(streams);
  const words = "max entries limit per query exceeded, limit > max_entries_limit_per_query (5000 > 1000)";
  loki.next({ status: 400, body: words }, { status: 200, body: " ".repeat(9_000) });
  const { evidence, gaps } = await collect(alert, { limits: { answerBytes: 8_000 } });
  expect([evidence.length, gaps]).toEqual([2, []]);
  expect(loki.questions.map(({ limit }) => limit)).toEqual([5_000, 1_000, 100, 5_000]);
  loki.next(...Array.from({ length: 3 }, () => ({ status: 200, body: " ".repeat(9_000) })));
  const huge = await collect(alert, { limits: { answerBytes: 8_000 } });
  expect(huge).toMatchObject({ evidence: [], gaps: [{ code: "too_large" }] });
});

test("a packed answer that unpacks to more than may be read is not unpacked further", async () => {
  loki = await createLokiStandIn(streams);
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));
  loki.next(
    ...Array.from({ length: 4 }, () => ({
      status: 200,
      body: bomb,
      headers: { "content-encoding": "gzip" },
    })),
  );
  const { gaps } = await collect(alert);
  expect(gaps).toMatchObject([{ code: "too_large" }]);
});

test("a Loki that says nothing is given up on", async () => {
  loki = await createLokiStandIn(streams);
  loki.next({ status: 0 });
  const { gaps } = await collect(alert, { limits: { answerMs: 50 } });
  expect(gaps).toMatchObject([{ code: "timeout", remedy: expect.stringContaining("load of Loki") }]);
});

test("a workload's logs are read around the time that it failed", async () => {
  loki = await createLokiStandIn(streams);
  const workload: Subject = {
    kind: "workload",
    cluster: "",
    namespace: "shop",
    workload: "Deployment",
    name: "checkout",
  };
  const { evidence } = await collect(workload, {}, "", "2026-03-14T10:08:30Z");
  expect(evidence[0]?.content).toContain("OutOfMemoryError");
  expect(loki.questions[0]).toMatchObject({ start: Date.parse("2026-03-14T09:58:30Z") / 1000 });
});

test("nobody there, nothing found and nothing to look for are gaps", async () => {
  expect((await collect(alert, { limits: { retries: 0 } })).gaps).toMatchObject([{ code: "unreachable" }]);
  loki = await createLokiStandIn([]);
  expect((await collect(alert)).gaps).toMatchObject([{ code: "not_found" }]);
  const asked = loki.questions.length;
  const nameless: Subject = { ...alert, labels: { alertname: "X", severity: "page" } };
  expect((await collect(nameless)).gaps).toMatchObject([{ code: "not_found" }]);
  expect(loki.questions).toHaveLength(asked);
});

test("labels that are no LogQL are taken as text", async () => {
  loki = await createLokiStandIn(streams);
  const hostile: Subject = { ...alert, labels: { service: 'x"} | drop __error__ {a="(.*' } };
  expect((await collect(hostile)).evidence).toEqual([]);
});

test("an abort ends it", async () => {
  loki = await createLokiStandIn(streams);
  const collector = createLokiCollector({ url: loki.url, now: () => new Date() });
  const request = { kind: "container_log", target: "", reason: "", askedBy: "triage" } as const;
  await expect(collector.collect(alert, request, { signal: AbortSignal.abort() })).rejects.toThrow("aborted");
});
