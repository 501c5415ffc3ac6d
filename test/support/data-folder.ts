import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An empty data folder for `INQUEST_HOME`. As root, PostgreSQL runs under another account and must get in. */
export async function createDataFolder(): Promise<{ home: string; remove(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), "inquest-home-"));
  await chmod(home, 0o755);
  return { home, remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }) };
}
