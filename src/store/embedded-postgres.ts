import { realpath, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { openEmbeddedServer } from "../embedded/server-lease.ts";
import { chooseAccount, makePassableFolder, requirePassage } from "./embedded/account.ts";
import { findBinaries } from "./embedded/binaries.ts";
import { ensureCluster } from "./embedded/cluster.ts";
import { connectionString, probe, type ServerAddress } from "./embedded/probe.ts";
import { keepLogShort } from "./embedded/server-log.ts";
import { startServer, stopServer } from "./embedded/server-process.ts";
import { makeSocketFolder, socketFolderOf } from "./embedded/socket-folder.ts";

export interface EmbeddedPostgres {
  /** Connection string over the Unix socket. It holds no secret. */
  url: string;
  /** Gives it back; the last of the processes that share it stops it. */
  close(): Promise<void>;
}

/**
 * A real PostgreSQL under `folder`, shared by all Inquest processes that open the same folder. It is made on
 * first use, listens on a Unix socket that nobody else may enter, keeps `fsync` on, lives in its own process
 * group so that a Ctrl-C does not reach it, and is adopted when the process that started it was killed.
 *
 * @throws InquestError `postgres_not_installed`, `postgres_no_account`, `postgres_folder_closed`,
 * `postgres_init_failed`, `postgres_start_failed` (both quote PostgreSQL's last line), `embedded_locked`.
 */
export async function openEmbeddedPostgres(
  options: { folder: string; onProgress?: (message: string) => void },
  { signal }: { signal: AbortSignal },
): Promise<EmbeddedPostgres> {
  const account = await chooseAccount(join(options.folder, "cluster"));
  await makePassableFolder(options.folder, account);
  const folder = await realpath(options.folder);
  if (account) await requirePassage(folder, account);
  const server = {
    folder,
    cluster: join(folder, "cluster"),
    socketFolder: socketFolderOf(folder),
    log: join(folder, "postgres.log"),
    binaries: await findBinaries(folder, account),
    account,
  };
  const lease = await openEmbeddedServer<ServerAddress>(
    {
      name: "the embedded PostgreSQL",
      folder,
      start: async (startSignal) => {
        await ensureCluster(folder, server.cluster, {
          ...server,
          signal: startSignal,
          onMaking: () => options.onProgress?.("Making the embedded PostgreSQL's database"),
        });
        await makeSocketFolder(server.socketFolder, account);
        options.onProgress?.("Starting the embedded PostgreSQL");
        return startServer(server, startSignal);
      },
      answers: async (state) => (await probe(state)) === "ready",
      stop: async (state) => {
        await stopServer(server, state);
        // One below the temporary folder would stay there for ever. It is empty once the server has ended.
        await rmdir(state.socketFolder).catch(() => undefined);
      },
    },
    { signal },
  );
  const log = keepLogShort(server.log);
  return {
    url: connectionString(lease.state),
    close: async () => {
      log.close();
      await lease.close();
    },
  };
}
