import { openStore } from "../../src/store/database.ts";
import { logger } from "./support-logger.ts";

/** Works on the queue of a database. Its investigations never end by themselves. */
const [url = ""] = process.argv.slice(2);
const store = await openStore(url, { signal: new AbortController().signal, logger });
await store.queue.work({
  investigate: async ({ incident }) => {
    process.send?.({ kind: "began", incident });
    await new Promise(() => undefined);
  },
  notify: () => Promise.resolve(),
  close: () => Promise.resolve(),
});
process.send?.({ kind: "working" });
