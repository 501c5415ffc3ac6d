import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inquest, launcher } from "../support/command-line.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { cleanEnvironment, startInquest } from "../support/inquest-process.ts";

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

    // A command that fails meanwhile says where its report can be read.
    const failed = await inquest(
      ["run", "--", process.execPath, "-e", "console.error('Error: boom'); process.exit(3)"],
      {
        env: { INQUEST_HOME: folder.home },
      },
    );
    expect(failed.code).toBe(3);
    expect(failed.stderr).toContain(`${second.url}/incidents/INC-2`);
    expect((await fetch(`${second.url}/incidents/INC-2`)).status).toBe(200);
  } finally {
    expect(await second.stop()).toBe(0);
  }
}, 120_000);

test("a second Ctrl-C ends it at once, and the next start goes on with what it left running", async () => {
  const environment = cleanEnvironment({ INQUEST_HOME: folder.home, INQUEST_PORT: "0" });
  const server = spawn(process.execPath, [launcher, "serve", "--no-example"], { env: environment });
  const port = Number(await said(server.stdout, /http:\/\/127\.0\.0\.1:(\d+)/));
  // Half a request keeps the server from closing by itself for a moment.
  const half = connect(port, "127.0.0.1");
  half.on("error", () => {});
  await once(half, "connect");
  half.write("GET / HTTP/1.1\r\n");
  const stopping = said(server.stderr, /(Stopping)/);
  server.kill("SIGINT");
  await stopping;
  server.kill("SIGINT");
  const [code] = (await once(server, "exit")) as [number | null];
  half.destroy();
  expect(code).toBe(130);

  const next = await startInquest({ INQUEST_HOME: folder.home });
  expect((await fetch(`${next.url}/readyz`)).status).toBe(200);
  expect(await next.stop()).toBe(0);
  expect(existsSync(join(folder.home, "postgres", "cluster", "postmaster.pid"))).toBe(false);
}, 60_000);

/** Resolves with the first group of the pattern once a stream has said it. */
async function said(stream: Readable, pattern: RegExp): Promise<string> {
  let text = "";
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    text += chunk.toString();
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`It ended after saying: ${text}`);
}

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
