import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type BrokenProject, createBrokenProject } from "../../support/broken-project.ts";
import { textOf } from "../github/setting.ts";
import { createSetting, type Setting, token } from "./setting.ts";

let project: BrokenProject;
let setting: Setting;

beforeAll(async () => {
  project = await createBrokenProject();
}, 30_000);
afterAll(async () => project.close());
beforeEach(async () => {
  setting = await createSetting(project);
});
afterEach(async () => {
  await setting.gitlab.close();
  setting.gitlab.assertClean();
});

const shown = /\/pipelines\/\d+$/;
const trace = /\/trace$/;

test("a token that lacks the scope is told which", async () => {
  const body = JSON.stringify({ error: "insufficient_scope", scope: "api read_api" });
  setting.gitlab.disturb({ path: trace, status: 403, body });
  expect(await setting.collect("failed_log")).toEqual({
    evidence: [],
    gaps: [
      {
        missing: "The log of job test: the token lacks the scope `read_api`.",
        code: "permission_missing",
        remedy: "Make a token with the scope `read_api` and set it as GITLAB_TOKEN.",
      },
    ],
  });
});

test("a role that may not read is told what to give", async () => {
  setting.gitlab.disturb({ path: trace, status: 403 });
  expect((await setting.collect("failed_log")).gaps).toMatchObject([
    { code: "permission_missing", remedy: expect.stringContaining("Reporter or higher in orchard/shop") },
  ]);
});

test("what GitLab does not show is a gap that says what to check", async () => {
  setting.gitlab.disturb({ path: shown, status: 404 });
  expect((await setting.collect("run")).gaps).toMatchObject([
    { code: "not_found", remedy: expect.stringContaining("the token can see orchard/shop") },
  ]);
});

test("wrong credentials are a gap, and the token is never in it", async () => {
  const wrong = "glpat-wrongwrongwrongwrong";
  const { gaps } = await setting.collect("run", { token: wrong });
  expect(gaps).toMatchObject([{ code: "credentials_refused" }]);
  expect(JSON.stringify(gaps)).not.toMatch(new RegExp(`${token}|${wrong}`));
});

test("a rate limit that ends soon is waited for, a long one is a gap that names the wait", async () => {
  setting.gitlab.disturb({ path: shown, status: 429, headers: { "retry-after": "0" }, times: 1 });
  expect((await setting.collect("run")).gaps).toEqual([]);
  setting.gitlab.disturb({ path: shown, status: 429, headers: { "retry-after": "600" } });
  expect((await setting.collect("run")).gaps).toMatchObject([
    { code: "rate_limited", remedy: "Try again in 600 s." },
  ]);
});

test("a server's hiccup is tried again, a lasting one is a gap", async () => {
  setting.gitlab.disturb({ path: shown, status: 502, body: "<html>", times: 2 });
  expect((await setting.collect("run")).gaps).toEqual([]);
  setting.gitlab.disturb({ path: shown, status: 503 });
  expect((await setting.collect("run")).gaps).toMatchObject([
    { code: "unreachable", missing: expect.stringContaining("503") },
  ]);
});

test("a server that is silent or not there is a gap", async () => {
  setting.gitlab.disturb({ path: shown, status: "hang" });
  const silent = await setting.collect("run", { limits: { answerMs: 50, retries: 0 } });
  expect(silent.gaps).toMatchObject([{ code: "timeout" }]);
  const absent = await setting.collect("run", { url: "http://127.0.0.1:1", limits: { retries: 0 } });
  expect(absent.gaps).toMatchObject([{ code: "unreachable", remedy: expect.stringContaining("GITLAB_URL") }]);
});

test.each([
  ["no JSON", '{"id": '],
  ["another shape", '{"id": "five"}'],
  ["a page of a proxy", "<html>log in</html>"],
])("an answer that is %s is a gap", async (_what, body) => {
  setting.gitlab.disturb({ path: shown, status: 200, body });
  expect((await setting.collect("run")).gaps).toMatchObject([{ code: "malformed_answer" }]);
});

test("an answer beyond the size limit is a gap", async () => {
  setting.gitlab.disturb({ path: shown, status: 200, body: `{"x":"${"x".repeat(20_000)}"}` });
  const { gaps } = await setting.collect("run", { limits: { jsonBytes: 10_000 } });
  expect(gaps).toMatchObject([{ code: "too_large" }]);
});

test("a redirect to another host is not followed with the token", async () => {
  const headers = { location: "http://127.0.0.1:1/elsewhere" };
  setting.gitlab.disturb({ path: shown, status: 302, headers });
  expect((await setting.collect("run")).gaps).toMatchObject([{ code: "redirect_refused" }]);
});

test("what one job lacks does not take the others' logs", async () => {
  const pipeline = setting.gitlab.addPipeline({
    sha: project.headSha,
    status: "failed",
    jobs: [
      { name: "one", status: "failed", log: "one\n" },
      { name: "two", status: "failed", log: "two\n" },
    ],
  });
  setting.gitlab.disturb({ path: new RegExp(`/jobs/${pipeline.jobs[0]?.id}/trace`), status: 404 });
  const { evidence, gaps } = await setting.collect("failed_log", { subject: setting.subjectOf(pipeline) });
  expect(await Promise.all(evidence.map(textOf))).toEqual(["two\n"]);
  expect(gaps).toMatchObject([{ code: "not_found", missing: expect.stringContaining("job one") }]);
});

test("an abort ends the collection at once", async () => {
  setting.gitlab.disturb({ path: trace, status: "hang" });
  const stop = new AbortController();
  const collecting = setting.collect("failed_log", { signal: stop.signal });
  stop.abort(new Error("enough"));
  await expect(collecting).rejects.toThrow("enough");
});
