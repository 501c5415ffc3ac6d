import { ChromaClient, type Collection } from "chromadb";
import { InquestError } from "../domain/index.ts";

/** Where a Chroma server is and which collection on it is meant. */
export interface ChromaPlace {
  url: string;
  apiKey?: string;
  collection: string;
  /** Written to the collection when it is made. */
  metadata: Record<string, string | number>;
}

/** A call that takes longer is given up: an investigation goes on without its memory rather than wait. */
const CALL_MILLISECONDS = 10_000;

/**
 * How the collection's approximate index (HNSW) is made. Failures come in heaps of near twins, and with Chroma's
 * own numbers (16, 100, 100) a heap hides what lies beside it: of 20 single failures among 1,980 twins 19 were
 * not found by their own text, with these none, at 3.5 ms a failure instead of 1.5.
 */
const INDEX = { space: "cosine", max_neighbors: 64, ef_construction: 400, ef_search: 400 } as const;

/**
 * Runs one verb on the collection, which is made when it is missing. The client takes a signal only as it is
 * made, so every verb gets its own: that costs one round trip and never leaves a request running.
 *
 * @throws InquestError `memory_unreachable`, `memory_refused` or `memory_failed`; the signal's reason on abort.
 */
export async function withCollection<Result>(
  place: ChromaPlace,
  options: { signal: AbortSignal },
  verb: (collection: Collection) => Promise<Result>,
): Promise<Result> {
  options.signal.throwIfAborted();
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(CALL_MILLISECONDS)]);
  try {
    const collection = await clientFor(place, signal).getOrCreateCollection({
      name: place.collection,
      metadata: place.metadata,
      configuration: { hnsw: INDEX },
      // Null, not undefined: undefined makes the client look for a package that downloads a model.
      embeddingFunction: null,
    });
    return await verb(collection);
  } catch (error) {
    options.signal.throwIfAborted();
    throw explained(error, new URL(place.url).host);
  }
}

function clientFor(place: ChromaPlace, signal: AbortSignal): ChromaClient {
  const { hostname, port, protocol } = new URL(place.url);
  const ssl = protocol === "https:";
  return new ChromaClient({
    host: hostname,
    port: port === "" ? (ssl ? 443 : 80) : Number(port),
    ssl,
    // On Chroma Cloud the key says which tenant and database are meant; left empty, the client asks.
    ...(hostname.endsWith(".trychroma.com") ? { tenant: "", database: "" } : {}),
    ...(place.apiKey === undefined ? {} : { headers: { "x-chroma-token": place.apiKey } }),
    fetchOptions: { signal },
  });
}

function explained(error: unknown, host: string): InquestError {
  const name = error instanceof Error ? error.name : "";
  if (name === "ChromaConnectionError") {
    return new InquestError(
      "memory_unreachable",
      `The incident memory at ${host} does not answer.`,
      "Check that the Chroma server runs and that CHROMA_URL is its address.",
      { cause: error },
    );
  }
  if (name === "ChromaAuthError" || name === "ChromaForbiddenError") {
    return new InquestError(
      "memory_refused",
      `The incident memory at ${host} refuses the key.`,
      "Check CHROMA_API_KEY.",
      { cause: error },
    );
  }
  return new InquestError(
    "memory_failed",
    `The incident memory at ${host} could not do what it was asked.`,
    "Check that CHROMA_URL is a Chroma server of version 1 or later, and its log.",
    { cause: error },
  );
}
