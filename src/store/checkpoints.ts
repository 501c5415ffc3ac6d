import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type pg from "pg";
import { advisoryLocks, underLock } from "./migrate.ts";

const schema = "inquest_checkpoints";

/** LangGraph's own PostgreSQL checkpointer on our pool, in a schema of its own. Loaded on first use: 250 ms. */
export function createCheckpointer(pool: pg.Pool): () => Promise<BaseCheckpointSaver> {
  const open = async () => {
    const { PostgresSaver } = await import("@langchain/langgraph-checkpoint-postgres");
    const saver = new PostgresSaver(pool, undefined, { schema });
    await underLock(pool, advisoryLocks.checkpoints, () => saver.setup());
    return saver;
  };
  let opening: Promise<BaseCheckpointSaver> | undefined;
  return () => {
    opening ??= open().catch((error: unknown) => {
      // The next caller tries again.
      opening = undefined;
      throw error;
    });
    return opening;
  };
}
