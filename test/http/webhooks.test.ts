import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMemoryServices, type MemoryServices } from "../support/memory-services.ts";
import { type ServedApp, serveApp } from "../support/serve-app.ts";

let services: MemoryServices;
let app: ServedApp;

beforeEach(async () => {
  services = createMemoryServices();
  // Open to the world: webhooks still need no token.
  app = await serveApp(services, { token: "secret", loopbackOnly: false });
});
afterEach(() => app.close());

function send(
  body: string | Uint8Array<ArrayBuffer>,
  source = "github",
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${app.url}/webhooks/${source}`, { method: "POST", body, headers });
}

test("the service gets the raw bytes and lower-case headers, so that a signature can be checked", async () => {
  const body = Buffer.from('{"a":  1, "ü": "\\u0000"}\r\n ');
  const signature = `sha256=${createHmac("sha256", "s").update(body).digest("hex")}`;
  const answer = await send(body, "github", {
    "Content-Type": "application/json",
    "X-Hub-Signature-256": signature,
    "X-GitHub-Event": "workflow_run",
  });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ outcome: "opened", incidents: ["INC-7"] });
  const { source, request } = services.webhooks[0]!;
  expect(source).toBe("github");
  expect(Buffer.from(request.body)).toEqual(body);
  expect(request.headers).toMatchObject({
    "x-hub-signature-256": signature,
    "x-github-event": "workflow_run",
  });
});

test.each([
  ["nothing", ""],
  ["not JSON", "{{{{"],
  ["binary", randomBytes(100_000)],
  ["deep nesting", "[".repeat(200_000)],
  ["not UTF-8", Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28])],
])("a body of %s is handed over, not choked on", async (_, body) => {
  const answer = await send(body);
  expect(answer.status).toBe(202);
  expect(services.webhooks[0]?.request.body).toHaveLength(Buffer.byteLength(body));
});

test("more than 25 MB is refused, told beforehand or not", async () => {
  const large = Buffer.alloc(25 * 1024 * 1024 + 1);
  const told = await send(large);
  expect(told.status).toBe(413);
  expect(await told.json()).toMatchObject({ error: { code: "too_large", remedy: expect.any(String) } });

  async function* chunks() {
    for (let sent = 0; sent < 30; sent += 1) yield Buffer.alloc(1024 * 1024);
  }
  const untold = await fetch(`${app.url}/webhooks/github`, {
    method: "POST",
    body: ReadableStream.from(chunks()),
    duplex: "half",
  }).catch(() => undefined);
  // The server may hang up before the sender has finished; it must not take the delivery.
  expect(untold?.status ?? 413).toBe(413);
  expect(services.webhooks).toEqual([]);
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
});

test("exactly 25 MB arrives whole", async () => {
  expect((await send(Buffer.alloc(25 * 1024 * 1024, 7))).status).toBe(202);
  expect(services.webhooks[0]?.request.body).toHaveLength(25 * 1024 * 1024);
});

test("a sender that hangs up in the middle leaves nothing behind", async () => {
  const socket = connect(app.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST /webhooks/github HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf");
  socket.resume().end();
  await once(socket, "close");
  expect((await send("{}")).status).toBe(202);
  expect(services.webhooks).toHaveLength(1);
});

test("the service's refusals pass through, and a service that fails is 503 so that the sender tries again", async () => {
  services.answerWebhooks(() => ({
    status: 401,
    body: {
      error: { code: "bad_signature", message: "The signature is wrong.", remedy: "Check the secret." },
    },
  }));
  const refused = await send("{}");
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ error: { code: "bad_signature" } });

  services.answerWebhooks(() => {
    throw new Error("postgres://user:password@host is down");
  });
  const failed = await send("{}");
  expect(failed.status).toBe(503);
  const text = await failed.text();
  expect(JSON.parse(text)).toMatchObject({ error: { code: "unavailable" } });
  expect(text).not.toContain("password");
});

test.each(["..%2F..", "%3Cscript%3E", "GITHUB", "x".repeat(200), "a%00b", "%E0%A4%A"])(
  "the odd source %s is unknown",
  async (source) => {
    const answer = await send("{}", source);
    expect(answer.status).toBe(404);
    expect(services.webhooks).toEqual([]);
  },
);

test("only the generic webhook has senders of its own", async () => {
  expect((await send("{}", "generic/jenkins")).status).toBe(202);
  expect(services.webhooks[0]).toMatchObject({ source: "generic", request: { sender: "jenkins" } });
  for (const odd of ["github/jenkins", "generic/Jenkins", "generic/a%2Fb", "generic/a/b"]) {
    expect((await send("{}", odd)).status).toBe(404);
  }
  expect(services.webhooks).toHaveLength(1);
});

test("another method is not a webhook", async () => {
  expect((await fetch(`${app.url}/webhooks/github`)).status).toBe(404);
});
