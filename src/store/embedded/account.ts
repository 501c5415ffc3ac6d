import { chmod, mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InquestError } from "../../domain/index.ts";

/** PostgreSQL refuses to run as root; this is who it runs as then. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * Who the server runs as: undefined when we are an ordinary user (it then runs as us). As root it is whoever
 * owns the cluster already, else the system's `postgres`, else `nobody`.
 */
export async function chooseAccount(
  cluster: string,
  options: { uid?: number; passwd?: string } = {},
): Promise<Account | undefined> {
  if ((options.uid ?? process.getuid?.()) !== 0) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = await readFile(options.passwd ?? "/etc/passwd", "utf8").catch(() => "");
  for (const name of ["postgres", "nobody"]) {
    const fields = accounts
      .split("\n")
      .find((line) => line.startsWith(`${name}:`))
      ?.split(":");
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (fields && Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0) return { uid, gid };
  }
  throw new InquestError(
    "postgres_no_account",
    "PostgreSQL does not run as root, and this system has neither a user postgres nor a user nobody.",
    "Start Inquest as an ordinary user, add a user named postgres, or set DATABASE_URL.",
  );
}

/** Makes a folder; the parents that had to be made can be passed through by every account, whatever the umask. */
export async function makePassableFolder(folder: string, account: Account | undefined): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined || !account) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await chmod(made, 0o711);
}

/** The first folder on the way to `path` that the account may not pass through; undefined when all are open. */
export async function firstClosedFolder(path: string, account: Account): Promise<string | undefined> {
  const ways: string[] = [];
  for (let way = path; way !== dirname(way); way = dirname(way)) ways.unshift(way);
  for (const way of ways) {
    const found = await stat(way).catch(() => undefined);
    if (!found?.isDirectory()) continue;
    const bit = found.uid === account.uid ? 0o100 : found.gid === account.gid ? 0o010 : 0o001;
    if ((found.mode & bit) === 0) return way;
  }
  return undefined;
}

/** @throws InquestError `postgres_folder_closed` when the server's account cannot get to its own folder. */
export async function requirePassage(folder: string, account: Account): Promise<void> {
  const closed = await firstClosedFolder(folder, account);
  if (closed === undefined) return;
  throw new InquestError(
    "postgres_folder_closed",
    `PostgreSQL runs as user ${account.uid} when Inquest is root, and that user cannot pass through ${closed}.`,
    `Run chmod o+x ${closed}, or set INQUEST_HOME to a folder such as ${join("/var/lib", "inquest")}.`,
  );
}
