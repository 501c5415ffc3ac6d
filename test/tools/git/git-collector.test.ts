import { existsSync } from "node:fs";
import { appendFile, chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ChangeSet, type EvidenceKind } from "../../../src/domain/index.ts";
import type { Collected, CollectedEvidence } from "../../../src/tools/collector.ts";
import { createGitCollector, type GitCollectorOptions } from "../../../src/tools/git/git-collector.ts";
import { type BrokenProject, createBrokenProject, git } from "../../support/broken-project.ts";

let project: BrokenProject;
let scratch: string;

beforeAll(async () => {
  project = await createBrokenProject();
}, 30_000);
afterAll(async () => project.close());
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "inquest-git-"));
});
afterEach(async () => rm(scratch, { recursive: true, force: true }));

/** A copy of the broken project that a test may change. */
async function clone(...options: string[]): Promise<string> {
  const directory = join(scratch, "clone");
  await git(scratch, ["clone", "--quiet", ...options, `file://${project.directory}`, directory]);
  return directory;
}

async function collect(
  kind: EvidenceKind,
  directory: string,
  options: GitCollectorOptions & { target?: string; logFile?: string; signal?: AbortSignal } = {},
): Promise<Collected> {
  const { target = "", logFile = join(scratch, "out.log"), signal, ...rest } = options;
  const environment = { PATH: process.env["PATH"] ?? "", HOME: scratch };
  return createGitCollector({ environment, ...rest }).collect(
    { kind: "command", command: ["npm", "test"], directory, exitCode: 1, logFile },
    { kind, target, reason: "a test", askedBy: "triage" },
    { signal: signal ?? new AbortController().signal },
  );
}

const setOf = ({ evidence }: Collected): ChangeSet => ChangeSet.parse(evidence[0]?.data);

async function textOf(evidence: CollectedEvidence | undefined): Promise<string> {
  if (!evidence) throw new Error("there is no such evidence");
  if (typeof evidence.content === "string") return evidence.content;
  const chunks: Uint8Array[] = [];
  for await (const chunk of evidence.content) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

test("the last commits are the changes, newest first, with files and patches", async () => {
  const collected = await collect("changes", project.directory);
  const set = setOf(collected);
  expect(collected.gaps).toEqual([]);
  // The first commit brought everything there is, so it says nothing of what broke.
  expect(set.changes.map(({ id }) => id)).toEqual(
    project.commits
      .slice(1)
      .map(({ sha }) => sha)
      .toReversed(),
  );
  const guilty = set.changes.find(({ id }) => id === project.guiltySha);
  expect(guilty).toMatchObject({ author: "Tom Alder", title: "Round the discount before it is taken off" });
  expect(guilty?.files).toMatchObject([{ path: "src/cart.js", added: 1, deleted: 1 }]);
  expect(guilty?.files[0]?.patch).toMatch(/^@@ .*\n(.*\n)*-  return Math\.round/);
  expect(await textOf(collected.evidence[0])).toContain("  src/cart.js +1 -1");
});

test("after a commit known to be good only the later ones are changes", async () => {
  const set = setOf(await collect("changes", project.directory, { target: project.greenSha }));
  expect(set.changes.map(({ id }) => id)).toEqual(
    project.commits
      .slice(2)
      .map(({ sha }) => sha)
      .toReversed(),
  );
  expect(set.base).toBe(project.greenSha);
});

test("what is not committed comes first, new files too, whatever their names", async () => {
  const directory = await clone();
  await appendFile(join(directory, "src/money.js"), "\nexport const none = 0;\n");
  await writeFile(join(directory, 'a "strange"\nnäme.js'), "one\ntwo\n");
  await symlink("/etc/hostname", join(directory, "link.txt"));
  const [first] = setOf(await collect("changes", directory)).changes;
  expect(first).toMatchObject({ id: "uncommitted", title: "Uncommitted change of 3 files" });
  expect(first?.files.map(({ path, added }) => [path, added])).toEqual([
    ["src/money.js", 2],
    ['a "strange"\nnäme.js', 2],
    ["link.txt", 0],
  ]);
  expect(first?.files[1]?.patch).toBe("@@ -0,0 +1,2 @@\n+one\n+two");
  const diff = await textOf((await collect("diff", directory, { target: "uncommitted" })).evidence[0]);
  expect(diff).toContain("+export const none = 0;");
});

test("a folder below the top sees the whole repository", async () => {
  const directory = await clone();
  await writeFile(join(directory, "new.txt"), "x\n");
  const set = setOf(await collect("changes", join(directory, "src")));
  expect(set.changes[0]?.files[0]?.path).toBe("new.txt");
  expect(set.changes).toHaveLength(project.commits.length);
});

test("a commit's diff is shown, and an empty target shows the last", async () => {
  const guilty = await collect("diff", project.directory, { target: project.guiltySha });
  expect(await textOf(guilty.evidence[0])).toContain("diff --git a/src/cart.js b/src/cart.js");
  expect(await textOf((await collect("diff", project.directory)).evidence[0])).toContain("b/.nvmrc");
});

test.each(["--output=stolen", "HEAD@{1}", "main", "deadbeef", "../x"])(
  "target %s is no commit",
  async (target) => {
    const { evidence, gaps } = await collect("diff", project.directory, { target });
    expect(evidence).toEqual([]);
    expect(gaps.map(({ code }) => code)).toEqual(["not_found"]);
    expect(existsSync(join(project.directory, "stolen"))).toBe(false);
  },
);

test("commits, patches and output are bounded, and it says so", async () => {
  const few = setOf(await collect("changes", project.directory, { limits: { commits: 2, patchBytes: 30 } }));
  expect(few.changes).toHaveLength(2);
  expect(few.truncated).toBe(true);
  expect(Math.max(...few.changes.flatMap(({ files }) => files.map(({ patch }) => patch?.length ?? 0)))).toBe(
    30,
  );
  const cut = await collect("diff", project.directory, {
    target: project.guiltySha,
    limits: { diffBytes: 50 },
  });
  expect(cut.evidence[0]?.truncated).toBe(true);
  expect(await textOf(cut.evidence[0])).toContain("left out the rest");
});

test("a shallow clone, no commit and no repository are gaps", async () => {
  const shallow = await collect("changes", await clone("--depth=2"));
  // Where the clone was cut, a commit seems to bring everything.
  expect(setOf(shallow).changes).toHaveLength(1);
  expect(shallow.gaps).toMatchObject([
    { code: "shallow_clone", remedy: expect.stringContaining("fetch-depth: 0") },
  ]);
  const empty = join(scratch, "empty");
  await mkdir(empty);
  expect((await collect("changes", empty)).gaps).toMatchObject([{ code: "not_a_repository" }]);
  await git(empty, ["init", "--quiet"]);
  expect((await collect("changes", empty)).gaps).toMatchObject([{ code: "no_commits" }]);
  expect((await collect("changes", join(scratch, "nowhere"))).gaps).toMatchObject([{ code: "not_found" }]);
});

test("without git on the PATH that is the gap", async () => {
  const { gaps } = await collect("changes", project.directory, {
    environment: { PATH: scratch, HOME: scratch },
  });
  expect(gaps).toMatchObject([{ code: "git_missing" }]);
});

test("a git that hangs is a gap, and an abort rejects", async () => {
  await writeFile(join(scratch, "git"), "#!/bin/sh\nexec sleep 60\n");
  await chmod(join(scratch, "git"), 0o755);
  const environment = { PATH: `${scratch}:${process.env["PATH"]}`, HOME: scratch };
  const late = await collect("changes", project.directory, { environment, limits: { commandMs: 50 } });
  expect(late.gaps).toMatchObject([{ code: "timeout" }]);
  const signal = AbortSignal.timeout(50);
  await expect(collect("changes", project.directory, { environment, signal })).rejects.toThrow(
    /abort|timeout/i,
  );
});

test("a hostile repository's config starts nothing and nothing is written", async () => {
  const directory = await clone();
  const trap = join(scratch, "trap.sh");
  await writeFile(trap, `#!/bin/sh\ntouch ${join(scratch, "sprung")}\nexit 1\n`);
  await chmod(trap, 0o755);
  for (const [name, value] of Object.entries({
    "core.fsmonitor": trap,
    "core.pager": trap,
    "diff.external": trap,
    "diff.evil.textconv": trap,
    "diff.evil.command": trap,
    "filter.evil.clean": trap,
    "filter.evil.smudge": trap,
    "filter.evil.process": trap,
    "filter.evil.required": "true",
    "filter.a=b.clean": trap,
    "gpg.program": trap,
    "log.showSignature": "true",
    "core.sshCommand": trap,
    "diff.noprefix": "true",
    "color.ui": "always",
  })) {
    await git(directory, ["config", name, value]);
  }
  await writeFile(
    join(directory, ".git/hooks/post-index-change"),
    `#!/bin/sh\ntouch ${join(scratch, "sprung")}\n`,
  );
  await chmod(join(directory, ".git/hooks/post-index-change"), 0o755);
  await writeFile(join(directory, ".gitattributes"), "src/*.js diff=evil filter=evil\n*.md filter=a=b\n");
  await appendFile(join(directory, "src/money.js"), "// more\n");
  await appendFile(join(directory, "README.md"), "more\n");
  const set = setOf(await collect("changes", directory));
  expect(set.changes[0]?.files.map(({ path }) => path)).toContain("src/money.js");
  expect(set.changes[0]?.files[0]?.patch).not.toContain("\u001b");
  await collect("diff", directory);
  await collect("diff", directory, { target: project.guiltySha });
  expect(existsSync(join(scratch, "sprung"))).toBe(false);
  // The trap is a real one: git by itself steps into it.
  await git(directory, ["diff"]).catch(() => "");
  expect(existsSync(join(scratch, "sprung"))).toBe(true);
});

test("a working tree that the config places elsewhere is refused", async () => {
  const directory = await clone();
  await git(directory, ["config", "core.worktree", "/etc"]);
  expect((await collect("changes", directory)).gaps).toMatchObject([{ code: "not_a_repository" }]);
});

test("the captured output is the failed log; its head and tail when it is large", async () => {
  const logFile = join(scratch, "out.log");
  await writeFile(logFile, project.failedOutput);
  const { evidence } = await collect("failed_log", project.directory, { logFile });
  expect(evidence[0]?.title).toBe("Output of npm test");
  expect(await textOf(evidence[0])).toBe(project.failedOutput);
  await writeFile(logFile, Array.from({ length: 5000 }, (_, line) => `line ${line}\n`).join(""));
  const large = await collect("failed_log", project.directory, { logFile, limits: { logBytes: 1000 } });
  const text = await textOf(large.evidence[0]);
  expect(large.evidence[0]?.truncated).toBe(true);
  expect(text).toMatch(/^line 0\n(line \d+\n)+\[inquest left out \d+ bytes here\]\n(line \d+\n)+$/);
  expect(text.endsWith("line 4999\n")).toBe(true);
  const missing = await collect("failed_log", project.directory, { logFile: join(scratch, "none.log") });
  expect(missing.gaps).toMatchObject([{ code: "not_found" }]);
});

test("a command that was green before is compared with that: the later commits, and its output then", async () => {
  await writeFile(join(scratch, "green.log"), "all passed\n");
  const subject = {
    kind: "command" as const,
    command: ["npm", "test"],
    directory: project.directory,
    exitCode: 1,
    logFile: join(scratch, "out.log"),
    greenCommit: project.greenSha,
    greenLogFile: join(scratch, "green.log"),
  };
  const collector = createGitCollector({ environment: { PATH: process.env["PATH"] ?? "", HOME: scratch } });
  const ask = (kind: EvidenceKind) =>
    collector.collect(
      subject,
      { kind, target: "", reason: "a test", askedBy: "rules" },
      { signal: new AbortController().signal },
    );
  const set = setOf(await ask("changes"));
  expect(set.base).toBe(project.greenSha);
  expect(set.changes.map(({ id }) => id)).toContain(project.guiltySha);
  expect(set.changes.map(({ id }) => id)).not.toContain(project.greenSha);
  const green = await ask("green_log");
  expect(await textOf(green.evidence[0])).toBe("all passed\n");
});
