import { once } from "node:events";
import {
  appendFile,
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "../../src/store/embedded-postgres.ts";
import { kill, messageOf, startProcess } from "./processes.ts";

const isRoot = process.getuid?.() === 0;
let home: string;
const opened: EmbeddedPostgres[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "inquest-embedded-"));
  await chmod(home, 0o755);
});
afterEach(async () => {
  for (const postgres of opened.splice(0)) await postgres.close();
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function open(folder = join(home, "postgres")): Promise<EmbeddedPostgres> {
  const postgres = await openEmbeddedPostgres({ folder }, { signal: new AbortController().signal });
  opened.push(postgres);
  return postgres;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const postmasterPid = async (folder = join(home, "postgres")) =>
  Number((await readFile(join(folder, "cluster", "postmaster.pid"), "utf8")).split("\n")[0]);

async function ended(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
}

/** A dead one that nobody has buried counts as dead: orphans are buried by the system, sooner or later. */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ") Z");
  return status.split(") ")[1]?.startsWith("Z") === false;
}

test("it keeps data on disk, listens on a private socket only, and stops with its last holder", async () => {
  const first = await open();
  const second = await open();
  expect(second.url).toBe(first.url);
  await query(first.url, "create table kept (value text)");
  await query(first.url, "insert into kept values ('ÄÖ \u{1f600}')");
  expect(await query(second.url, "select value, lower(value) as low from kept")).toEqual([
    { value: "ÄÖ \u{1f600}", low: "äö \u{1f600}" },
  ]);
  const settings =
    "select name, setting from pg_settings where name in ('fsync', 'listen_addresses') order by 1";
  expect(await query(first.url, settings)).toEqual([
    { name: "fsync", setting: "on" },
    { name: "listen_addresses", setting: "" },
  ]);
  const socketFolder = new URL(first.url.replace("@/", "@host/")).searchParams.get("host") ?? "";
  expect((await stat(socketFolder)).mode & 0o777).toBe(0o700);

  const pid = await postmasterPid();
  await first.close();
  expect(await isAlive(pid)).toBe(true);
  await second.close();
  expect(await isAlive(pid)).toBe(false);

  const again = await open();
  expect(await query(again.url, "select value from kept")).toHaveLength(1);
});

test("when the process that started it is killed, the next one adopts it", async () => {
  const child = startProcess(import.meta.resolve("./postgres-process.ts"), [join(home, "postgres")]);
  await messageOf(child, "open");
  const pid = await postmasterPid();
  await kill(child);
  expect(await isAlive(pid)).toBe(true);

  const postgres = await open();
  expect(await postmasterPid()).toBe(pid);
  await postgres.close();
  expect(await isAlive(pid)).toBe(false);
});

test("it is adopted through its own pid file when the lease is lost", async () => {
  await open();
  const pid = await postmasterPid();
  await rm(join(home, "postgres", "lease.json"));
  const postgres = await open();
  expect(await postmasterPid()).toBe(pid);
  await expect(query(postgres.url, "select 1")).resolves.toHaveLength(1);
});

test("a server that was killed is started again with everything that was committed", async () => {
  const first = await open();
  await query(first.url, "create table if not exists survived (value int)");
  await query(first.url, "insert into survived values (1)");
  const pid = await postmasterPid();
  process.kill(pid, "SIGKILL");
  await ended(pid);
  const second = await open();
  expect(await query(second.url, "select value from survived")).toEqual([{ value: 1 }]);
});

test("a pid file whose number another program has by now does not keep it from starting", async () => {
  const first = await open();
  const file = join(home, "postgres", "cluster", "postmaster.pid");
  const lines = (await readFile(file, "utf8")).split("\n");
  await first.close();
  await writeFile(file, [String(process.ppid), ...lines.slice(1)].join("\n"));
  if (isRoot) {
    const owner = await stat(join(home, "postgres", "cluster"));
    await chown(file, owner.uid, owner.gid);
  }
  const second = await open();
  await expect(query(second.url, "select 1")).resolves.toHaveLength(1);
});

test("a making that was killed half-way is noticed and done again", { timeout: 120_000 }, async () => {
  const folder = join(home, "half");
  const child = startProcess(import.meta.resolve("./postgres-process.ts"), [folder]);
  await messageOf(child, "progress");
  await expect.poll(async () => (await readdir(folder)).some((name) => name.startsWith("draft-"))).toBe(true);
  await kill(child);
  const postgres = await open(folder);
  await expect(query(postgres.url, "select 1")).resolves.toHaveLength(1);
  expect((await readdir(folder)).filter((name) => name.startsWith("draft-"))).toEqual([]);
});

test("a path too long for a socket gets one below the temporary folder", async () => {
  const folder = join(home, "a-folder-with-a-long-name-".repeat(4), "postgres");
  const postgres = await open(folder);
  await expect(query(postgres.url, "select 1")).resolves.toHaveLength(1);
  expect(postgres.url).not.toContain("long-name");
});

test("a server that cannot start says what PostgreSQL said last", async () => {
  const first = await open();
  await first.close();
  const file = join(home, "postgres", "cluster", "postgresql.conf");
  const settings = await readFile(file, "utf8");
  await appendFile(file, "\nnonsense_setting = 1\n");
  try {
    await expect(open()).rejects.toMatchObject({
      code: "postgres_start_failed",
      message: expect.stringContaining("postgresql.conf") as string,
    });
  } finally {
    await writeFile(file, settings);
  }
});

test.skipIf(!isRoot)("as root, a folder that the server's account cannot reach is named", async () => {
  const closed = join(home, "closed");
  await mkdir(closed, { mode: 0o700 });
  await expect(open(join(closed, "postgres"))).rejects.toMatchObject({
    code: "postgres_folder_closed",
    remedy: expect.stringContaining(`chmod o+x ${closed}`) as string,
  });
});

test.skipIf(!isRoot)(
  "it works for an ordinary user, and is not ended by a Ctrl-C in the terminal",
  async () => {
    const folder = join(home, "ordinary");
    await mkdir(folder);
    await chown(folder, 65_534, 65_534);
    const child = startProcess(import.meta.resolve("./postgres-process.ts"), [join(folder, "postgres")], {
      uid: 65_534,
      gid: 65_534,
      cwd: import.meta.dirname,
    });
    const { url = "" } = await messageOf(child, "open");
    await expect(query(url, "select 1")).resolves.toHaveLength(1);
    const pid = await postmasterPid(join(folder, "postgres"));
    const group = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ")[2];
    expect(group).toBe(String(pid));
    const exit = once(child, "exit");
    child.send("close");
    await exit;
    expect(await isAlive(pid)).toBe(false);
  },
);
