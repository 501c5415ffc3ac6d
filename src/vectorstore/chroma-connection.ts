import { ChromaClient, type Collection } from "chromadb";
import { InquestError } from "../domain/index.ts";

/** Where a Chroma server is, and what the collections on it are called. */
export interface ChromaPlace {
  url: string;
  apiKey?: string;
  /** One record an incident; found by its metadata, its vector says nothing. */
  incidents: string;
  /** One record a failure, however many incidents it brought; found by its vector. */
  failures: string;
  /** Written to the collection of failures when it is made. */
  failuresMetadata: Record<string, string | number>;
}

export interface ChromaCollections {
  incidents: Collection;
  failures: Collection;
}

/** A call that takes longer is given up: an investigation goes on without its memory rather than wait. */
const CALL_MILLISECONDS = 10_000;

/**
 * The approximate index (HNSW) of failures. With Chroma's own numbers (16, 100, 100) near twins hide what lies
 * beside them: of 200 failures among 2,000 that share most of their words 58 were not found by their own text,
 * with these 2.
 */
const FAILURES_INDEX = {
  space: "cosine",
  max_neighbors: 64,
  ef_construction: 400,
  ef_search: 400,
} as const;

/**
 * Runs one verb on the collections, which are made when they are missing. The client takes a signal only as it
 * is made, so every verb gets its own: that costs one round trip and never leaves a request running.
 *
 * @throws InquestError `memory_unreachable`, `memory_refused` or `memory_failed`; the signal's reason on abort.
 */
export async function withCollections<Result>(
  place: ChromaPlace,
  options: { signal: AbortSignal },
  verb: (collections: ChromaCollections) => Promise<Result>,
): Promise<Result> {
  options.signal.throwIfAborted();
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(CALL_MILLISECONDS)]);
  try {
    const client = clientFor(place, signal);
    // Null, not undefined: undefined makes the client look for a package that downloads a model.
    const embeddingFunction = null;
    const [incidents, failures] = await Promise.all([
      client.getOrCreateCollection({ name: place.incidents, embeddingFunction }),
      client.getOrCreateCollection({
        name: place.failures,
        metadata: place.failuresMetadata,
        configuration: { hnsw: FAILURES_INDEX },
        embeddingFunction,
      }),
    ]);
    return await verb({ incidents, failures });
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
