import { chmod, chown, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { InquestError } from "../../domain/index.ts";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { lastLine, runProgram } from "./program.ts";

/** The only account inside the database; it owns everything there. */
export const databaseUser = "inquest";

/**
 * Makes the cluster unless it is there. It is made in a draft folder that takes its place by a rename, so a
 * cluster that stands is whole; drafts of killed attempts are removed.
 *
 * @throws InquestError `postgres_init_failed` quoting the last line of `initdb`.
 */
export async function ensureCluster(
  folder: string,
  cluster: string,
  options: { binaries: Binaries; account: Account | undefined; signal: AbortSignal; onMaking?: () => void },
): Promise<void> {
  if (await stat(join(cluster, "PG_VERSION")).catch(() => undefined)) return;
  const { binaries, account, signal } = options;
  options.onMaking?.();
  // Best effort: a killed attempt's initdb may still be writing, and drafts never share a name.
  for (const name of await readdir(folder)) {
    if (name.startsWith("draft-"))
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
  const draft = join(folder, `draft-${process.pid}-${Date.now()}`);
  await mkdir(draft, { mode: 0o700 });
  await chmod(draft, 0o700);
  if (account) await chown(draft, account.uid, account.gid);
  try {
    // The built-in C.UTF-8 sorts bytewise like C and knows upper and lower case of all letters, with no
    // locale installed. Whoever may enter the socket's folder is trusted, and only we may.
    const settings = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const args = ["-D", draft, "-U", databaseUser, ...settings, "-A", "trust", "--no-instructions"];
    const { code, output } = await runProgram(binaries.initdb, args, { account, folder, signal });
    if (code !== 0) {
      throw new InquestError(
        "postgres_init_failed",
        `The embedded PostgreSQL could not make its database: ${lastLine(output)}`,
        `Check that ${folder} is writable and its disk has 100 MB free, or set DATABASE_URL.`,
      );
    }
    await rename(draft, cluster);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}
