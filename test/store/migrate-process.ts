import { openStore } from "../../src/store/database.ts";
import { logger } from "./support-logger.ts";

/** Opens the store and its checkpoints as soon as it is told to, and says how that went. */
const [url = ""] = process.argv.slice(2);
process.once("message", () => void open());
process.send?.({ kind: "waiting" });

async function open(): Promise<void> {
  try {
    const store = await openStore(url, { signal: new AbortController().signal, logger });
    await store.checkpointer();
    const { version } = await store.health();
    await store.close();
    process.send?.({ kind: "result", version });
  } catch (error) {
    process.send?.({ kind: "result", error: String(error) });
  }
  process.disconnect();
}
