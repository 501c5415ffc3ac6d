import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { inquest } from "../support/command-line.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { startKubernetes } from "../support/kubernetes-stand-in.ts";

const Report = z.object({
  ok: z.boolean(),
  parts: z.array(
    z.object({
      name: z.string(),
      state: z.enum(["ok", "off", "broken"]),
      message: z.string(),
      next: z.string().optional(),
    }),
  ),
});

let folder: Awaited<ReturnType<typeof createDataFolder>>;
beforeAll(async () => {
  folder = await createDataFolder();
});
afterAll(() => folder.remove());

async function doctor(env: Record<string, string>) {
  const { code, stdout } = await inquest(["doctor", "--json"], {
    env: { INQUEST_HOME: folder.home, ...env },
  });
  const { ok, parts } = Report.parse(JSON.parse(stdout));
  return { code, ok, part: (name: string) => parts.find((part) => part.name === name) };
}

/** Answers each `METHOD /path` with status, headers and JSON; anything else is an error of the test. */
async function standIn(
  answers: Record<string, { status?: number; headers?: Record<string, string>; body: unknown }>,
): Promise<{ url: string; seen: string[]; server: Server }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const call = `${request.method} ${request.url}`;
    seen.push(`${call} ${request.headers.authorization ?? ""}`);
    const answer = answers[call];
    response.writeHead(answer ? (answer.status ?? 200) : 500, {
      "content-type": "application/json",
      ...answer?.headers,
    });
    response.end(JSON.stringify(answer?.body ?? { unexpected: call }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    seen,
    server,
  };
}

test("with nothing configured everything that is always needed works, and the rest says its next step", async () => {
  const { code, ok, part } = await doctor({});
  expect({ code, ok }).toEqual({ code: 0, ok: true });
  expect(part("PostgreSQL")).toMatchObject({ state: "ok", message: expect.stringContaining("embedded") });
  expect(part("Chroma")).toMatchObject({ state: "ok" });
  expect(part("GitHub")).toMatchObject({ state: "off", next: expect.stringContaining("GITHUB_TOKEN") });
  expect(part("Slack")).toMatchObject({ state: "off", next: expect.stringContaining("SLACK_BOT_TOKEN") });
}, 60_000);

test("what is configured is asked: a good token, a wrong channel token, a model that is not there", async () => {
  const { url, seen, server } = await standIn({
    "GET /user": { headers: { "x-oauth-scopes": "repo, read:org" }, body: { login: "ada" } },
    "POST /slack/auth.test": { body: { ok: false, error: "invalid_auth" } },
    "GET /v1/models": { body: { data: [{ id: "other-model" }] } },
  });
  try {
    const { code, ok, part } = await doctor({
      GITHUB_TOKEN: "ghp_secret_of_the_test",
      GITHUB_API_URL: url,
      SLACK_BOT_TOKEN: "xoxb-secret-of-the-test",
      SLACK_CHANNEL: "C123",
      SLACK_API_URL: `${url}/slack/`,
      INQUEST_MODEL: "openai:small-model",
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_API_KEY: "key-of-the-test",
    });
    expect({ code, ok }).toEqual({ code: 1, ok: false });
    expect(part("GitHub")).toMatchObject({ state: "ok", message: expect.stringContaining("repo, read:org") });
    expect(part("Slack")).toMatchObject({
      state: "broken",
      message: expect.stringContaining("invalid_auth"),
    });
    expect(part("model")).toMatchObject({ state: "broken", next: expect.stringContaining("INQUEST_MODEL") });
    expect(JSON.stringify([part("GitHub"), part("Slack"), part("model")])).not.toMatch(
      /secret|key-of-the-test/,
    );
    expect(seen.toSorted()).toEqual([
      "GET /user Bearer ghp_secret_of_the_test",
      "GET /v1/models Bearer key-of-the-test",
      "POST /slack/auth.test Bearer xoxb-secret-of-the-test",
    ]);
  } finally {
    server.close();
  }
}, 60_000);

test.each([
  [{ body: { name: "inquest", scopes: ["read_api"], expires_at: "2027-01-31" } }, "ok", "until 2027-01-31"],
  [{ body: { name: "inquest", scopes: ["read_repository"] } }, "broken", "lacks the scope read_api"],
  [{ status: 401, body: {} }, "broken", "the token is refused"],
] as const)(
  "GitLab is asked what its token may: %o",
  async (answer, state, words) => {
    const { url, server } = await standIn({ "GET /api/v4/personal_access_tokens/self": answer });
    try {
      const { part } = await doctor({ GITLAB_TOKEN: "glpat-secret-of-the-test", GITLAB_URL: url });
      expect(part("GitLab")).toMatchObject({ state, message: expect.stringContaining(words) });
      expect(JSON.stringify(part("GitLab"))).not.toContain("glpat-secret");
    } finally {
      server.close();
    }
  },
  60_000,
);

test("a database that is not there and a setting that is wrong are broken, and say what to do", async () => {
  const unreachable = await doctor({ DATABASE_URL: "postgres://user:pass-of-the-test@127.0.0.1:1/x" });
  expect(unreachable.code).toBe(1);
  expect(unreachable.part("PostgreSQL")?.state).toBe("broken");
  expect(unreachable.part("PostgreSQL")?.next).not.toBe("");
  expect(JSON.stringify(unreachable.part("PostgreSQL"))).not.toContain("pass-of-the-test");
  const wrong = await doctor({ INQUEST_MAX_ROUNDS: "many" });
  expect(wrong.code).toBe(1);
  expect(wrong.part("settings")?.message).toContain("INQUEST_MAX_ROUNDS");
}, 60_000);

test("a cluster is asked what it grants, and what is lacking is named", async () => {
  const cluster = await startKubernetes({ tls: true });
  try {
    const env = {
      INQUEST_KUBERNETES: cluster.kubeconfig(folder.home),
      INQUEST_KUBERNETES_NAMESPACES: "payments,orders",
      INQUEST_KUBERNETES_WATCH: "*",
    };
    expect((await doctor(env)).part("Kubernetes")).toEqual({
      name: "Kubernetes",
      state: "ok",
      message: "test-cluster, 2 namespaces, watched",
    });
    cluster.forbid("get", "pods/log");
    cluster.forbid("update", "leases");
    const { code, part } = await doctor(env);
    expect(code).toBe(1);
    expect(part("Kubernetes")).toMatchObject({
      state: "broken",
      message:
        "test-cluster does not grant get pods/log in payments, get pods/log in orders, update leases in inquest",
      next: expect.stringContaining("deploy/kubernetes/rbac.yaml"),
    });
    cluster.assertClean();
  } finally {
    await cluster.close();
  }
}, 60_000);

test("Prometheus and Loki are asked a small question, and a wrong token is said", async () => {
  const { url, seen, server } = await standIn({
    "GET /api/v1/query?query=vector%281%29": { body: { status: "success", data: {} } },
    "GET /loki/api/v1/labels": { status: 401, body: {} },
  });
  try {
    const { part } = await doctor({
      PROMETHEUS_URL: url,
      PROMETHEUS_TOKEN: "reader:of-the-test",
      LOKI_URL: url,
      ALERTMANAGER_WEBHOOK_TOKEN: "token-of-the-test",
    });
    expect(part("Prometheus")).toMatchObject({
      state: "ok",
      message: expect.stringContaining(new URL(url).host),
    });
    expect(part("Loki")).toMatchObject({ state: "broken", next: expect.stringContaining("LOKI_TOKEN") });
    expect(part("alert webhooks")).toMatchObject({ state: "ok", message: "token set for Alertmanager" });
    const basic = Buffer.from("reader:of-the-test").toString("base64");
    expect(seen).toContain(`GET /api/v1/query?query=vector%281%29 Basic ${basic}`);
  } finally {
    server.close();
  }
}, 60_000);
