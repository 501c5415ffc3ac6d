import { afterAll, beforeAll, expect, test } from "vitest";
import { type BrokenProject, createBrokenProject } from "../support/broken-project.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { gitLabDelivery, jobPayload, pipelinePayload } from "../support/gitlab-deliveries.ts";
import { createGitLabStandIn, type GitLabStandIn, type StandInPipeline } from "../support/gitlab-stand-in.ts";
import { asGitLabTrace } from "../support/gitlab-trace.ts";
import { type InquestProcess, startInquest } from "../support/inquest-process.ts";
import { investigationEnd, readIncident } from "../support/scene.ts";

const command = "npm test";
const token = "glpat-0000111122223333XXXX";
const signingToken = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
let project: BrokenProject;
let gitlab: GitLabStandIn;
let folder: Awaited<ReturnType<typeof createDataFolder>>;
let server: InquestProcess;
let failed: StandInPipeline;

beforeAll(async () => {
  project = await createBrokenProject();
  gitlab = await createGitLabStandIn({ project: "orchard/shop", directory: project.directory, token });
  gitlab.addPipeline({
    sha: project.greenSha,
    status: "success",
    jobs: [
      {
        name: "test",
        status: "success",
        log: asGitLabTrace(project.greenOutput, { command, exitCode: 0, timestamps: true }),
      },
    ],
  });
  failed = gitlab.addPipeline({
    sha: project.headSha,
    status: "failed",
    jobs: [
      {
        name: "test",
        status: "failed",
        log: asGitLabTrace(project.failedOutput, { command, exitCode: 1, timestamps: true }),
      },
    ],
  });
  folder = await createDataFolder();
  server = await startInquest({
    INQUEST_HOME: folder.home,
    GITLAB_URL: gitlab.url,
    GITLAB_TOKEN: token,
    GITLAB_WEBHOOK_SIGNING_TOKEN: signingToken,
  });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await Promise.all([gitlab.close(), project.close()]);
  await folder.remove();
  gitlab.assertClean();
});

const sender = () => ({ project: "orchard/shop", projectId: gitlab.projectId, url: gitlab.url });

async function deliver(payload: { object_kind: string }, key = signingToken) {
  const { headers, body } = gitLabDelivery(payload, { signingToken: key });
  const answer = await fetch(`${server.url}/webhooks/gitlab`, { method: "POST", headers, body });
  return { status: answer.status, body: (await answer.json()) as { outcome?: string; incidents?: string[] } };
}

test("a failed pipeline becomes a verified post-mortem that names the guilty commit", async () => {
  const opened = await deliver(pipelinePayload(failed, sender()));
  expect(opened).toMatchObject({ status: 202, body: { outcome: "opened", incidents: ["INC-1"] } });
  await investigationEnd(server, "INC-1");
  const { postMortem } = await readIncident(server, "INC-1");
  expect(postMortem?.diagnosis).toMatchObject({
    category: "test_failure",
    verdict: "confirmed",
    dataGaps: [],
  });
  expect(postMortem?.diagnosis.failedTests.map(({ name }) => name)).toEqual([
    expect.stringContaining("the total takes the discount off"),
  ]);
  expect(postMortem?.diagnosis.suspects.ranking[0]).toMatchObject({ id: project.guiltySha });
  for (const citation of postMortem?.diagnosis.causes[0]?.citations ?? []) {
    const stored = await fetch(`${server.url}/api/incidents/INC-1/evidence/${citation.evidence}`);
    const lines = (await stored.text())
      .split("\n")
      .slice(citation.start - 1, citation.end)
      .join("\n");
    for (const quoted of citation.quote.split("\n")) expect(lines).toContain(quoted.trim());
  }
});

test("its failed job joins it, the same end told again is told once, and a green pipeline resolves it", async () => {
  const job = await deliver(jobPayload({ pipeline: failed.id }, sender()));
  expect(job.body).toMatchObject({ outcome: "joined", incidents: ["INC-1"] });
  expect((await deliver(pipelinePayload(failed, sender()))).body).toMatchObject({ outcome: "duplicate" });
  const green = gitlab.addPipeline({
    sha: project.headSha,
    status: "success",
    endedAt: new Date(Date.now() + 60_000).toISOString(),
  });
  expect((await deliver(pipelinePayload(green, sender()))).body).toMatchObject({
    outcome: "resolved",
    incidents: ["INC-1"],
  });
  await expect.poll(async () => (await readIncident(server, "INC-1")).status).toBe("resolved");
});

test("the address of a pipeline or of one of its jobs is enough", async () => {
  const investigate = async (path: string) => {
    const answer = await fetch(`${server.url}/api/investigations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ url: `${gitlab.url}/orchard/shop/-/${path}` }),
    });
    const { incident: id } = (await answer.json()) as { incident: string };
    await investigationEnd(server, id);
    return (await readIncident(server, id)).postMortem?.diagnosis;
  };
  for (const path of [`pipelines/${failed.id}`, `jobs/${failed.jobs[0]?.id}`]) {
    const diagnosis = await investigate(path);
    expect(diagnosis?.suspects.ranking[0]).toMatchObject({ id: project.guiltySha });
    expect(diagnosis?.dataGaps).toEqual([]);
  }
});

test("a delivery that is not signed with the key is refused, and says what to do", async () => {
  const foreign = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  expect(await deliver(pipelinePayload(failed, sender()), foreign)).toMatchObject({
    status: 401,
    body: { error: { remedy: expect.stringContaining("GITLAB_WEBHOOK_SIGNING_TOKEN") } },
  });
});
