import { createServer } from "node:http";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type BrokenProject, createBrokenProject } from "../../support/broken-project.ts";
import { createSetting, type Setting, textOf, token } from "./setting.ts";

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
  await setting.github.close();
  setting.github.assertClean();
});

const jobLog = /\/actions\/jobs\/\d+\/logs/;
const zip = /\/attempts\/1\/logs/;

test("a missing permission is named, as GitHub names it where it does", async () => {
  setting.github.disturb({ path: jobLog, status: 403 });
  const plain = await setting.collect("failed_log");
  expect(plain).toEqual({
    evidence: [],
    gaps: [
      {
        missing: "The log of job test: the token lacks `actions: read`.",
        code: "permission_missing",
        remedy: "Grant `actions: read` for orchard/shop.",
      },
    ],
  });
  setting.github.disturb({
    path: /annotations/,
    status: 403,
    headers: { "x-accepted-github-permissions": "checks=read" },
  });
  const named = await setting.collect("annotations");
  expect(named.gaps).toMatchObject([
    { code: "permission_missing", remedy: "Grant `checks: read` for orchard/shop." },
  ]);
});

test("a token that is not authorized for single sign-on is told so", async () => {
  const headers = {
    "x-github-sso": "required; url=https://github.example/orgs/orchard/sso?authorization_request=A1",
  };
  setting.github.disturb({ path: /\/attempts\/1$/, status: 403, headers });
  expect((await setting.collect("run")).gaps).toMatchObject([
    { code: "permission_missing", remedy: expect.stringContaining("Configure SSO") },
  ]);
});

test("what GitHub does not show is a gap that says what to check", async () => {
  setting.github.disturb({ path: /\/attempts\/1$/, status: 404 });
  const { gaps } = await setting.collect("run");
  expect(gaps).toMatchObject([
    { code: "not_found", remedy: expect.stringContaining("the token can see orchard/shop") },
  ]);
});

test("an expired log is a gap, and the other failed job's log is there", async () => {
  const run = setting.github.addRun({
    headSha: project.headSha,
    conclusion: "failure",
    jobs: [
      { name: "one", conclusion: "failure", log: "one\n" },
      { name: "two", conclusion: "failure", log: "two\n" },
    ],
  });
  setting.github.disturb({ path: new RegExp(`/jobs/${run.jobs[0]?.id}/logs`), status: 410 });
  const { evidence, gaps } = await setting.collect("failed_log", { subject: setting.subjectOf(run) });
  expect(evidence.map(({ title }) => title)).toEqual(["Log of job two (step Run npm test)"]);
  expect(gaps).toMatchObject([
    { code: "log_expired", missing: "The log of job one: GitHub no longer keeps it." },
  ]);
});

test("wrong credentials are a gap, and the token is never in it", async () => {
  const wrong = "ghp_wrongwrongwrongwrongwrongwrongwrong0";
  const { gaps } = await setting.collect("run", { auth: { token: wrong } });
  expect(gaps).toMatchObject([{ code: "credentials_refused" }]);
  expect(JSON.stringify(gaps)).not.toMatch(new RegExp(`${token}|${wrong}`));
});

test("a rate limit that ends soon is waited for, a long one is a gap that names the time", async () => {
  const reset = (seconds: number) => ({
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + seconds),
  });
  setting.github.disturb({ path: /\/attempts\/1$/, status: 403, headers: reset(-1), times: 1 });
  expect((await setting.collect("run")).gaps).toEqual([]);
  setting.github.disturb({ path: /\/attempts\/1$/, status: 403, headers: reset(1800) });
  const { gaps } = await setting.collect("run");
  expect(gaps).toMatchObject([
    { code: "rate_limited", remedy: expect.stringMatching(/^Try again after 20\d\d-/) },
  ]);
});

test("a secondary limit is waited for within bounds, else a gap that names the wait", async () => {
  const body = JSON.stringify({ message: "You have exceeded a secondary rate limit." });
  setting.github.disturb({
    path: /\/attempts\/1$/,
    status: 429,
    headers: { "retry-after": "1" },
    body,
    times: 1,
  });
  expect((await setting.collect("run")).gaps).toEqual([]);
  setting.github.disturb({ path: /\/attempts\/1$/, status: 403, headers: { "retry-after": "600" }, body });
  const { gaps } = await setting.collect("run");
  expect(gaps).toMatchObject([{ code: "rate_limited", remedy: "Try again in 600 s." }]);
});

test("a server's hiccup is tried again, a lasting one is a gap", async () => {
  setting.github.disturb({ path: /\/attempts\/1$/, status: 502, body: "<html>", times: 2 });
  expect((await setting.collect("run")).gaps).toEqual([]);
  setting.github.disturb({ path: /\/attempts\/1$/, status: 503 });
  expect((await setting.collect("run")).gaps).toMatchObject([
    { code: "unreachable", missing: expect.stringContaining("503") },
  ]);
});

test("a server that is silent is a gap after the limit", async () => {
  setting.github.disturb({ path: /\/attempts\/1$/, status: "hang" });
  const { gaps } = await setting.collect("run", { limits: { answerMs: 50, retries: 0 } });
  expect(gaps).toMatchObject([{ code: "timeout" }]);
});

test("a GitHub that is not there is a gap", async () => {
  const { gaps } = await setting.collect("run", { apiUrl: "http://127.0.0.1:1", limits: { retries: 0 } });
  expect(gaps).toMatchObject([{ code: "unreachable", remedy: expect.stringContaining("GITHUB_API_URL") }]);
});

test.each([
  ["no JSON", '{"id": '],
  ["another shape", '{"id": "five"}'],
  ["a page of a proxy", "<html>log in</html>"],
  ["numbers beyond reason", `{"id": ${"9".repeat(400)}}`],
])("an answer that is %s is a gap", async (_what, body) => {
  setting.github.disturb({ path: /\/attempts\/1$/, status: 200, body });
  expect((await setting.collect("run")).gaps).toMatchObject([{ code: "malformed_answer" }]);
});

test("an answer beyond the size limit is a gap", async () => {
  setting.github.disturb({ path: /\/attempts\/1$/, status: 200, body: `{"x":"${"x".repeat(100_000)}"}` });
  const { gaps } = await setting.collect("run", { limits: { jsonBytes: 10_000, retries: 0 } });
  expect(gaps).toMatchObject([{ code: "too_large" }]);
});

test.each([
  ["another host", "http://elsewhere.example/"],
  ["no address", "http://["],
  ["itself, for ever", ""],
])("an answer of the API that redirects to %s is not followed", async (_what, location) => {
  const path = `/repos/orchard/shop/actions/runs/${setting.failed.id}/attempts/1`;
  setting.github.disturb({ path: /\/attempts\/1$/, status: 302, headers: { location: location || path } });
  const { gaps } = await setting.collect("run", { limits: { retries: 0 } });
  expect(gaps).toMatchObject([{ code: "redirect_refused" }]);
});

test.each(["file:///etc/passwd", "http://user:word@127.0.0.1/", "gopher://127.0.0.1/"])(
  "a log that redirects to %s is not followed",
  async (location) => {
    setting.github.disturb({ path: jobLog, status: 302, headers: { location } });
    setting.github.disturb({ path: zip, status: 404 });
    const { evidence, gaps } = await setting.collect("failed_log", { limits: { retries: 0 } });
    expect([evidence, gaps]).toMatchObject([[], [{ code: "redirect_refused" }]]);
  },
);

test.each([
  [403, "unreachable"],
  [404, "log_expired"],
])("a log store that answers %i says nothing of our permissions", async (status, code) => {
  const store = createServer((request, response) => {
    response.writeHead(request.headers.authorization ? 500 : status).end();
  });
  await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
  const address = store.address();
  const port = typeof address === "object" ? address?.port : undefined;
  setting.github.disturb({
    path: jobLog,
    status: 302,
    headers: { location: `http://127.0.0.1:${port}/log` },
  });
  setting.github.disturb({ path: zip, status: 404 });
  const { gaps } = await setting.collect("failed_log");
  store.close();
  expect(gaps).toMatchObject([{ code, missing: expect.stringContaining("the store that GitHub names") }]);
});

test("a zip that is none is a gap", async () => {
  setting.github.disturb({ path: jobLog, status: 404 });
  setting.github.disturb({ path: zip, status: 200, body: "PK no zip" });
  const { evidence, gaps } = await setting.collect("failed_log");
  expect([evidence, gaps]).toMatchObject([[], [{ code: "not_found" }]]);
});

test("jobs that cannot be had leave the run standing", async () => {
  setting.github.disturb({ path: /\/jobs\?/, status: 403 });
  const { evidence, gaps } = await setting.collect("run");
  expect(await textOf(evidence[0])).toContain("Run 2 of workflow CI, attempt 1: failure");
  expect(gaps).toMatchObject([
    { code: "permission_missing", missing: expect.stringContaining("The jobs of run") },
  ]);
});

test("an abort rejects at once", async () => {
  const stop = new AbortController();
  setting.github.disturb({ path: /\/attempts\/1$/, status: "hang" });
  const hanging = setting.collect("run", { signal: stop.signal });
  await setting.github.called(/\/attempts\/1$/);
  stop.abort(new Error("enough"));
  await expect(hanging).rejects.toThrow("enough");
  const done = AbortSignal.abort(new Error("too late"));
  await expect(setting.collect("run", { signal: done })).rejects.toThrow("too late");
});

test("a rate limit is logged, and an abort while it is waited for rejects at once", async () => {
  const stop = new AbortController();
  const lines: string[] = [];
  const logger = pino(
    {},
    {
      write(line) {
        lines.push(line);
        stop.abort(new Error("enough"));
      },
    },
  );
  const body = JSON.stringify({ message: "You have exceeded a secondary rate limit." });
  setting.github.disturb({ path: /\/attempts\/1$/, status: 429, headers: { "retry-after": "15" }, body });
  await expect(setting.collect("run", { signal: stop.signal, logger })).rejects.toThrow("enough");
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { msg: "github rate limit", seconds: 15, waits: true },
  ]);
});
