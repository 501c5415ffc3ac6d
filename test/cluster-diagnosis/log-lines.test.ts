import { expect, test } from "vitest";
import { diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";
import { analyzeLog } from "../../src/log-analysis/index.ts";

// What one container prints, between lines that say nothing: the category and what the answer must name.
const LINES: [line: string, category: string, names: string][] = [
  [
    `/app/lib/boot.rb:5:in 'fetch': key not found: "MAILER_TOKEN" (KeyError)`,
    "missing_env_var",
    "MAILER_TOKEN",
  ],
  ["  MAILER_URL: [ 'Required' ]", "missing_env_var", "MAILER_URL"],
  [
    "Settings\nmailer_host\n  Field required [type=missing, input_value={}, input_type=dict]",
    "missing_env_var",
    "mailer_host",
  ],
  ["MAILER_KEY is not configured", "missing_env_var", "MAILER_KEY"],
  ["RuntimeError: Please set MAILER_URL in the environment", "missing_env_var", "MAILER_URL"],
  ["missing required env: MAILER_KEY", "missing_env_var", "MAILER_KEY"],
  ["Error: MAILER_ID not provided", "missing_env_var", "MAILER_ID"],
  [
    'called `Result::unwrap()` on an `Err` value: EnvVar(NotPresent, "MAILER_BIND")',
    "missing_env_var",
    "MAILER_BIND",
  ],
  [
    "fatal: unable to read /secrets/token: open /secrets/token: no such file or directory",
    "config_missing",
    "/secrets/token",
  ],
  ["exec /srv/begin.sh: no such file or directory", "command_not_found", "/srv/begin.sh"],
  [`syntax error at /srv/mail.pl line 3, near "foreach my"`, "script_syntax_error", "mail.pl line 3"],
  ["/srv/mail.rb:9: syntax error, unexpected end-of-input", "script_syntax_error", "end-of-input"],
  ["ERROR: certificate /certs/mail.crt expired on 2026-01-31", "certificate_expired", "/certs/mail.crt"],
  ["error: DEPTH_ZERO_SELF_SIGNED_CERT", "certificate_expired", "SELF_SIGNED"],
  ["ERROR failed to acquire connection from pool: timeout after 5000ms", "db_connections_exhausted", "pool"],
  [
    "ERROR mail::db: pool timed out while waiting for an open connection",
    "db_connections_exhausted",
    "pool timed out",
  ],
  ["Host '10.0.0.9' has more than 'max_user_connections' active", "db_connections_exhausted", "connections"],
  [
    `connection to server at "mail-db" (10.0.0.3), port 5432 failed: Connection timed out`,
    "connection_refused_dependency",
    "mail-db",
  ],
  ["dial tcp 10.0.0.3:25: connect: no route to host", "connection_refused_dependency", "10.0.0.3:25"],
  [
    "dial tcp: lookup relay.example on 10.96.0.10:53: server misbehaving",
    "dns_resolution_failure",
    "relay.example",
  ],
  [`GET https://relay.mail.svc/send returned 503 after 2 tries`, "dependency_down", "relay.mail.svc"],
  [
    `{"level":"warn","msg":"slow MongoDB operation","collection":"letters","durationMs":8200}`,
    "slow_database",
    "letters",
  ],
  [`level=info msg="query done" db=mail elapsed=7.2s rows=1`, "slow_database", "elapsed=7.2s"],
  [
    'W0101 10:00:00.1 7 controller.go:1207] Service "mail/relay" does not have any active Endpoint.',
    "ingress_misconfigured",
    "relay",
  ],
  ["WARN relay answered 429 Too Many Requests, giving up", "application_error", "429"],
  ["NotWritablePrimary: not primary", "database_error", "NotWritablePrimary"],
  ["error: Autoheal request received from rabbit@mq-1", "rabbitmq_partition", "Autoheal"],
];

function filesOf(texts: Record<string, string>) {
  return Object.entries(texts).map(([name, text], index) => ({ id: `E${index + 1}`, name, text }));
}

function answer(texts: Record<string, string>) {
  const found = diagnoseCluster({ files: filesOf(texts), readLog: (text) => analyzeLog(Buffer.from(text)) });
  const quotes = found?.causes[0]?.citations.map(({ quote }) => quote) ?? [];
  return { category: found?.category, summary: found?.summary, said: [found?.summary, ...quotes].join("\n") };
}

test.each(LINES)("%s", (line, category, names) => {
  const log = `mailer is starting\nmailer reads its settings\n${line}\n`;
  const found = answer({ "kubectl_logs_mailer.txt": log });
  expect(found.category).toBe(category);
  expect(found.said).toContain(names);
});

const described = (name: string, code: number) => `Name:             ${name}
Namespace:        post
Status:           Running
Containers:
  main:
    Image:          example.org/mailer:1
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Exit Code:    ${code}
    Ready:          False
    Restart Count:  6
Conditions:
  Type              Status
  Ready             False
`;

test("of a crash that no sign explains, the log's last line is told", () => {
  const found = answer({
    "kubectl_describe.txt": described("mailer-5d9f-x2k4z", 70),
    "kubectl_logs.txt": `{"toolset_name":"kubernetes/logs","tool_name":"kubectl_logs","match_params":{"pod_name":"mailer-5d9f-x2k4z"}}\nstdout:\nwarming up\nthe letterbox is upside down\n\nstderr:\n`,
  });
  expect(found.category).toBe("application_error");
  expect(found.summary).toMatch(/exit code 70 .*“the letterbox is upside down”/);
});

test("what kubectl could not give is no error of the workload", () => {
  const asked = (tool: string) =>
    `{"toolset_name":"kubernetes/logs","tool_name":"${tool}","match_params":{"pod_name":"mailer-5d9f-x2k4z"}}\n`;
  const found = answer({
    "kubectl_previous_logs.txt": `${asked("kubectl_previous_logs")}Command \`kubectl logs mailer-5d9f-x2k4z --previous\` failed with return code 1\nstdout:\n\nstderr:\nError from server (BadRequest): previous terminated container "main" in pod "mailer-5d9f-x2k4z" not found\n`,
    "kubectl_top_pods.txt":
      "Command `kubectl top pods` failed with return code 1\nerror: Metrics API not available\n",
    "kubectl_logs.txt": `${asked("kubectl_logs")}letter 1 sent\nERROR letter 2 has no stamp\n`,
  });
  expect(found.summary).toContain("letter 2 has no stamp");
});

test("a crash that only a list mentions does not hide what the log of the pod in question says", () => {
  const found = answer({
    "kubectl_get_all.txt": `NAMESPACE   NAME                READY   STATUS             RESTARTS   AGE
demo        old-canary-5f-x2    0/1     CrashLoopBackOff   1402       5d
post        mailer-5d9f-x2k4z   1/1     Running            0          3h
`,
    "kubectl_logs.txt": `{"toolset_name":"kubernetes/logs","tool_name":"kubectl_logs","match_params":{"pod_name":"mailer-5d9f-x2k4z"}}\nletter 1 sent\nletter 2 could not be sent: the postman was bitten\n`,
  });
  expect(found.summary).not.toContain("old-canary");
});

const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index));

test.each([
  ["one request that failed", '10.0.0.9 - - [01/Jan/2026] "POST /refunds/8 HTTP/1.1" 504 16', "/refunds/8"],
  ["one request that was not found", "GET https://cdn.example/logo.svg status=404 bytes=9", "logo.svg"],
  ["one error that only its words explain", "ERROR could not contact the postman of street 41-B", "41-B"],
  ["one message unlike all others", "feature flag new-stamps switched on", "new-stamps"],
])("%s stands out among thousands of alike ones", (_, needle, names) => {
  const lines = many(2500, (index) =>
    needle.includes("status=")
      ? `GET https://cdn.example/a${(index * 7) % 999}.css status=200 bytes=${(index * 131) % 90_000}`
      : `10.${index % 9}.0.${index % 250} - - [01/Jan/2026] "GET /items/${(index * 7) % 9999} HTTP/1.1" 200 ${(index * 37) % 9000}`,
  );
  lines[2300] = needle;
  const found = answer({ "kubectl_logs_edge.txt": `${lines.join("\n")}\n` });
  expect(found.category).toBe("log_needle");
  expect(found.said).toContain(names);
});
