import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { ChromaClient } from "chromadb";
import pino from "pino";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { createChromaMemory } from "../../src/vectorstore/chroma-memory.ts";
import { createLocalEmbeddings } from "../../src/vectorstore/embeddings/local-embeddings.ts";
import { itRemembersIncidents } from "../contract/incident-memory.ts";
import { createTestMemory } from "../support/chroma.ts";

const signal = new AbortController().signal;
const embeddings = createLocalEmbeddings();
const logger = pino({ level: "silent" });
const query = { text: "no space left on device", signature: "s", limit: 3 };

itRemembersIncidents("Chroma", createTestMemory);

/** An HTTP server on loopback that is no Chroma. */
async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

test("the client's own embedding function is neither looked for nor kept", async () => {
  const warned = vi.spyOn(console, "warn");
  onTestFinished(() => warned.mockRestore());
  const collection = "test-own-vectors";
  const memory = createChromaMemory({ url: inject("chromaUrl"), embeddings, logger, collection });
  await memory.recall(query, { signal });
  const { hostname, port } = new URL(inject("chromaUrl"));
  const client = new ChromaClient({ host: hostname, port: Number(port) });
  const made = await client.getCollection({
    name: `${collection}-failures-${embeddings.name}-${embeddings.dimension}`,
  });
  expect(made.metadata).toEqual({ embeddings: embeddings.name, dimension: embeddings.dimension });
  expect(made.embeddingFunction).toBeUndefined();
  expect(made.configuration.hnsw?.space).toBe("cosine");
  expect(warned).not.toHaveBeenCalled();
});

test("a single failure is found among hundreds that look alike", async () => {
  const memory = createTestMemory();
  const entry = (incident: string, text: string) => ({
    incident,
    title: incident,
    summary: incident,
    category: "unknown" as const,
    signature: incident,
    text,
    repository: "",
    openedAt: "2026-03-01T10:00:00Z",
  });
  await memory.remember(entry("INC-1", "the migration of table orders met a lock"), { signal });
  for (let at = 2; at < 122; at += 20) {
    const twins = Array.from({ length: 20 }, (_, index) => `INC-${at + index}`);
    await Promise.all(
      twins.map((id) => memory.remember(entry(id, "connect ECONNREFUSED in checkout"), { signal })),
    );
  }
  await memory.remember(entry("INC-400", "the certificate of mail.internal has expired"), { signal });
  const nearest = async (text: string) =>
    (await memory.recall({ text, signature: "", limit: 1 }, { signal }))[0];
  expect((await nearest("table orders: the migration met a lock"))?.incident).toBe("INC-1");
  expect((await nearest("the certificate of mail.internal expired"))?.incident).toBe("INC-400");
  expect((await nearest("connect ECONNREFUSED in checkout"))?.score).toBeCloseTo(1, 3);
});

test("a server that is away is said to be away", async () => {
  const memory = createChromaMemory({ url: "http://127.0.0.1:9", embeddings, logger });
  await expect(memory.recall(query, { signal })).rejects.toMatchObject({
    code: "memory_unreachable",
    message: "The incident memory at 127.0.0.1:9 does not answer.",
  });
});

test("a server that refuses the key is said to refuse it, and the key is in no message", async () => {
  const seen: unknown[] = [];
  const url = await listening((request, response) => {
    seen.push(request.headers["x-chroma-token"]);
    response.writeHead(401).end("{}");
  });
  const memory = createChromaMemory({ url, apiKey: "ck-secret", embeddings, logger });
  const error = await memory.recall(query, { signal }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "memory_refused", remedy: "Check CHROMA_API_KEY." });
  expect(seen).toEqual(["ck-secret"]);
  expect(JSON.stringify([error, String(error), String((error as Error).cause)])).not.toContain("ck-secret");
});

test.each([
  ["an error page", 502, "<html>bad gateway</html>"],
  ["another service", 200, "<html>hello</html>"],
  ["JSON of another shape", 200, '{"id":17}'],
])("%s at the address ends in a plain error", async (_, status, body) => {
  const url = await listening((_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  const memory = createChromaMemory({ url, embeddings, logger });
  await expect(memory.recall(query, { signal })).rejects.toMatchObject({ code: "memory_failed" });
});

test("a server that never answers is let go of at once when the investigation is aborted", async () => {
  const abort = new AbortController();
  const reason = new Error("out of time");
  const closed = new Promise<void>((resolve) => {
    void listening((request) => {
      request.socket.once("close", () => resolve());
      abort.abort(reason);
    }).then(async (url) => {
      const memory = createChromaMemory({ url, embeddings, logger });
      await expect(memory.recall(query, { signal: abort.signal })).rejects.toBe(reason);
    });
  });
  await closed;
});
