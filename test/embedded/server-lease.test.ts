import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type EmbeddedServer, openEmbeddedServer } from "../../src/embedded/server-lease.ts";

const signal = new AbortController().signal;

async function startedServer() {
  const events: string[] = [];
  let running = false;
  const server: EmbeddedServer<{ port: number }> = {
    name: "a test server",
    folder: await mkdtemp(join(tmpdir(), "lease-")),
    start: () => {
      events.push("start");
      running = true;
      return Promise.resolve({ port: 7 });
    },
    answers: () => Promise.resolve(running),
    stop: () => {
      events.push("stop");
      running = false;
      return Promise.resolve();
    },
  };
  return { server, events };
}

test("the first opens, the second adopts, the last one out stops it", async () => {
  const { server, events } = await startedServer();
  const [first, second] = await Promise.all([
    openEmbeddedServer(server, { signal }),
    openEmbeddedServer(server, { signal }),
  ]);
  expect(second.state).toEqual(first.state);
  await first.close();
  expect(events).toEqual(["start"]);
  await second.close();
  await second.close();
  expect(events).toEqual(["start", "stop"]);
});

test("a holder that was killed is forgotten, and its server is adopted and stopped", async () => {
  const { server, events } = await startedServer();
  const doomed = await openEmbeddedServer(server, { signal });
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(child, "spawn");
  const file = join(server.folder, "lease.json");
  const lease = JSON.parse(await readFile(file, "utf8"));
  await writeFile(
    file,
    JSON.stringify({ ...lease, holders: [{ token: "x", pid: child.pid, started: "1" }] }),
  );
  child.kill("SIGKILL");
  await once(child, "exit");
  const heir = await openEmbeddedServer(server, { signal });
  expect(heir.state).toEqual(doomed.state);
  await heir.close();
  expect(events).toEqual(["start", "stop"]);
});

test("a lease cut off by a crash, or whose server no longer answers, leads to a new start", async () => {
  const { server, events } = await startedServer();
  await writeFile(join(server.folder, "lease.json"), '{"state":{"po');
  const lease = await openEmbeddedServer(server, { signal });
  expect(lease.state.port).toBe(7);
  await lease.close();
  await writeFile(join(server.folder, "lease.json"), JSON.stringify({ state: { port: 9 }, holders: [] }));
  const next = await openEmbeddedServer(server, { signal });
  expect(next.state.port).toBe(7);
  await next.close();
  expect(events).toEqual(["start", "stop", "start", "stop"]);
});
