import { expect, test } from "vitest";
import { loadConfig } from "../../src/config/config.ts";

test("an empty environment gives a loopback server with embedded parts and no model", () => {
  const config = loadConfig({ INQUEST_HOME: "/data", OPENAI_API_KEY: " " });
  expect(config).toMatchObject({ home: "/data", host: "127.0.0.1", port: 8787, loopbackOnly: true });
  expect([config.databaseUrl, config.chroma, config.model, config.slack, config.github.auth]).toEqual(
    Array(5).fill(undefined),
  );
});

test.each([
  [{ INQUEST_PORT: "eighty" }, "INQUEST_PORT must be a number."],
  [{ INQUEST_PORT: "99999" }, "INQUEST_PORT must be at most 65535."],
  [{ INQUEST_KEEP_DAYS: "0" }, "INQUEST_KEEP_DAYS must be at least 1."],
  [{ INQUEST_HOST: "0.0.0.0" }, "INQUEST_HOST is not loopback, so INQUEST_TOKEN must be set."],
  [{ INQUEST_TOKEN: "short" }, "INQUEST_TOKEN must have at least 16 characters."],
  [{ DATABASE_URL: "mysql://user:hunter2@db/x" }, "DATABASE_URL must begin with postgresql://."],
  [{ CHROMA_URL: "file:///etc" }, "CHROMA_URL must be an http(s) address."],
  [
    { SLACK_BOT_TOKEN: "xoxb-secret" },
    "SLACK_BOT_TOKEN and SLACK_CHANNEL go together; one of them is missing.",
  ],
  [{ GITHUB_APP_ID: "7" }, "GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY go together; one of them is missing."],
  [
    { GITLAB_WEBHOOK_SIGNING_TOKEN: "whsec_hunter2" },
    "GITLAB_WEBHOOK_SIGNING_TOKEN must be whsec_ and a base64 key.",
  ],
  [{ INQUEST_KUBERNETES_WATCH: "*" }, "INQUEST_KUBERNETES_WATCH needs INQUEST_KUBERNETES."],
  [
    { INQUEST_KUBERNETES: "in-cluster", INQUEST_KUBERNETES_NAMESPACES: "a/../b" },
    "INQUEST_KUBERNETES_NAMESPACES must be names of namespaces with commas between them.",
  ],
  [
    {
      INQUEST_KUBERNETES: "in-cluster",
      INQUEST_KUBERNETES_NAMESPACES: "shop",
      INQUEST_KUBERNETES_WATCH: "pay, shop",
    },
    "INQUEST_KUBERNETES_WATCH names a namespace that INQUEST_KUBERNETES_NAMESPACES does not.",
  ],
  [
    { ALERTMANAGER_MIN_SEVERITY: "loud" },
    "ALERTMANAGER_MIN_SEVERITY must be info, warning, error or critical.",
  ],
  [{ PROMETHEUS_URL: "prometheus:9090" }, "PROMETHEUS_URL must be an http(s) address."],
  [{ INQUEST_MODEL: "gpt-4o" }, "INQUEST_MODEL must be openai:NAME."],
  [{ INQUEST_MODEL: "openai:gpt-4o" }, "INQUEST_MODEL needs OPENAI_API_KEY."],
])("what is wrong is named, its value is not: %o", (env, sentence) => {
  let error: Error | undefined;
  try {
    loadConfig(env);
  } catch (thrown) {
    error = thrown as Error;
  }
  expect(error?.message).toBe(sentence);
  expect(error).toMatchObject({ code: "config_invalid", remedy: expect.stringMatching(/\.$/) });
  expect(JSON.stringify(error)).not.toContain("hunter2");
});

test("an App's private key may have its line ends written as \\n", () => {
  const config = loadConfig({
    GITHUB_APP_ID: "7",
    GITHUB_APP_PRIVATE_KEY: "-----BEGIN-----\\nabc\\n-----END-----",
  });
  expect(config.github.auth).toEqual({
    appId: "7",
    privateKey: "-----BEGIN-----\nabc\n-----END-----",
    installationId: undefined,
  });
});

test("a cluster is reached from within or through a kubeconfig, and watched only when asked to", () => {
  const within = loadConfig({ INQUEST_KUBERNETES: "in-cluster" });
  expect(within.kubernetes).toEqual({ access: { inCluster: true }, namespaces: [], watch: undefined });
  const { kubernetes } = loadConfig({
    INQUEST_KUBERNETES: "/etc/kubeconfig",
    INQUEST_KUBERNETES_CONTEXT: "eu",
    INQUEST_KUBERNETES_NAMESPACES: "payments, orders",
    INQUEST_KUBERNETES_WATCH: "*",
  });
  expect(kubernetes).toEqual({
    access: { kubeconfig: "/etc/kubeconfig", context: "eu" },
    namespaces: ["payments", "orders"],
    watch: { namespaces: ["payments", "orders"], debounceSeconds: 60 },
  });
});
