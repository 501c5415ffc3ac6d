import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { openEmbeddedPostgres } from "../store/embedded-postgres.ts";
import { createChromaMemory } from "../vectorstore/chroma-memory.ts";
import { openEmbeddedChroma } from "../vectorstore/embedded-chroma.ts";
import { createLocalEmbeddings } from "../vectorstore/embeddings/local-embeddings.ts";
import type { IncidentMemory } from "../vectorstore/incident-memory.ts";

/** What the parts that are opened one after another give back; closed in reverse. */
type Closers = (() => Promise<void>)[];

export interface OpeningOptions {
  signal: AbortSignal;
  logger: Logger;
  /** Told in plain words what is being started. */
  onProgress?: (message: string) => void;
}

/** The database's address and the memory; embedded servers are started side by side. */
export async function openServers(
  config: Config,
  options: OpeningOptions,
  closers: Closers,
): Promise<{ database: string; memory: IncidentMemory | undefined }> {
  const opening = [openDatabase(config, options, closers), openMemory(config, options, closers)] as const;
  // A failure of one still waits for the other, so that it is closed.
  await Promise.allSettled(opening);
  const [database, memory] = await Promise.all(opening);
  return { database, memory };
}

async function openDatabase(config: Config, options: OpeningOptions, closers: Closers): Promise<string> {
  if (config.databaseUrl) return config.databaseUrl;
  const { onProgress, signal } = options;
  const server = await openEmbeddedPostgres(
    { folder: join(config.home, "postgres"), onProgress },
    { signal },
  );
  closers.push(() => server.close());
  return server.url;
}

/** Without memory everything else still works, so what goes wrong here is told and then done without. */
async function openMemory(
  config: Config,
  options: OpeningOptions,
  closers: Closers,
): Promise<IncidentMemory | undefined> {
  const { logger, onProgress, signal } = options;
  const embeddings = createLocalEmbeddings();
  if (config.chroma) return createChromaMemory({ ...config.chroma, embeddings, logger });
  try {
    const server = await openEmbeddedChroma({ folder: join(config.home, "chroma"), onProgress }, { signal });
    closers.push(() => server.close());
    return createChromaMemory({ url: server.url, embeddings, logger });
  } catch (err) {
    signal.throwIfAborted();
    logger.warn({ err }, "no incident memory");
    onProgress?.(
      "Chroma does not start here, so past incidents are not recalled; `inquest doctor` says more",
    );
    return undefined;
  }
}
