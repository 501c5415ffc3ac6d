import { expect, test } from "vitest";
import type { FailureEvent } from "../../../src/domain/index.ts";
import {
  createAlertmanagerTrigger,
  createGrafanaTrigger,
} from "../../../src/triggers/alertmanager/alertmanager-trigger.ts";

const trigger = createAlertmanagerTrigger({
  allowUnsigned: true,
  leastSeverity: "warning",
  prometheusHost: "prometheus:9090",
});

interface Alert {
  status: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL: string;
  fingerprint: string;
}

function alert(labels: Record<string, string> = {}, more: Partial<Alert> = {}): Alert {
  return {
    status: "firing",
    labels: { alertname: "CheckoutMemoryHigh", severity: "critical", ...labels },
    annotations: { summary: "Memory of checkout is above 90 %" },
    startsAt: "2026-03-14T10:09:12.345Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "http://prometheus:9090/graph?g0.expr=memory+%3E+0.9&g0.tab=1",
    fingerprint: "5ef77f1f8a3ecfff",
    ...more,
  };
}

function group(alerts: unknown[], more: object = {}) {
  const payload = {
    version: "4",
    groupKey: '{}:{alertname="CheckoutMemoryHigh"}',
    truncatedAlerts: 0,
    status: "firing",
    receiver: "inquest",
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager:9093",
    alerts,
    ...more,
  };
  return { headers: {}, body: Buffer.from(JSON.stringify(payload)) };
}

async function eventsOf(...alerts: unknown[]): Promise<FailureEvent[]> {
  const outcome = await trigger.receive(group(alerts));
  if (outcome.kind !== "events") throw new Error(`no events but ${JSON.stringify(outcome)}`);
  return outcome.events;
}

test("a firing alert becomes a failure with what its labels say", async () => {
  const labels = {
    namespace: "shop",
    deployment: "checkout",
    env: "production",
    image: "registry.acme.example/checkout:1.4.2",
  };
  const [event] = await eventsOf(alert(labels));
  expect(event).toMatchObject({
    source: "alertmanager",
    kind: "failure",
    dedupeKey: "alertmanager:5ef77f1f8a3ecfff:2026-03-14T10:09:12.345Z",
    stream: "alertmanager:5ef77f1f8a3ecfff",
    title: "CheckoutMemoryHigh on shop/checkout: Memory of checkout is above 90 %",
    occurredAt: "2026-03-14T10:09:12.345Z",
    service: "checkout",
    namespace: "shop",
    environment: "production",
    image: labels.image,
    labels: { alertname: "CheckoutMemoryHigh", severity: "critical", ...labels },
    subject: { kind: "alert", name: "CheckoutMemoryHigh", expression: "memory > 0.9" },
    url: "http://prometheus:9090/graph?g0.expr=memory+%3E+0.9&g0.tab=1",
  });
});

test("a group is one event an alert, and a resolved one ends its stream", async () => {
  const resolved = { status: "resolved", endsAt: "2026-03-14T10:20:00Z", fingerprint: "aaaa" };
  const events = await eventsOf(alert({ pod: "a" }), alert({ pod: "b" }, resolved), alert({ pod: "a" }));
  expect(events.map((event) => [event.kind, event.stream, event.occurredAt])).toEqual([
    ["failure", "alertmanager:5ef77f1f8a3ecfff", "2026-03-14T10:09:12.345Z"],
    ["resolution", "alertmanager:aaaa", "2026-03-14T10:20:00.000Z"],
  ]);
});

test("alerts of an old Alertmanager have the state of their group", async () => {
  const { status: _, ...old } = alert({}, { endsAt: "2026-03-14T10:20:00.123456789+01:00" });
  expect(await trigger.receive(group([old], { status: "resolved" }))).toMatchObject({
    events: [{ kind: "resolution" }],
  });
  expect(await eventsOf(old)).toMatchObject([{ kind: "failure" }]);
});

test("the same alert at another start is another failure of the same stream", async () => {
  const [first] = await eventsOf(alert());
  const [again] = await eventsOf(alert({}, { startsAt: "2026-03-15T10:09:12Z" }));
  expect(again?.stream).toBe(first?.stream);
  expect(again?.dedupeKey).not.toBe(first?.dedupeKey);
});

test("an alert without a fingerprint is known by its labels, whatever their order", async () => {
  const without = { fingerprint: "" };
  const [a] = await eventsOf(alert({ x: "1", y: "2" }, without));
  const [b] = await eventsOf(alert({ y: "2", x: "1" }, without));
  const [c] = await eventsOf(alert({ y: "2", x: "3" }, without));
  expect(a?.stream).toBe(b?.stream);
  expect(a?.stream).not.toBe(c?.stream);
});

test.each([
  [{ service: "checkout", job: "shop/other" }, "checkout"],
  [{ service: "kube-state-metrics", job: "kube-state-metrics", pod: "checkout-7c9d8f6b5-x2x9k" }, "checkout"],
  [{ service: "robusta-kube-state-metrics", pod: "orders-db-0" }, "orders-db"],
  [{ job: "shop/checkout" }, "checkout"],
  [{ job: "node-exporter", instance: "10.0.0.1:9100" }, undefined],
  [{ pod: "price-import-28411230-bbfgx", container: "import" }, "price-import"],
])("%j is about %s", async (labels, service) => {
  const [event] = await eventsOf(alert(labels));
  expect(event?.service).toBe(service);
});

test.each([
  [alert({ alertname: "Watchdog", severity: "none" }), "Watchdog only shows that alerting works"],
  [alert({ severity: "info" }), "its severity info is below warning"],
  [alert({ severity: "none" }), "its severity none is below warning"],
])("what asks for nobody is ignored, with the reason", async (quiet, reason) => {
  expect(await trigger.receive(group([quiet]))).toMatchObject({ kind: "ignored", reason });
  const [loud, ...more] = await eventsOf(quiet, alert({ severity: "page" }));
  expect(loud?.labels?.["severity"]).toBe("page");
  expect(more).toEqual([]);
});

test("a severity that nobody knows, or none at all, is taken seriously", async () => {
  expect(await eventsOf(alert({ severity: "sev-2" }))).toHaveLength(1);
  const { severity: _, ...labels } = alert().labels;
  expect(await eventsOf({ ...alert(), labels })).toHaveLength(1);
});

test("an expression is believed only where the address is the configured Prometheus", async () => {
  const [event] = await eventsOf(alert({}, { generatorURL: "http://evil.example/graph?g0.expr=up" }));
  expect(event?.subject).not.toHaveProperty("expression");
});

test("Grafana's form has its panel as the page, and is a stream of its own", async () => {
  const grafana = createGrafanaTrigger({ allowUnsigned: true, leastSeverity: "warning" });
  const told = {
    ...alert(),
    panelURL: "https://grafana.acme.example/d/abc?viewPanel=4",
    dashboardURL: "https://grafana.acme.example/d/abc",
    silenceURL: "https://grafana.acme.example/alerting/silence/new",
    values: { B: 44.2, C: 1 },
    valueString: "[ var='B' labels={} value=44.2 ]",
    generatorURL: "https://grafana.acme.example/alerting/1afz29v7z/edit",
  };
  const outcome = await grafana.receive(
    group([told], { version: "1", orgId: 1, title: "[FIRING:1]", state: "alerting", message: "…" }),
  );
  expect(outcome).toMatchObject({
    kind: "events",
    events: [{ source: "alertmanager", stream: "grafana:5ef77f1f8a3ecfff", url: told.panelURL }],
  });
});

test("a token or a password is asked for once it is set, and always beyond loopback", async () => {
  const options = { allowUnsigned: false, leastSeverity: "warning" } as const;
  const delivery = group([alert()]);
  const answer = (token: string | undefined, authorization?: string) =>
    createAlertmanagerTrigger({ ...options, token }).receive({
      ...delivery,
      headers: authorization === undefined ? {} : { authorization },
    });
  expect(await answer(undefined)).toMatchObject({
    status: 403,
    error: { remedy: expect.stringContaining("ALERTMANAGER_WEBHOOK_TOKEN") },
  });
  expect(await answer("tok")).toMatchObject({ status: 401, error: { code: "token_missing" } });
  expect(await answer("tok", "Bearer kot")).toMatchObject({ status: 401, error: { code: "token_wrong" } });
  expect(await answer("tok", "Bearer tok")).toMatchObject({ kind: "events" });
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  expect(await answer("am:p w:d", basic("am:p w:d"))).toMatchObject({ kind: "events" });
  expect(await answer("am:p w:d", basic("am:p"))).toMatchObject({ status: 401 });
});

test.each([
  ["{", 400],
  ["[]", 400],
  ['{"alerts":{}}', 400],
  ['{"alerts":[{"status":"firing","labels":{},"startsAt":"yesterday"}]}', 400],
  ['{"alerts":[null]}', 400],
])("%s is refused", async (text, status) => {
  expect(await trigger.receive({ headers: {}, body: Buffer.from(text) })).toMatchObject({
    kind: "refused",
    status,
  });
});

test("an empty group is ignored, and labels that are no texts are left out", async () => {
  expect(await trigger.receive(group([]))).toMatchObject({ kind: "ignored" });
  const [event] = await eventsOf({
    ...alert(),
    labels: { alertname: "A", n: 7, deep: { a: 1 }, __proto__: null },
  });
  expect(event?.labels).toEqual({ alertname: "A" });
});
