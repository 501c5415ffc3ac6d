import { openEmbeddedPostgres } from "../../src/store/embedded-postgres.ts";

/** Opens the embedded PostgreSQL of a folder, says so, and lives until it is told to close or killed. */
const [folder = ""] = process.argv.slice(2);
const postgres = await openEmbeddedPostgres(
  { folder, onProgress: (message) => process.send?.({ kind: "progress", message }) },
  { signal: new AbortController().signal },
);
process.send?.({ kind: "open", url: postgres.url });
process.once("message", () => {
  void postgres.close().then(() => process.disconnect());
});
