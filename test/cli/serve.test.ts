import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inquest } from "../support/command-line.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { startInquest } from "../support/inquest-process.ts";

let folder: Awaited<ReturnType<typeof createDataFolder>>;
beforeAll(async () => {
  folder = await createDataFolder();
});
afterAll(() => folder.remove());

test("the first start investigates the example, and its page is there; the next one does not again", async () => {
  const first = await startInquest({ INQUEST_HOME: folder.home }, []);
  const list = await (await fetch(`${first.url}/`)).text();
  expect(list).toContain("INC-1");
  const page = await (await fetch(`${first.url}/incidents/INC-1`)).text();
  expect(page).toContain("payments.url is not set");
  expect(page).toContain("Group the payment settings under one key");
  expect(page).toContain("Mira Lindqvist");
  expect(await first.stop()).toBe(0);
  expect(existsSync(join(folder.home, "postgres", "cluster", "postmaster.pid"))).toBe(false);
  expect(existsSync(join(folder.home, "postgres", "lease.json"))).toBe(false);
  expect(existsSync(join(folder.home, "chroma", "lease.json"))).toBe(false);

  const second = await startInquest({ INQUEST_HOME: folder.home }, []);
  try {
    const incidents = await (await fetch(`${second.url}/`)).text();
    expect(incidents).toContain("INC-1");
    expect(incidents).not.toContain("INC-2");
  } finally {
    expect(await second.stop()).toBe(0);
  }
}, 120_000);

test("a port that is taken is told before anything is started", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address ? address.port : 0;
  try {
    const { code, stderr } = await inquest(["serve", "--port", String(port)], {
      env: { INQUEST_HOME: join(folder.home, "none") },
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is taken.`);
    expect(stderr).toContain("--port");
    expect(existsSync(join(folder.home, "none"))).toBe(false);
  } finally {
    taken.close();
  }
});

test("it refuses to listen to everyone without a token", async () => {
  const { code, stderr } = await inquest(["serve", "--host", "0.0.0.0"], {
    env: { INQUEST_HOME: folder.home },
  });
  expect(code).toBe(1);
  expect(stderr).toContain("INQUEST_TOKEN");
});
