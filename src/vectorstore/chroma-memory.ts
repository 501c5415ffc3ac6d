import { createHash } from "node:crypto";
import type { Collection, Where } from "chromadb";
import type { Logger } from "pino";
import { z } from "zod";
import { Category, type SimilarIncident } from "../domain/index.ts";
import { type ChromaCollections, type ChromaPlace, withCollections } from "./chroma-connection.ts";
import type { Embeddings } from "./embeddings/embeddings.ts";
import type { IncidentMemory, MemoryEntry, MemoryQuery } from "./incident-memory.ts";

export interface ChromaMemorySettings {
  url: string;
  apiKey?: string;
  embeddings: Embeddings;
  logger: Logger;
  /** Beginning of the collections' names. Default `inquest`. */
  collection?: string;
}

/** What is kept of an incident. Values of a Chroma record are scalars. */
const Remembered = z.object({
  title: z.string(),
  summary: z.string(),
  category: Category,
  signature: z.string(),
  /** Id of the failure that it was; empty when its text says nothing. */
  failure: z.string(),
  repository: z.string(),
  openedAt: z.iso.datetime({ offset: true }),
  /** Empty as long as nobody knows. */
  resolution: z.string(),
});
type Remembered = z.infer<typeof Remembered>;

/** Chroma Cloud takes 16 KiB a document and 4 KiB a value; a character may take 4 bytes. */
const MOST_OF_TEXT = 4_000;
const MOST_OF_VALUE = 1_000;
/** Texts at least this alike are the same failure. It keeps heaps of twins out of the index, which they spoil. */
const TWINS = 0.97;
/** Failures looked at beyond the wanted ones: some have only incidents that were found already. */
const SPARE_FAILURES = 10;
/** Incidents are found by metadata only, yet Chroma wants a vector of each. */
const NO_VECTOR = [1];
const newestFirst = new Intl.Collator("en", { numeric: true });

/**
 * Incident memory on a Chroma server (https://docs.trychroma.com): a collection of incidents, and for each make
 * of embeddings one of failures, by cosine distance. Vectors come from `embeddings`, never from Chroma's own
 * functions.
 *
 * Every verb throws InquestError `memory_unreachable` when the server does not answer within 10 s,
 * `memory_refused` when it refuses the key, `memory_failed` for any other refusal.
 */
export function createChromaMemory(settings: ChromaMemorySettings): IncidentMemory {
  const { embeddings, logger } = settings;
  const prefix = settings.collection ?? "inquest";
  const place: ChromaPlace = {
    url: settings.url,
    apiKey: settings.apiKey,
    incidents: `${prefix}-incidents`,
    failures: `${prefix}-failures-${embeddings.name}-${embeddings.dimension}`,
    failuresMetadata: { embeddings: embeddings.name, dimension: embeddings.dimension },
  };

  /** Failures near this text, nearest first. */
  const nearest = async (failures: Collection, vectors: number[][], count: number) => {
    const found = await failures.query({ queryEmbeddings: vectors, nResults: count, include: ["distances"] });
    const distances = found.distances[0] ?? [];
    return (found.ids[0] ?? []).map((id, index) => ({ id, likeness: 1 - (distances[index] ?? 1) }));
  };

  /** Id of the failure that this text tells of, which is remembered when it is new. */
  const failureOf = async (failures: Collection, text: string, signal: AbortSignal): Promise<string> => {
    if (text.trim() === "") return "";
    const vectors = await embeddings.embed([text], { signal });
    const [known] = await nearest(failures, vectors, 1);
    if (known && known.likeness >= TWINS) return known.id;
    const id = createHash("sha256").update(text).digest("hex");
    await failures.upsert({ ids: [id], embeddings: vectors, documents: [text] });
    return id;
  };

  const similarOf = (incident: string, value: unknown, found: Pick<SimilarIncident, "match" | "score">) => {
    const record = Remembered.safeParse(value);
    if (!record.success) {
      logger.warn({ incident, err: record.error }, "remembered incident is unreadable");
      return [];
    }
    const { title, summary, category, openedAt, resolution } = record.data;
    const known = resolution === "" ? {} : { resolution };
    return [{ incident, title, summary, category, openedAt, ...found, ...known }];
  };

  /** The newest incidents of which this holds. */
  const newest = async (
    incidents: Collection,
    where: Where,
    query: MemoryQuery,
    found: Pick<SimilarIncident, "match" | "score">,
  ): Promise<SimilarIncident[]> => {
    const { ids } = await incidents.get({ where, include: [] });
    // Incident ids count up, and Chroma does not sort.
    const wanted = ids
      .filter((id) => id !== query.exclude)
      .sort((a, b) => newestFirst.compare(b, a))
      .slice(0, query.limit);
    if (wanted.length === 0) return [];
    const records = await incidents.get({ ids: wanted, include: ["metadatas"] });
    const known = new Map(records.ids.map((id, index) => [id, records.metadatas[index]]));
    return wanted.flatMap((id) => similarOf(id, known.get(id), found));
  };

  const bySignature = async ({ incidents }: ChromaCollections, query: MemoryQuery) => {
    const signature = storable(query.signature, MOST_OF_VALUE);
    if (signature === "") return [];
    return newest(incidents, { signature }, query, { match: "signature", score: 1 });
  };

  const byMeaning = async (
    { incidents, failures }: ChromaCollections,
    query: MemoryQuery,
    signal: AbortSignal,
  ): Promise<SimilarIncident[]> => {
    const text = storable(query.text, MOST_OF_TEXT);
    if (text.trim() === "") return [];
    const signature = storable(query.signature, MOST_OF_VALUE);
    const vectors = await embeddings.embed([text], { signal });
    const similar: SimilarIncident[] = [];
    for (const { id, likeness } of await nearest(failures, vectors, query.limit + SPARE_FAILURES)) {
      if (similar.length >= query.limit || likeness < embeddings.floor) break;
      // What has the same signature was found already.
      const where: Where =
        signature === "" ? { failure: id } : { $and: [{ failure: id }, { signature: { $ne: signature } }] };
      const score = Math.min(1, likeness);
      similar.push(...(await newest(incidents, where, query, { match: "meaning", score })));
    }
    return similar.slice(0, query.limit);
  };

  return {
    remember: (entry, { signal }) =>
      withCollections(place, { signal }, async ({ incidents, failures }) => {
        // The failure first: one without an incident does no harm when the next call never comes.
        const failure = await failureOf(failures, storable(entry.text, MOST_OF_TEXT), signal);
        await incidents.upsert({
          ids: [entry.incident],
          embeddings: [NO_VECTOR],
          metadatas: [recordOf(entry, failure)],
        });
      }),

    recall: (query, { signal }) =>
      withCollections(place, { signal }, async (collections) => {
        const same = await bySignature(collections, query);
        const left = query.limit - same.length;
        const alike = left > 0 ? await byMeaning(collections, { ...query, limit: left }, signal) : [];
        return [...same, ...alike];
      }),

    resolve: (incident, resolution, { signal }) =>
      withCollections(place, { signal }, async ({ incidents }) => {
        // Chroma merges these keys into the record, and passes over an id that it does not have.
        await incidents.update({
          ids: [incident],
          metadatas: [{ resolution: storable(resolution, MOST_OF_VALUE) }],
        });
      }),
  };
}

function recordOf(entry: MemoryEntry, failure: string): Remembered {
  return {
    title: storable(entry.title, MOST_OF_VALUE),
    summary: storable(entry.summary, MOST_OF_VALUE),
    category: entry.category,
    signature: storable(entry.signature, MOST_OF_VALUE),
    failure,
    repository: storable(entry.repository, MOST_OF_VALUE),
    openedAt: entry.openedAt,
    resolution: storable(entry.resolution ?? "", MOST_OF_VALUE),
  };
}

/** Bounded, and without the halves of characters that a cut or a hostile log leaves and Chroma refuses. */
function storable(text: string, most: number): string {
  return Buffer.from(text.slice(0, most)).toString();
}
