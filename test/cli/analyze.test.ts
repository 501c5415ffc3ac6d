import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { analyze } from "../../src/cli/analyze.ts";
import { templates } from "../../src/cli/templates.ts";

const LOG =
  "$ make\ngcc -c cart.c\ncart.c:3:5: error: expected ';' before 'return'\nmake: *** [cart.o] Error 1\n";
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inquest-analyze-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function run(command: typeof analyze, argv: string[], stdin: string | Buffer = "") {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await command(argv, { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr });
  const text = (stream: PassThrough): string => String(stream.read() ?? "");
  return { code, out: text(stdout), err: text(stderr) };
}

/** A zip as GitHub serves run logs: each job whole at the top, and again by step in a folder. */
function zip(entries: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const packed = deflateRawSync(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(typeof crc32 === "function" ? crc32(text) : 0, 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(Buffer.byteLength(text), 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(
      Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), fields, tail, Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}

test("plain, gzip, zip and standard input give the same answer, one JSON line a file", async () => {
  const paths = [
    file("plain.log", LOG),
    file("packed.log.gz", gzipSync(LOG)),
    file("run.zip", zip({ "build/1_Set up job.txt": "set up\n", "0_build.txt": LOG })),
    "-",
  ];
  const { code, out } = await run(analyze, ["--json", ...paths], LOG);
  const answers = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(answers.map((answer) => answer.file)).toEqual(paths);
  for (const answer of answers)
    expect(answer).toMatchObject({
      bytes: Buffer.byteLength(LOG),
      lines: 4,
      category: "compile_error",
      excerpts: [{ role: "cause", focus: 3 }, ...answer.excerpts.slice(1)],
      locations: [{ path: "cart.c", line: 3, column: 5, at: 3 }],
    });
});

test("a log that cannot be read is said so, the others are answered", async () => {
  const good = file("good.log", LOG);
  const broken = file("broken.gz", gzipSync(LOG).subarray(0, 30));
  const torn = file("torn.zip", zip({ "0_build.txt": LOG }).subarray(0, 60));
  const { code, out, err } = await run(analyze, ["--json", join(folder, "none.log"), broken, torn, good]);
  expect(code).toBe(1);
  expect(err).toContain("none.log cannot be read: there is no such file. Check the path.");
  expect(err).toContain("broken.gz cannot be read: it ends too early.");
  expect(err).toContain("torn.zip cannot be read: it is no whole zip archive.");
  expect(JSON.parse(out)).toMatchObject({ file: good });
});

test("people see the numbered lines, and why with --explain; nothing steers their terminal", async () => {
  const path = file("evil.log", `${LOG.replace("return'", "ret\u0007urn\u001b]0;owned\u0007'")}`);
  const { out } = await run(analyze, ["--explain", path]);
  expect(out).toMatch(/3 │ cart\.c:3:5: error: expected/);
  expect(out).toContain("compiler's or linter's finding");
  expect(out.replaceAll("\n", "").replaceAll("\t", "")).not.toMatch(/\p{Cc}/u);
});

test("GitHub annotations cannot be broken by the log, and the summary is appended", async () => {
  const path = file("ci.log", LOG);
  const summary = file("summary.md", "# before\n");
  const { out } = await run(analyze, ["--format", "github", "--summary", summary, path]);
  expect(out.split("\n")[1]).toBe("::error file=cart.c,line=3,col=5::expected ';' before 'return'");
  expect(readFileSync(summary, "utf8")).toMatch(/^# before\n### .*\n[\s\S]*```text\n[\s\S]*cart\.c:3:5/);
});

test("within a workflow's step the summary goes where GitHub reads it", async () => {
  const summary = file("step-summary.md", "");
  vi.stubEnv("GITHUB_STEP_SUMMARY", summary);
  try {
    await run(analyze, ["--format", "github", file("step.log", LOG)]);
    expect(readFileSync(summary, "utf8")).toContain("cart.c:3:5");
    await run(analyze, [file("step.log", LOG)]);
    expect(readFileSync(summary, "utf8").match(/^### /gm)).toHaveLength(1);
  } finally {
    vi.unstubAllEnvs();
  }
});

test("a folder, an empty log and one that tells of no failure are said to be that", async () => {
  expect((await run(analyze, [folder])).err).toContain("it is a folder");
  expect((await run(analyze, [file("empty.log", "")])).out).toContain("The log is empty.");
  expect((await run(analyze, [file("well.log", "all is well\n")])).out).toContain(
    "Nothing in this log tells of a failure; it ends with: all is well.",
  );
});

test("jobs of one archive that failed in their own ways are told one after the other", async () => {
  const job = (command: string, ...output: string[]): string =>
    [
      `##[group]Run ${command}`,
      "##[endgroup]",
      ...output,
      "##[error]Process completed with exit code 1.",
      "",
    ].join("\n");
  const path = file(
    "jobs.zip",
    zip({
      "0_build.txt": job("make", "cart.c:3:5: error: expected ';' before 'return'"),
      "1_lint.txt": job(
        "eslint .",
        "/srv/shop/src/cart.js",
        "  3:7  error  'x' is not defined  no-undef",
        "",
        "✖ 1 problem (1 error, 0 warnings)",
      ),
    }),
  );
  const { out } = await run(analyze, [path]);
  expect(out).toMatch(/^Also {2}/m);
  expect(out).toContain("The code does not compile: cart.c:3:5: error: expected ';' before 'return'.");
  expect(out).toContain("A lint rule is broken: /srv/shop/src/cart.js:3: 'x' is not defined");
  const annotations = (await run(analyze, ["--format", "github", path])).out;
  expect(annotations.match(/^::error title=/gm)).toHaveLength(2);
});

test("against a passing log only what is new is the cause", async () => {
  const pass = file("pass.log", "$ make\nerror: this is always said\ngcc -c cart.c\nok\n");
  const fail = file(
    "fail.log",
    "$ make\nerror: this is always said\ngcc -c cart.c\ncart.c:3:5: error: expected ';'\n",
  );
  const { out } = await run(analyze, ["--json", "--baseline", pass, fail]);
  expect(JSON.parse(out).excerpts).toMatchObject([{ role: "cause", start: 4, end: 4 }]);
});

test("wrong use is told with exit code 2", async () => {
  expect(await run(analyze, [])).toMatchObject({ code: 2, out: "" });
  expect(await run(templates, [])).toMatchObject({ code: 2, out: "" });
  await expect(run(analyze, ["--format", "pdf", "x.log"])).rejects.toMatchObject({ code: "usage" });
});

test("templates groups lines and gives each line its group", async () => {
  const path = file("lines.log", "Connected to 10.0.0.1\nConnected to 10.0.0.2\nbye\n");
  const { out } = await run(templates, ["--json", path]);
  const { templates: found, assignments } = JSON.parse(out);
  expect(assignments).toHaveLength(3);
  expect(assignments[0]).toBe(assignments[1]);
  expect(found).toContainEqual(expect.objectContaining({ count: 2 }));
});
