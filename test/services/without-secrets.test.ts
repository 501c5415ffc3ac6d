import pino from "pino";
import { expect, test } from "vitest";
import { createReceiveWebhook } from "../../src/services/receive-webhook.ts";
import { openStore } from "../../src/store/database.ts";
import { createAlertmanagerTrigger } from "../../src/triggers/alertmanager/alertmanager-trigger.ts";
import { createGenericTrigger } from "../../src/triggers/generic/generic-trigger.ts";
import { createTestDatabase } from "../support/database.ts";

const logger = pino({ level: "silent" });
const password = "pw-9fQ2xLr7VtZk";

test("what senders wrote in their own words is stored without its secrets", async () => {
  const database = await createTestDatabase();
  const store = await openStore(database.url, { signal: new AbortController().signal, logger });
  const receive = createReceiveWebhook({
    triggers: [
      createGenericTrigger({ mappings: {}, allowUnsigned: true, now: () => new Date() }),
      createAlertmanagerTrigger({ allowUnsigned: true, leastSeverity: "warning" }),
    ],
    incidents: store.incidents,
    logger,
  });
  const post = (source: string, payload: unknown) =>
    receive(source, { headers: {}, body: Buffer.from(JSON.stringify(payload)) });

  await post("generic", { status: "failure", title: `login with password=${password} failed`, password });
  const annotations = { description: `postgres://app:${password}@db/shop refuses` };
  const labels = { alertname: "DatabaseDown" };
  await post("alertmanager", {
    alerts: [{ status: "firing", labels, annotations, startsAt: new Date().toISOString() }],
  });

  const stored = JSON.stringify(await store.incidents.list({ limit: 10 }));
  expect(stored).toContain("DatabaseDown");
  expect(stored).toContain("[redacted:");
  expect(stored).not.toContain(password);
  // The success of a stream whose name held a secret still ends it.
  const green = await post("generic", { status: "ok", title: `login with password=${password} failed` });
  expect(green.body).toMatchObject({ outcome: "resolved" });
  await store.close();
  await database.close();
});
