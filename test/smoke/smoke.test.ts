import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inquest } from "../support/command-line.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { startInquest } from "../support/inquest-process.ts";

// The part of the suite that also runs on the next Node.js line: launcher, store, queue, graph, memory, pages.

const example = fileURLToPath(new URL("../../examples/failed-deployment", import.meta.url));

let folder: Awaited<ReturnType<typeof createDataFolder>>;
beforeAll(async () => {
  folder = await createDataFolder();
});
afterAll(() => folder.remove());

test("a log is read", async () => {
  const { code, stdout } = await inquest(["analyze", "--json", `${example}/deploy.log`]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ summary: expect.stringContaining("payments.url is not set") });
});

test("a command runs through", async () => {
  const finished = await inquest(["run", "--", process.execPath, "-p", "6 * 7"], {
    env: { INQUEST_HOME: folder.home },
  });
  expect(finished).toEqual({ code: 0, stdout: "42\n", stderr: "" });
});

test("a folder is investigated, and the server shows it afterwards and stops cleanly", async () => {
  const investigated = await inquest(["investigate", "--json", "--bundle", example], {
    env: { INQUEST_HOME: folder.home },
  });
  expect(investigated.stderr).not.toContain('"error"');
  expect(investigated.code).toBe(0);
  const server = await startInquest({ INQUEST_HOME: folder.home });
  try {
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const page = await (await fetch(`${server.url}/incidents/INC-1`)).text();
    expect(page).toContain("payments.url is not set");
  } finally {
    expect(await server.stop()).toBe(0);
  }
}, 120_000);
