import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BrokenProject, createBrokenProject, git } from "../../support/broken-project.ts";
import { inquest } from "../../support/command-line.ts";
import { createDataFolder } from "../../support/data-folder.ts";

let folder: Awaited<ReturnType<typeof createDataFolder>>;
let project: BrokenProject;
beforeAll(async () => {
  folder = await createDataFolder();
  project = await createBrokenProject();
});
afterAll(async () => {
  await project.close();
  await folder.remove();
});

const command = ["run", "--", "node", "--test"];

test("a test that was green and fails now is explained: lines, suspect commit, seen before, report", async () => {
  const env = { INQUEST_HOME: folder.home };
  const cwd = project.directory;
  await git(cwd, ["checkout", "--quiet", project.greenSha]);
  const green = await inquest(command, { env, cwd });
  expect(green).toMatchObject({ code: 0, stderr: "" });

  await git(cwd, ["checkout", "--quiet", "main"]);
  const failed = await inquest(command, { env, cwd });
  expect(failed.code).toBe(1);
  // What the command says goes where it would have gone, and what Inquest says goes beside it.
  expect(failed.stdout).not.toContain("inquest:");
  expect(failed.stderr).toContain("inquest: node --test failed with exit code 1");
  expect(failed.stderr).toMatch(/^ +\d+ │ /m);
  expect(failed.stderr).toMatch(new RegExp(`^Change +${project.guiltySha.slice(0, 7)} `, "m"));
  expect(failed.stderr).toContain("Tom Alder");
  expect(failed.stderr).toMatch(/^Before +not seen before$/m);
  expect(failed.stderr).toMatch(/^Report +.*\/reports\/INC-1\.md$/m);

  const again = await inquest(command, { env, cwd });
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(/^Before +INC-1 on /m);
}, 120_000);

test("an uncommitted change is a suspect too", async () => {
  const env = { INQUEST_HOME: folder.home };
  const cwd = project.directory;
  await git(cwd, ["checkout", "--quiet", project.greenSha]);
  await writeFile(join(cwd, "src", "cart.js"), "export function total(items) {\n  return itmes.length;\n}\n");
  const failed = await inquest(command, { env, cwd });
  await git(cwd, ["checkout", "--quiet", "--force", "main"]);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/^Change +uncommitted changes/m);
}, 120_000);

test("without a database the log is read all the same, and it says what is missing", async () => {
  const { code, stderr } = await inquest(
    [
      "run",
      "--",
      "node",
      "-e",
      "console.error('Error: ENOENT: no such file: settings.json'); process.exit(9)",
    ],
    { env: { INQUEST_HOME: folder.home, DATABASE_URL: "postgres://nobody:hidden-pass@127.0.0.1:1/none" } },
  );
  expect(code).toBe(9);
  expect(stderr).toMatch(/^ +1 │ Error: ENOENT: no such file: settings.json$/m);
  expect(stderr).toContain("inquest: the investigation stopped here.");
  expect(stderr).toContain("The output is kept in");
  expect(stderr).not.toContain("hidden-pass");
}, 60_000);
