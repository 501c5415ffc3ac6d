import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pLimit from "p-limit";
import pino from "pino";
import { expect, test } from "vitest";
import { createReceiveWebhook } from "../../src/services/receive-webhook.ts";
import { openStore } from "../../src/store/database.ts";
import {
  createAlertmanagerTrigger,
  createGrafanaTrigger,
} from "../../src/triggers/alertmanager/alertmanager-trigger.ts";
import { createGenericTrigger } from "../../src/triggers/generic/generic-trigger.ts";
import { createGitHubTrigger } from "../../src/triggers/github/github-trigger.ts";
import { createGitLabTrigger } from "../../src/triggers/gitlab/gitlab-trigger.ts";
import { createTestDatabase } from "../support/database.ts";
import { createMemoryServices } from "../support/memory-services.ts";
import { serveApp } from "../support/serve-app.ts";

/** Recorded payloads, where this machine has them; they are not part of the repository. */
const collection = join(import.meta.dirname, "../../../shared/data/webhooks");
const here = existsSync(collection);

const allowUnsigned = true;
const alerts = { allowUnsigned, leastSeverity: "info" } as const;
const now = () => new Date();
/** Reads whatever a payload of any sender has at its top. */
const mapped = {
  when: [],
  failure: { pointer: "/action", values: ["completed", "created", "opened"] },
  fields: { title: ["/name", "{/action} of {/repository/name}", "/object_kind"], id: "/id", url: "/url" },
};
const triggers = [
  createGitHubTrigger({ allowUnsigned }),
  createGitLabTrigger({ allowUnsigned }),
  createAlertmanagerTrigger(alerts),
  createGrafanaTrigger(alerts),
  createGenericTrigger({ mappings: { mapped }, allowUnsigned, now }),
];
const addresses = ["github", "gitlab", "alertmanager", "grafana", "generic", "generic/mapped"];
const gitHubEvents = ["workflow_run", "check_run", "check_suite", "deployment_status"];

test.skipIf(!here)(
  "no payload of any sender, whole, cut or mutated, at any address, is a server error",
  { timeout: 240_000 },
  async () => {
    const database = await createTestDatabase();
    const logger = pino({ level: "silent" });
    const store = await openStore(database.url, { signal: new AbortController().signal, logger });
    const receiveWebhook = createReceiveWebhook({ triggers, incidents: store.incidents, logger });
    const app = await serveApp({ ...createMemoryServices(), receiveWebhook }, { loopbackOnly: true });
    const limit = pLimit(8);
    const statuses = new Map<string, number>();
    const wrong: string[] = [];

    const deliver = (what: string, address: string, body: Buffer<ArrayBuffer>, event: string) =>
      limit(async () => {
        const headers = { "content-type": "application/json", "x-github-event": event };
        const response = await fetch(`${app.url}/webhooks/${address}`, { method: "POST", headers, body });
        const answer: unknown = await response.json();
        statuses.set(
          `${address} ${response.status}`,
          (statuses.get(`${address} ${response.status}`) ?? 0) + 1,
        );
        if (response.status >= 500)
          wrong.push(`${what} at ${address}: ${response.status} ${JSON.stringify(answer)}`);
      });

    const files = readdirSync(collection, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".json"),
    );
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const whole = readFileSync(join(collection, file));
      const event = gitHubEvents.find((name) => whole.includes(`"${name}":`)) ?? "push";
      const own = addresses.find((address) => file.startsWith(address)) ?? "generic/mapped";
      const sent = addresses.flatMap((address) => [
        deliver(file, address, whole, event),
        deliver(`half of ${file}`, address, whole.subarray(0, Math.floor(whole.length / 2)), event),
      ]);
      for (const [index, mutant] of [...mutantsOf(whole.toString("utf8"))].entries()) {
        sent.push(deliver(`mutant ${index} of ${file}`, own, mutant, event));
        const other = addresses[index % addresses.length] ?? own;
        if (other !== own) sent.push(deliver(`mutant ${index} of ${file}`, other, mutant, event));
      }
      await Promise.all(sent);
    }

    expect(wrong).toEqual([]);
    // Every address both took deliveries and refused what it does not understand.
    for (const address of addresses) {
      expect([statuses.get(`${address} 202`), statuses.get(`${address} 400`)]).not.toContain(undefined);
    }
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    await app.close();
    await store.close();
    await database.close();
  },
);

const strange = [undefined, null, "x", -1.5, [], {}, "\u0000\ud800", "9".repeat(5_000)];

/** The payload with failing words, strange words, and each of its parts in turn made strange. */
function* mutantsOf(text: string): Generator<Buffer<ArrayBuffer>> {
  yield Buffer.from(text.replaceAll('"success"', '"failure"').replaceAll('"requested"', '"completed"'));
  yield Buffer.from(text.replaceAll('"success"', '"failed"').replaceAll('"running"', '"failed"'));
  // Every text ends with what no database column takes.
  yield Buffer.from(
    text.replaceAll(/([A-Za-z])",?$/gm, '$1\\u0000\\ud83d",').replaceAll(/,(\s*[}\]])/g, "$1"),
  );
  const payload: unknown = JSON.parse(text);
  const places = [...placesOf(payload, [], 4)];
  // Evenly over the whole of a large payload.
  const every = Math.max(1, Math.ceil(places.length / 20));
  for (const [index, place] of places.filter((_, at) => at % every === 0).entries()) {
    yield Buffer.from(JSON.stringify(changed(payload, place, strange[index % strange.length])));
  }
}

function* placesOf(value: unknown, path: string[], depth: number): Generator<string[]> {
  if (typeof value !== "object" || value === null || depth === 0) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [...path, key];
    yield* placesOf(inner, [...path, key], depth - 1);
  }
}

function changed(value: unknown, [key, ...rest]: string[], into: unknown): unknown {
  if (key === undefined) return into;
  if (Array.isArray(value))
    return value.map((one, at) => (String(at) === key ? changed(one, rest, into) : one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, name === key ? changed(one, rest, into) : one]),
  );
}
