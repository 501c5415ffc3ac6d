import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { Step } from "../../src/domain/index.ts";
import {
  createMemoryServices,
  type MemoryServices,
  runningIncident,
  sampleIncident,
} from "../support/memory-services.ts";
import { samplePostMortem } from "../support/sample-post-mortem.ts";
import { type ServedApp, serveApp } from "../support/serve-app.ts";

let services: MemoryServices;
let app: ServedApp;

beforeEach(async () => {
  services = createMemoryServices([sampleIncident, runningIncident]);
  app = await serveApp(services, { loopbackOnly: true });
});
afterEach(() => app.close());

const Listed = z.object({
  incidents: z.array(z.looseObject({ id: z.string() })),
  next: z.string().optional(),
});

async function listed(path: string): Promise<z.infer<typeof Listed>> {
  return Listed.parse(await (await get(path)).json());
}

const get = (path: string, headers: Record<string, string> = {}) => fetch(app.url + path, { headers });

function post(path: string, body: unknown): Promise<Response> {
  return fetch(app.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

test("incidents are listed newest first, with their causes in one line", async () => {
  const answer = await listed("/api/incidents");
  expect(answer.incidents.map((incident) => incident.id)).toEqual(["INC-8", "INC-7"]);
  expect(answer.incidents[1]).toMatchObject({
    status: "reported",
    verdict: "likely",
    category: "test_failure",
    headline: expect.stringContaining("the cart total is 1999"),
  });
  expect(answer.incidents[1]).not.toHaveProperty("postMortem");
});

test("the list is filtered, bounded and paged", async () => {
  await get("/api/incidents?status=reported&text=%20cart%20&limit=100000");
  expect(services.filters.at(-1)).toEqual({ status: "reported", text: "cart", limit: 100 });
  const first = await listed("/api/incidents?limit=1");
  expect(first.next).toBe("INC-8");
  const second = await listed(`/api/incidents?limit=1&before=${first.next}`);
  expect(second.incidents[0]?.id).toBe("INC-7");
  expect((await get("/api/incidents?status=broken")).status).toBe(400);
});

test("an incident comes whole, and in three renderings", async () => {
  expect(await (await get("/api/incidents/INC-7")).json()).toEqual(sampleIncident);

  const markdown = await get("/api/incidents/INC-7/report.md");
  expect(markdown.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
  expect(await markdown.text()).toMatch(/^# Likely: `sumPrices`/);

  const html = await get("/api/incidents/INC-7/report.html");
  expect(html.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await html.text()).toMatch(/^<!doctype html>/);

  expect(await (await get("/api/incidents/INC-7/report.json")).json()).toEqual(samplePostMortem);
});

test("a report that is not written yet says how to wait for it", async () => {
  const answer = await get("/api/incidents/INC-8/report.md");
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({
    error: { code: "report_not_found", remedy: expect.stringContaining("/api/incidents/INC-8/steps") },
  });
});

test.each([
  "/api/incidents/INC-99",
  "/api/incidents/INC-99/steps",
  "/api/incidents/..%2f..%2fetc",
  "/api/incidents/%3Cscript%3E",
  "/api/incidents/INC-7/evidence/E99",
  "/api/incidents/INC-7/evidence/%00",
  "/api/nothing",
])("%s is not found, in JSON", async (path) => {
  const answer = await get(path);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({
    error: { code: expect.any(String), message: expect.any(String), remedy: expect.any(String) },
  });
});

test("evidence comes as plain text that a browser runs nothing of", async () => {
  services.texts.set("INC-7/E1", (number) => (number === 1 ? "<script>alert(1)</script>" : "ü"));
  const answer = await get("/api/incidents/INC-7/evidence/E1");
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("content-security-policy")).toContain("sandbox");
  expect((await answer.text()).split("\n")).toHaveLength(85);
});

test("a huge log is streamed as it is read, and its reading ends when the reader leaves", async () => {
  const huge = {
    ...samplePostMortem,
    evidence: [{ ...samplePostMortem.evidence[0]!, id: "E1", lines: 50_000_000 }],
  };
  services.finish({ ...sampleIncident, postMortem: huge });
  let read = 0;
  services.texts.set("INC-7/E1", (number) => {
    read = number;
    return "x".repeat(1_000);
  });
  const leaving = new AbortController();
  const answer = await fetch(`${app.url}/api/incidents/INC-7/evidence/E1`, { signal: leaving.signal });
  const reader = answer.body!.getReader();
  await reader.read();
  leaving.abort();
  await expect(reader.read()).rejects.toThrow(/abort/i);
  expect(read).toBeLessThan(1_000_000);
});

test("steps are a list, or followed live until the investigation is done", async () => {
  services.addStep("INC-8", "triage", "looked at run 8852");
  expect(await (await get("/api/incidents/INC-8/steps")).json()).toMatchObject({
    steps: [{ sequence: 1, node: "triage", message: "looked at run 8852" }],
  });

  const following = await get("/api/incidents/INC-8/steps", { accept: "text/event-stream" });
  expect(following.headers.get("content-type")).toContain("text/event-stream");
  const events = readEvents(following);
  expect(await next(events)).toMatchObject({ event: "step", id: "1", data: { node: "triage" } });
  services.addStep("INC-8", "fetch", "fetched\nevent: done\ndata: {}\n\n");
  expect(await next(events)).toMatchObject({
    event: "step",
    id: "2",
    data: { message: "fetched\nevent: done\ndata: {}\n\n" },
  });
  services.finish({ ...runningIncident, status: "reported", postMortem: samplePostMortem });
  expect(await next(events)).toMatchObject({ event: "done", data: { status: "reported" } });
  expect((await events.next()).done).toBe(true);
});

test("a browser that reconnects goes on after the last step it saw", async () => {
  for (const node of ["triage", "fetch", "recall"]) services.addStep("INC-8", node, "done");
  const following = await get("/api/incidents/INC-8/steps?after=1", {
    accept: "text/event-stream",
    "last-event-id": "2",
  });
  const events = readEvents(following);
  expect(await next(events)).toMatchObject({ id: "3", data: { node: "recall" } });
  await events.return(undefined);
});

test("following an incident that has ended says so at once", async () => {
  const events = readEvents(await get("/api/incidents/INC-7/steps", { accept: "text/event-stream" }));
  expect(await next(events)).toMatchObject({ event: "done", data: { status: "reported" } });
});

test("an investigation starts from an address, and bad wishes are told what to send", async () => {
  const answer = await post("/api/investigations", {
    url: "https://github.com/acme/checkout/actions/runs/8852",
  });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({
    incident: "INC-8",
    status: "investigating",
    url: "/incidents/INC-8",
  });

  for (const body of [
    {},
    null,
    [],
    "x",
    { url: "not an address" },
    { url: "https://elsewhere.example/1" },
    { subject: { kind: "rm" } },
  ]) {
    const refused = await post("/api/investigations", body);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: "invalid_request" } });
  }
  const large = await post("/api/investigations", { url: `https://github.com/${"x".repeat(100_000)}` });
  expect(large.status).toBe(413);
});

test("files of the server are investigated for its own machine only", async () => {
  const subject = { kind: "folder", directory: "/etc" };
  expect((await post("/api/investigations", { subject })).status).toBe(202);
  const open = await serveApp(services, { loopbackOnly: false, token: "t" });
  const elsewhere = await fetch(`${open.url}/api/investigations`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer t" },
    body: JSON.stringify({ subject }),
  });
  await open.close();
  expect(elsewhere.status).toBe(400);
});

test("a question is answered", async () => {
  const answer = await post("/api/ask", { question: "what failed last?" });
  expect(await answer.json()).toMatchObject({ text: "You asked: what failed last?", incidents: ["INC-7"] });
  expect((await post("/api/ask", { question: "" })).status).toBe(400);
  expect((await post("/api/ask", { question: "x".repeat(4_001) })).status).toBe(400);
});

test("asking for the head alone starts no stream", async () => {
  let read = 0;
  services.texts.set("INC-7/E1", () => String(++read));
  for (const path of ["/api/incidents/INC-7/evidence/E1", "/api/incidents/INC-8/steps"]) {
    const answer = await fetch(app.url + path, { method: "HEAD", headers: { accept: "text/event-stream" } });
    expect(answer.status).toBe(200);
  }
  expect(read).toBe(0);
});

test("readiness follows the service", async () => {
  expect((await get("/readyz")).status).toBe(200);
  services.setReady(false);
  expect((await get("/readyz")).status).toBe(503);
  services.health = () => Promise.reject(new Error("the database is gone"));
  expect((await get("/readyz")).status).toBe(503);
  expect((await get("/healthz")).status).toBe(200);
});

interface ServerSentEvent {
  event?: string;
  id?: string;
  data: Partial<Step>;
}

async function next(events: AsyncGenerator<ServerSentEvent>): Promise<ServerSentEvent | undefined> {
  const { value, done } = await events.next();
  return done === true ? undefined : value;
}

/** Reads events the way the standard says: fields by line, an empty line ends one. */
async function* readEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
      const fields = new Map<string, string>();
      for (const line of text.slice(0, end).split("\n")) {
        const colon = line.indexOf(":");
        if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
      }
      text = text.slice(end + 2);
      const data = fields.get("data");
      if (data === undefined) continue;
      const event = fields.get("event");
      const id = fields.get("id");
      yield {
        data: JSON.parse(data),
        ...(event === undefined ? {} : { event }),
        ...(id === undefined ? {} : { id }),
      };
    }
  }
}
