import { afterEach, expect, test } from "vitest";
import { type Listening, listen } from "../../src/cli/listen.ts";

let listening: Listening | undefined;
afterEach(() => listening?.close());

const deliver = (at: Listening) => fetch(`${at.url}/webhooks/github`, { method: "POST", body: "{}" });

test("a delivery that comes while Inquest starts waits, and is taken as soon as it can be recorded", async () => {
  listening = await listen("127.0.0.1", 0, 60_000);
  const delivered = deliver(listening);
  // Asked afterwards, a page is answered first: the delivery is held.
  const page = await fetch(listening.url);
  expect([page.status, page.headers.get("retry-after")]).toEqual([503, "5"]);
  listening.answerWith(async (request) => new Response(await request.text(), { status: 202 }));
  const answer = await delivered;
  expect([answer.status, await answer.text()]).toEqual([202, "{}"]);
});

test("a start that takes longer than a sender waits refuses the delivery, so that it is sent again", async () => {
  listening = await listen("127.0.0.1", 0, 1);
  expect((await deliver(listening)).status).toBe(503);
});

test("who stops it while it starts lets nobody wait", async () => {
  listening = await listen("127.0.0.1", 0, 60_000);
  const delivered = deliver(listening);
  await fetch(listening.url);
  await listening.close();
  listening = undefined;
  expect((await delivered).status).toBe(503);
});
