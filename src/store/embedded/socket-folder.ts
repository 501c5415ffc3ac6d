import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InquestError } from "../../domain/index.ts";
import type { Account } from "./account.ts";

/** unix(7): `sun_path` holds 108 bytes with the final NUL. */
const longestPath = 107;
const socketName = ".s.PGSQL.5432";

/** Where the server's socket goes: beside its data, or below the temporary folder when that path is too long. */
export function socketFolderOf(folder: string, temporary: string = tmpdir()): string {
  const name = `inquest-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}`;
  const candidates = [join(folder, "socket"), join(temporary, name), join("/tmp", name)];
  const short = candidates.find((path) => Buffer.byteLength(join(path, socketName)) <= longestPath);
  return short ?? join("/tmp", name);
}

/**
 * Makes it so that nobody but the server's account (and root) may enter: the server trusts whoever does.
 *
 * @throws InquestError `postgres_socket_folder` when somebody else made a folder or link of that name.
 */
export async function makeSocketFolder(socketFolder: string, account: Account | undefined): Promise<void> {
  const uid = account?.uid ?? process.getuid?.() ?? 0;
  const made = await mkdir(socketFolder, { mode: 0o700 }).then(
    () => true,
    () => false,
  );
  const found = await lstat(socketFolder);
  const ours = made || (found.isDirectory() && [uid, process.getuid?.()].includes(found.uid));
  if (!ours) {
    throw new InquestError(
      "postgres_socket_folder",
      `The folder for PostgreSQL's socket, ${socketFolder}, belongs to somebody else.`,
      "Remove it, or set INQUEST_HOME to a shorter path of your own.",
    );
  }
  await chmod(socketFolder, 0o700);
  if (account) await chown(socketFolder, account.uid, account.gid);
}
