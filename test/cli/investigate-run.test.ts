import { afterAll, beforeAll, expect, test } from "vitest";
import { inquest } from "../support/command-line.ts";
import { createScene, type Scene } from "../support/scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await createScene();
});
afterAll(() => scene.close());

test("the address of a failed run is enough: log, changes since the last green run, the commit to blame", async () => {
  const { project, github, failedRun } = scene;
  const { SLACK_BOT_TOKEN: _token, SLACK_CHANNEL: _channel, ...env } = scene.environment;
  const address = `${github.url}/${project.owner}/${project.name}/actions/runs/${failedRun.id}`;
  const { code, stdout, stderr } = await inquest(["investigate", address], { env });
  expect({ code, failed: stderr.includes("✗") }).toEqual({ code: 0, failed: false });
  expect(stdout).toContain("the total takes the discount off");
  expect(stdout).toContain(project.guiltySha.slice(0, 7));
  expect(stdout).toContain("Tom Alder");
  for (const node of ["triage", "fetch", "recall", "analyze", "verify", "report", "remember"]) {
    expect(stderr).toMatch(new RegExp(`^✓ ${node} `, "m"));
  }
  github.assertClean();
}, 120_000);
