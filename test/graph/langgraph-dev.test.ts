import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";

const project = resolve(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);
const slow = 120_000;

let home: string;
let server: ChildProcess;
let apiUrl: string;
let client: Client;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "inquest-langgraph-"));
  // As root, PostgreSQL runs under another account, which must reach its data.
  await chmod(home, 0o755);
  // The server watches its sources and restarts when one changes, so it gets a copy that nobody edits.
  const copy = join(home, "inquest");
  await mkdir(copy);
  await cp(join(project, "src"), join(copy, "src"), { recursive: true });
  for (const file of ["package.json", "tsconfig.json", "langgraph.json", ".gitignore"]) {
    await cp(join(project, file), join(copy, file));
  }
  await symlink(join(project, "node_modules"), join(copy, "node_modules"));
  ({ server, apiUrl } = await startServer(copy));
  client = new Client({ apiUrl, apiKey: null });
}, slow);

afterAll(async () => {
  await stopServer();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}, slow);

/** Starts `langgraphjs dev` as a user would, on a free port, and waits for the line that names it. */
async function startServer(folder: string): Promise<{ server: ChildProcess; apiUrl: string }> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:LANGSMITH|LANGCHAIN|INQUEST|OPENAI|GITHUB|SLACK|DATABASE|CHROMA)_/.test(name),
  );
  const child = spawn(
    process.execPath,
    [
      require.resolve("@langchain/langgraph-cli/dist/cli/cli.mjs"),
      "dev",
      "--no-browser",
      "--host",
      "127.0.0.1",
      "--port",
      "0",
    ],
    {
      cwd: folder,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...Object.fromEntries(kept),
        INQUEST_HOME: join(home, "data"),
        INQUEST_LOG_LEVEL: "error",
        LANGGRAPH_CLI_NO_ANALYTICS: "1",
        LANGSMITH_TRACING: "false",
        LOG_JSON: "true",
      },
    },
  );
  let output = "";
  const address = await new Promise<string>((found, failed) => {
    const look = (chunk: Buffer) => {
      output += chunk.toString("utf8");
      const match = /Server running at (127\.0\.0\.1:\d+)/.exec(output);
      if (match?.[1] !== undefined) found(match[1]);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("exit", (code) => failed(new Error(`langgraphjs dev ended with ${code}:\n${output}`)));
    setTimeout(() => failed(new Error(`langgraphjs dev is not ready:\n${output}`)), 90_000).unref();
  });
  return { server: child, apiUrl: `http://${address}` };
}

async function stopServer(): Promise<void> {
  if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await ended;
}

test(
  "both graphs are listed, with the nodes of an investigation",
  async () => {
    const assistants = await client.assistants.search();
    expect(assistants.map((assistant) => assistant.graph_id).toSorted()).toEqual(["chat", "incident"]);
    const { nodes } = await client.assistants.getGraph("incident");
    expect(nodes.map((node) => node.id)).toEqual(
      expect.arrayContaining([
        "triage",
        "fetch",
        "recall",
        "analyze",
        "verify",
        "report",
        "notify",
        "remember",
      ]),
    );
    const { input_schema: input } = await client.assistants.getSchemas("incident");
    expect(Object.keys(input?.properties ?? {}).toSorted()).toEqual(["event", "incident"]);
  },
  slow,
);

test(
  "an incident is investigated step by step, seen on its page, and asked about in the chat",
  async () => {
    const logs = join(home, "logs");
    await mkdir(logs);
    await writeFile(
      join(logs, "build.log"),
      "> tsc\nsrc/cart.ts(12,9): error TS2322: Type 'string' is not assignable to type 'number'.\n",
    );
    const event = {
      source: "folder",
      kind: "failure",
      dedupeKey: "folder:logs",
      stream: "folder:logs",
      title: "Build of the shop failed",
      occurredAt: "2026-03-01T12:00:00Z",
      subject: { kind: "folder", directory: logs },
    };
    const { thread_id: thread } = await client.threads.create();
    await client.runs.wait(thread, "incident", { input: { event }, interruptBefore: "*" });
    const path: string[] = [];
    for (;;) {
      const { next } = await client.threads.getState(thread);
      if (next.length === 0) break;
      path.push(...next);
      await client.runs.wait(thread, "incident", { input: null, interruptBefore: "*" });
    }
    expect(path.slice(0, 4)).toEqual(["triage", "fetch", "recall", "analyze"]);
    expect(path.slice(-4)).toEqual(["verify", "report", "notify", "remember"]);

    const incident = await fetch(`${apiUrl}/api/incidents/INC-1`);
    expect(await incident.json()).toMatchObject({
      id: "INC-1",
      status: "reported",
      postMortem: { diagnosis: { category: "compile_error" } },
    });
    const page = await fetch(`${apiUrl}/incidents/INC-1`);
    expect(await page.text()).toContain("TS2322");

    const conversation = await client.threads.create();
    const question = { messages: [{ role: "user", content: "what failed last?" }] };
    const answer = await client.runs.wait(conversation.thread_id, "chat", { input: question });
    expect(answer).toMatchObject({
      result: { incidents: ["INC-1"], citations: [{ evidence: "E1" }] },
    });
    expect(JSON.stringify(answer)).toContain("TS2322");

    const again = { messages: [{ role: "user", content: "why?" }] };
    const followUp = await client.runs.wait(conversation.thread_id, "chat", { input: again });
    expect(followUp).toMatchObject({ result: { intent: "why", incidents: ["INC-1"] } });
  },
  slow,
);

test(
  "a page of another site may not read the incidents",
  async () => {
    const answer = await fetch(`${apiUrl}/api/incidents`, { headers: { origin: "https://evil.example" } });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  },
  slow,
);

test(
  "ending the server ends the database and the vector store that it started",
  async () => {
    const data = join(home, "data");
    expect(await readdir(data)).toEqual(expect.arrayContaining(["chroma", "postgres"]));
    await stopServer();
    await expect
      .poll(async () => (await readdir(join(data, "postgres", "cluster"))).includes("postmaster.pid"), {
        timeout: 30_000,
      })
      .toBe(false);
  },
  slow,
);
