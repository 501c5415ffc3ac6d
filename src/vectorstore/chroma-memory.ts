import type { Collection, Where } from "chromadb";
import type { Logger } from "pino";
import { z } from "zod";
import { Category, type SimilarIncident } from "../domain/index.ts";
import { type ChromaPlace, withCollection } from "./chroma-connection.ts";
import type { Embeddings } from "./embeddings/embeddings.ts";
import type { IncidentMemory, MemoryEntry, MemoryQuery } from "./incident-memory.ts";

export interface ChromaMemorySettings {
  url: string;
  apiKey?: string;
  embeddings: Embeddings;
  logger: Logger;
  /** Beginning of the collection's name; the embeddings' name and dimension follow. Default `inquest-incidents`. */
  collection?: string;
}

/** What lies beside the vector. Values of a Chroma record are scalars. */
const Remembered = z.object({
  title: z.string(),
  summary: z.string(),
  category: Category,
  signature: z.string(),
  repository: z.string(),
  openedAt: z.iso.datetime({ offset: true }),
  /** Empty as long as nobody knows. */
  resolution: z.string(),
});
type Remembered = z.infer<typeof Remembered>;

/** Chroma Cloud takes 16 KiB a document and 4 KiB a value; a character may take 4 bytes. */
const MOST_OF_TEXT = 4_000;
const MOST_OF_VALUE = 1_000;
const newestFirst = new Intl.Collator("en", { numeric: true });

/**
 * Incident memory on a Chroma server (https://docs.trychroma.com): one collection for each make of embeddings,
 * one record an incident, cosine distance. Vectors come from `embeddings`, never from Chroma's own functions.
 *
 * Every verb throws InquestError `memory_unreachable` when the server does not answer within 10 s,
 * `memory_refused` when it refuses the key, `memory_failed` for any other refusal.
 */
export function createChromaMemory(settings: ChromaMemorySettings): IncidentMemory {
  const { embeddings, logger } = settings;
  const place: ChromaPlace = {
    url: settings.url,
    apiKey: settings.apiKey,
    collection: `${settings.collection ?? "inquest-incidents"}-${embeddings.name}-${embeddings.dimension}`,
    metadata: { embeddings: embeddings.name, dimension: embeddings.dimension },
  };

  const similar = (incident: string, value: unknown, found: Pick<SimilarIncident, "match" | "score">) => {
    const record = Remembered.safeParse(value);
    if (!record.success) {
      logger.warn({ incident, err: record.error }, "remembered incident is unreadable");
      return [];
    }
    const { title, summary, category, openedAt, resolution } = record.data;
    const known = resolution === "" ? {} : { resolution };
    return [{ incident, title, summary, category, openedAt, ...found, ...known }];
  };

  const bySignature = async (collection: Collection, query: MemoryQuery): Promise<SimilarIncident[]> => {
    const signature = storable(query.signature, MOST_OF_VALUE);
    if (signature === "") return [];
    const { ids } = await collection.get({ where: { signature }, include: [] });
    // Incident ids count up, and Chroma does not sort.
    const newest = ids
      .filter((id) => id !== query.exclude)
      .sort((a, b) => newestFirst.compare(b, a))
      .slice(0, query.limit);
    if (newest.length === 0) return [];
    const found = await collection.get({ ids: newest, include: ["metadatas"] });
    const records = new Map(found.ids.map((id, index) => [id, found.metadatas[index]]));
    return newest.flatMap((id) => similar(id, records.get(id), { match: "signature", score: 1 }));
  };

  const byMeaning = async (
    collection: Collection,
    query: MemoryQuery,
    signal: AbortSignal,
  ): Promise<SimilarIncident[]> => {
    if (query.text.trim() === "") return [];
    const signature = storable(query.signature, MOST_OF_VALUE);
    // What has the same signature was found already.
    const others: Where = { signature: { $ne: signature } };
    const found = await collection.query({
      queryEmbeddings: await embeddings.embed([storable(query.text, MOST_OF_TEXT)], { signal }),
      // One more, since the asking incident may be among them.
      nResults: query.limit + 1,
      where: signature === "" ? undefined : others,
      include: ["metadatas", "distances"],
    });
    const ids = found.ids[0] ?? [];
    return ids.flatMap((id, index) => {
      const likeness = 1 - (found.distances[0]?.[index] ?? 1);
      if (id === query.exclude || likeness < embeddings.floor) return [];
      const score = Math.min(1, Math.max(0, likeness));
      return similar(id, found.metadatas[0]?.[index], { match: "meaning", score });
    });
  };

  return {
    remember: (entry, { signal }) =>
      withCollection(place, { signal }, async (collection) => {
        const text = storable(entry.text, MOST_OF_TEXT);
        await collection.upsert({
          ids: [entry.incident],
          embeddings: await embeddings.embed([text], { signal }),
          documents: [text],
          metadatas: [recordOf(entry)],
        });
      }),

    recall: (query, { signal }) =>
      withCollection(place, { signal }, async (collection) => {
        const same = await bySignature(collection, query);
        const left = query.limit - same.length;
        const alike = left > 0 ? await byMeaning(collection, { ...query, limit: left }, signal) : [];
        return [...same, ...alike].slice(0, query.limit);
      }),

    resolve: (incident, resolution, { signal }) =>
      withCollection(place, { signal }, async (collection) => {
        // Chroma merges these keys into the record, and passes over an id that it does not have.
        await collection.update({
          ids: [incident],
          metadatas: [{ resolution: storable(resolution, MOST_OF_VALUE) }],
        });
      }),
  };
}

function recordOf(entry: MemoryEntry): Remembered {
  return {
    title: storable(entry.title, MOST_OF_VALUE),
    summary: storable(entry.summary, MOST_OF_VALUE),
    category: entry.category,
    signature: storable(entry.signature, MOST_OF_VALUE),
    repository: storable(entry.repository, MOST_OF_VALUE),
    openedAt: entry.openedAt,
    resolution: storable(entry.resolution ?? "", MOST_OF_VALUE),
  };
}

/** Bounded, and without the halves of characters that a cut or a hostile log leaves and Chroma refuses. */
function storable(text: string, most: number): string {
  return Buffer.from(text.slice(0, most)).toString();
}
