import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { Diagnosis, Incident } from "../../src/domain/index.ts";
import { inquest } from "../support/command-line.ts";
import { createDataFolder } from "../support/data-folder.ts";

const example = fileURLToPath(new URL("../../examples/failed-deployment", import.meta.url));
const Answer = z.object({ incident: z.string(), diagnosis: Diagnosis, report: z.string() });

let folder: Awaited<ReturnType<typeof createDataFolder>>;
let env: { INQUEST_HOME: string };
beforeAll(async () => {
  folder = await createDataFolder();
  env = { INQUEST_HOME: folder.home };
});
afterAll(() => folder.remove());

test("a folder is investigated as scripts expect it, and stands in the records afterwards", async () => {
  const investigated = await inquest(["investigate", "--json", "--bundle", example], { env });
  expect(investigated).toMatchObject({ code: 0 });
  const { incident, diagnosis, report } = Answer.parse(JSON.parse(investigated.stdout));
  expect(incident).toBe("INC-1");
  expect(diagnosis.causes[0]?.statement).toContain("payments.url is not set");
  expect(diagnosis.causes[0]?.citations[0]?.quote).toContain("payments.url is not set");
  expect(diagnosis.suspects.ranking[0]?.title).toBe("Group the payment settings under one key");
  expect(await readFile(report, "utf8")).toContain("payments.url is not set");
  expect(existsSync(report.replace(/\.md$/, ".html"))).toBe(true);

  const again = await inquest(["investigate", example], { env });
  expect(again).toMatchObject({ code: 0 });
  expect(again.stdout).toContain("payments.url is not set");
  expect(again.stdout).toMatch(/INC-1 on \d{4}-\d\d-\d\d, same signature/);
  expect(again.stderr).toMatch(/✓ analyze/);

  const listed = await inquest(["incidents", "--json"], { env });
  const ids = listed.stdout
    .trim()
    .split("\n")
    .map((line) => Incident.parse(JSON.parse(line)).id);
  expect(ids).toEqual(["INC-2", "INC-1"]);

  const shown = await inquest(["incidents", "show", "inc-1"], { env });
  expect(shown.stdout).toContain("payments.url is not set");
  const missing = await inquest(["incidents", "show", "INC-99", "--json"], { env });
  expect(missing.code).toBe(1);
  expect(JSON.parse(missing.stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({
    error: { code: "incident_not_found" },
  });

  const asked = await inquest(["ask", "what failed last?"], { env });
  expect(asked).toMatchObject({ code: 0 });
  expect(asked.stdout).toContain("INC-2");
}, 120_000);

test("what cannot be investigated is told before anything is started", async () => {
  const none = { INQUEST_HOME: join(folder.home, "none") };
  const missing = await inquest(["investigate", "no-such-folder"], { env: none });
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain("There is no folder no-such-folder.");
  const file = await inquest(["investigate", join(example, "deploy.log")], { env: none });
  expect(file.stderr).toContain("inquest analyze");
  const nothing = await inquest(["investigate"], { env: none });
  expect(nothing.code).toBe(2);
  const foreign = await inquest(["investigate", "https://evil.example/a/b/actions/runs/1"], { env: none });
  expect(foreign.code).toBe(1);
  expect(foreign.stderr).toContain("host that is not configured");
  expect(existsSync(none.INQUEST_HOME)).toBe(false);
});
