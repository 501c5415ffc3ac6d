import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inquest, launcher, temporaryFolder } from "../../support/command-line.ts";
import { cleanEnvironment } from "../../support/inquest-process.ts";

async function node(script: string, home?: string, input?: string) {
  const env = { INQUEST_HOME: home ?? (await temporaryFolder()) };
  return inquest(["run", "--", process.execPath, "-e", script], { env, input });
}

/** Starts a command and resolves once it has said its first words. */
async function started(script: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [launcher, "run", "--", process.execPath, "-e", script], {
    env: cleanEnvironment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [words] = (await once(child.stdout, "data")) as [Buffer];
  return { child, words: words.toString() };
}

async function logsOf(home: string): Promise<string[]> {
  const names = await readdir(join(home, "commands"), { recursive: true });
  const logs = names.filter((name) => name.endsWith(".log"));
  return Promise.all(logs.map((name) => readFile(join(home, "commands", name), "utf8")));
}

test("a command that succeeds runs as if it were alone: its output, its input, its exit code", async () => {
  const { code, stdout, stderr } = await node(
    "process.stdin.pipe(process.stdout); process.stderr.write('to stderr\\n')",
    undefined,
    "to stdin\n",
  );
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "to stdin\n", stderr: "to stderr\n" });
});

test("bytes that are no text pass through unchanged", async () => {
  const { stdout } = await node(
    "process.stdout.write(Buffer.from([0x41, 0xc3, 0xa9]).toString('utf8') + '\\r\\0B')",
  );
  expect(stdout).toBe("A\u00e9\r\0B");
});

test("output is passed on before the command has ended, and SIGTERM reaches it", async () => {
  const { child, words } = await started(
    "process.on('SIGTERM', () => { console.log('asked to end'); process.exit(7); }); console.log('ready'); setInterval(() => {}, 1000)",
    { INQUEST_HOME: await temporaryFolder() },
  );
  expect(words).toBe("ready\n");
  let rest = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (rest += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  child.kill("SIGTERM");
  await once(child, "close");
  expect(child.exitCode).toBe(7);
  expect(rest).toBe("asked to end\n");
  // Whoever ends a command knows why it ended.
  expect(errors).toBe("");
});

test("a command that a signal ended gives 128 and the signal's number", async () => {
  const { child } = await started("console.log('ready'); setInterval(() => {}, 1000)", {
    INQUEST_HOME: await temporaryFolder(),
  });
  child.kill("SIGINT");
  await once(child, "close");
  expect(child.exitCode).toBe(130);
});

test("a command that is not found is 127, one that may not be started is 126", async () => {
  const folder = await temporaryFolder();
  const env = { INQUEST_HOME: join(folder, "home") };
  const missing = await inquest(["run", "no-such-program"], { env });
  expect(missing.code).toBe(127);
  expect(missing.stderr).toContain("no-such-program was not found");
  const file = join(folder, "plain-file");
  await writeFile(file, "text");
  await chmod(file, 0o644);
  const refused = await inquest(["run", file], { env });
  expect(refused.code).toBe(126);
  expect(refused.stderr).toContain("could not be started");
  expect(await logsOf(env.INQUEST_HOME)).toEqual([]);
});

test("a reader that stops early is no failure to explain", async () => {
  const { child } = await started(
    "const say = () => { while (process.stdout.write('line\\n'.repeat(1000))); process.stdout.once('drain', say); }; say()",
    { INQUEST_HOME: await temporaryFolder() },
  );
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.destroy();
  await once(child, "close");
  expect(errors).not.toContain("inquest:");
});

test("a background process that keeps the output open does not keep the command from ending", async () => {
  const { code, stdout } = await node(
    "require('node:child_process').spawn('sleep', ['30'], { stdio: 'inherit', detached: true }).unref(); console.log('done')",
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: "done\n" });
});

test("the output that is kept has no secrets in it and is closed to others", async () => {
  const home = await temporaryFolder();
  const password = "hunter2-correct-horse";
  await node(`console.log('DB_PASSWORD=${password}'); console.log('connected')`, home);
  const [log] = await logsOf(home);
  expect(log).toContain("connected");
  expect(log).not.toContain(password);
});

test("a data folder that cannot be written costs the explanation, not the command", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "file"), "");
  const { code, stdout, stderr } = await inquest(
    ["run", "--", process.execPath, "-e", "console.log('ran'); process.exit(4)"],
    {
      env: { INQUEST_HOME: join(folder, "file", "home") },
    },
  );
  expect({ code, stdout }).toEqual({ code: 4, stdout: "ran\n" });
  expect(stderr).toContain("INQUEST_HOME");
});

test("nothing to run is a usage error", async () => {
  const { code, stderr } = await inquest(["run", "--"]);
  expect(code).toBe(2);
  expect(stderr).toContain("inquest run -- npm test");
});
