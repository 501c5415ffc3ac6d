import { randomUUID } from "node:crypto";
import pino from "pino";
import { inject } from "vitest";
import { createChromaMemory } from "../../src/vectorstore/chroma-memory.ts";
import { createLocalEmbeddings } from "../../src/vectorstore/embeddings/local-embeddings.ts";
import type { IncidentMemory } from "../../src/vectorstore/incident-memory.ts";

/** An empty incident memory on the shared Chroma server, in a collection of its own. */
export function createTestMemory(): IncidentMemory {
  return createChromaMemory({
    url: inject("chromaUrl"),
    embeddings: createLocalEmbeddings(),
    logger: pino({ level: "silent" }),
    collection: `test-${randomUUID()}`,
  });
}
