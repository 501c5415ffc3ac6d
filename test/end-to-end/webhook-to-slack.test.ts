import { afterAll, beforeAll, expect, test } from "vitest";
import { asActionsLog } from "../support/actions-log.ts";
import { browserMissing, launchBrowser, openPage, picture } from "../support/browser.ts";
import { inSight } from "../support/in-page.ts";
import { type InquestProcess, startInquest } from "../support/inquest-process.ts";
import { createScene, investigationEnd, readIncident, type Scene } from "../support/scene.ts";

let scene: Scene;
let server: InquestProcess;

beforeAll(async () => {
  scene = await createScene();
  server = await startInquest(scene.environment);
});

afterAll(async () => {
  await server.stop();
  scene.github.assertClean();
  scene.slack.assertClean();
  await scene.close();
});

async function opened(response: Response): Promise<string> {
  expect(response.status).toBe(202);
  const { outcome, incidents } = (await response.json()) as { outcome: string; incidents: string[] };
  expect(outcome).toBe("opened");
  return incidents[0] ?? "";
}

test("a failed run becomes a verified post-mortem and one Slack message that names the guilty commit", async () => {
  const { project, slack } = scene;
  const id = await opened(await scene.deliver(server, scene.failedRun, { deliveryId: "first" }));
  const steps = await investigationEnd(server, id);
  expect(steps.filter((step) => step.state === "finished").map((step) => step.node)).toEqual(
    "triage fetch recall analyze fetch recall analyze verify report notify remember investigation".split(" "),
  );

  const { postMortem } = await readIncident(server, id);
  const cause = postMortem?.diagnosis.causes[0];
  expect(postMortem?.diagnosis).toMatchObject({ category: "test_failure", verdict: "confirmed" });
  expect(postMortem?.diagnosis.failedTests.map((failed) => failed.name)).toEqual([
    expect.stringContaining("the total takes the discount off"),
  ]);
  expect(postMortem?.diagnosis.suspects.ranking[0]).toMatchObject({ id: project.guiltySha, login: "talder" });
  expect(postMortem?.diagnosis.dataGaps).toEqual([]);

  // Every quote stands at its lines in the evidence that anybody can open.
  expect(cause?.citations.length).toBeGreaterThan(0);
  for (const citation of cause?.citations ?? []) {
    const stored = await fetch(`${server.url}/api/incidents/${id}/evidence/${citation.evidence}`);
    const lines = (await stored.text()).split("\n").slice(citation.start - 1, citation.end);
    for (const [index, quoted] of citation.quote.split("\n").entries()) {
      expect(lines[index]).toContain(quoted.trim());
    }
  }

  await expect.poll(() => slack.messages().length, { timeout: 10_000 }).toBe(1);
  const [message] = slack.messages();
  const shown = message ? slack.shown(message) : "";
  expect(shown).toContain("the total takes the discount off");
  expect(shown).toContain("Round the discount before it is taken off");
  expect(shown).toContain("talder");
  expect(shown).toContain(`/incidents/${id}`);

  const again = await scene.deliver(server, scene.failedRun, { deliveryId: "first" });
  expect([again.status, await again.json()]).toEqual([202, { outcome: "duplicate", incidents: [] }]);
});

test.skipIf(browserMissing)("its page leads from the cause to the quoted line in the evidence", async () => {
  const browser = await launchBrowser();
  try {
    const { page, misdeeds } = await openPage(browser);
    await page.goto(`${server.url}/incidents/INC-1`);
    await page.getByText("Round the discount before it is taken off").first().waitFor();
    await picture(page, "post-mortem", { whole: true });
    await page
      .getByRole("link", { name: /^E\d+, lines? \d+/ })
      .first()
      .click();
    const target = page.locator(":target");
    expect(await inSight(target)).toBe(true);
    expect(misdeeds).toEqual([]);
  } finally {
    await browser.close();
  }
});

test("the same failure in another run is told as seen before, and a success closes it", async () => {
  const { github, project, slack } = scene;
  const rerun = github.addRun({
    headSha: project.guiltySha,
    conclusion: "failure",
    jobs: [{ name: "test", conclusion: "failure", log: laterLog(project) }],
  });
  const id = await opened(await scene.deliver(server, rerun));
  await investigationEnd(server, id);
  const { postMortem } = await readIncident(server, id);
  expect(postMortem?.similar[0]).toMatchObject({ incident: "INC-1", match: "signature" });
  await expect.poll(() => slack.messages().length, { timeout: 10_000 }).toBe(2);
  expect(slack.shown(slack.messages()[1] ?? raise())).toContain("INC-1");

  const fixed = await project.fix();
  const green = github.addRun({
    headSha: fixed.sha,
    conclusion: "success",
    endedAt: new Date(Date.now() + 60_000).toISOString(),
    jobs: [{ name: "test", conclusion: "success", log: fixed.log }],
  });
  const answer = await scene.deliver(server, green);
  expect(await answer.json()).toMatchObject({
    outcome: "resolved",
    incidents: expect.arrayContaining(["INC-1", id]),
  });
  await expect
    .poll(
      () => slack.messages().map((message) => message.edits > 0 && /resolved/i.test(slack.shown(message))),
      {
        timeout: 10_000,
      },
    )
    .toEqual([true, true]);
  expect(await readIncident(server, id)).toMatchObject({ status: "resolved" });
  expect(slack.messages()).toHaveLength(2);
});

test("a delivery that is not signed with the secret is refused, and says what to do", async () => {
  const answer = await scene.deliver(server, scene.failedRun, { secret: "guessed" });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({
    error: { remedy: expect.stringContaining("GITHUB_WEBHOOK_SECRET") },
  });
});

/** What a later run of the same broken tests writes: other times, another commit, the same failure. */
function laterLog(project: Scene["project"]): string {
  const repository = `${project.owner}/${project.name}`;
  const startedAt = new Date();
  return asActionsLog(project.failedOutput, {
    startedAt,
    command: "npm test",
    exitCode: 1,
    repository,
    sha: project.guiltySha,
  });
}

function raise(): never {
  throw new Error("no such message");
}
