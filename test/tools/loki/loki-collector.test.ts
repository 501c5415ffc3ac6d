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

function collect(subject: Subject, more: Partial<LokiOptions> = {}, target = "") {
  const collector = createLokiCollector({
    url: loki?.url ?? "http://127.0.0.1:1",
    now: () => new Date("2026-03-14T12:00:00Z"),
    ...more,
    limits: { retryMs: 1, ...more.limits },
  });
  const request = { kind: "container_log", target, reason: "to read", askedBy: "triage" } as const;
  expect(collector.answers(subject, request)).toBe(true);
  return collector.collect(subject, request, { signal: AbortSignal.timeout(20_000) });
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

test.each([
  [{ status: 401 }, "credentials_refused"],
  [{ status: 403 }, "permission_missing"],
  [{ status: 302, headers: { location: "http://127.0.0.1:1/" } }, "not_found"],
  [{ status: 200, body: "<html>" }, "malformed_answer"],
  [{ status: 200, body: '{"data":{"resultType":"matrix","result":[]}}' }, "malformed_answer"],
  [{ status: 200, body: " ".repeat(5_000) }, "too_large"],
])("%j is a gap: %s", async (answer, code) => {
  loki = await createLokiStandIn(streams);
  loki.next(answer);
  const { evidence, gaps } = await collect(alert, { limits: { answerBytes: 4_000, retries: 0 } });
  expect(evidence).toEqual([]);
  expect(gaps).toEqual([expect.objectContaining({ code, remedy: expect.any(String) })]);
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
