import { expect, test } from "vitest";
import { diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";

// What clients, drivers and programs of many languages say, as the last words of a container: the category and what
// the answer must name.
const WORDS: Record<string, [line: string, names: string][]> = {
  connection_refused_dependency: [
    ["ldap_bind: Can't contact LDAP server (-1)", "LDAP server"],
    ["failed to dial stamps:8300", "stamps:8300"],

    ["RedisConnectionException: Unable to connect to stamps-redis:6379", "stamps-redis:6379"],
    ["CommunicationsException: Communications link failure", "link failure"],
    ["nats: no servers available for connection", "no servers available"],
    ["AllNodesFailedException: Could not reach any contact point (stamps:9042)", "stamps:9042"],

    ["java.net.SocketTimeoutException: connect timed out: stamps/10.0.0.7:8080", "stamps/10.0.0.7"],
    [
      "rpc error: code = DeadlineExceeded desc = context deadline exceeded while asking stamps:50051",
      "stamps:50051",
    ],
    ['Get "http://stamps.post:8080/new": context deadline exceeded', "stamps.post"],
    ["Net::ReadTimeout: execution expired while asking stamps.post:443", "stamps.post:443"],
    ["Error: timeout of 3000ms exceeded calling http://stamps.post/new", "stamps.post"],
    ["Error: read ECONNRESET from stamps:6379", "stamps:6379"],
    ["SQLSTATE[HY000] [2002] Connection refused (Connection: letters, host stamps-db)", "Connection refused"],
    [
      'psycopg.OperationalError: connection to server at "10.0.0.3", port 5432 failed: Connection timed out',
      "10.0.0.3",
    ],
    [
      "pymongo.errors.ServerSelectionTimeoutError: stamps-0.mongo:27017: [Errno 111] Connection refused, Timeout: 30s",
      "stamps-0.mongo",
    ],
    ["kafka.errors.NoBrokersAvailable: NoBrokersAvailable", "NoBrokersAvailable"],
  ],
  dependency_down: [
    ["stamps-api returned HTTP 503 for /new", "HTTP 503"],

    ["Health check failed: dependency stamps is DOWN", "stamps is DOWN"],
    ["the stamps service is unavailable, giving up", "service is unavailable"],

    ["CircuitBreaker 'stamps' is OPEN and does not permit further calls", "stamps"],
    ["ServiceUnavailable: [503 Service Unavailable] during [GET] to [http://stamps/new]", "http://stamps"],
    ["Request failed with status code 502 url=http://stamps:8080/new", "http://stamps:8080"],
  ],
  dns_resolution_failure: [
    ["Error: queryA ESERVFAIL stamps.internal", "stamps.internal"],

    [
      "[ERROR] plugin/errors: 2 stamps.example. A: read udp 10.0.0.3:4229->9.9.9.9:53: i/o timeout",
      "stamps.example",
    ],
    ["ConfigException: No resolvable bootstrap urls given in bootstrap.servers stamps:9092", "stamps:9092"],
    ['[emerg] 1#1: host not found in upstream "stamps" in /etc/nginx/conf.d/post.conf:7', "name stamps"],
  ],
  database_error: [
    ["ERROR: value too long for type character varying(40)", "varying(40)"],

    ['ERROR: syntax error at or near "FORM" STATEMENT: SELECT * FORM letters', "FORM letters"],
    ["org.flywaydb.core.api.FlywayException: no schema history table", "history table"],

    [
      "redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled.",
      "username-password",
    ],
    [
      'auth error: unable to authenticate using mechanism "SCRAM-SHA-1": (AuthenticationFailed)',
      "SCRAM-SHA-1",
    ],
    ['ERROR: duplicate key value violates unique constraint "letters_pkey"', "letters_pkey"],
    ["SQLGrammarException: could not extract ResultSet; column l1_0.stamp does not exist", "l1_0.stamp"],
    ["pq: permission denied for table letters", "table letters"],
    ["Flyway: Migrate failed: Detected failed migration to version 12", "version 12"],
    ["InnoDB: Database page corruption on disk or a failed file read of page 9", "page corruption"],
    [
      "SqlException: Transaction (Process ID 7) was deadlocked on lock resources with another process",
      "deadlocked",
    ],
  ],
  db_connections_exhausted: [
    ["JedisExhaustedPoolException: Could not get a resource from the pool", "from the pool"],

    ["pgx: acquire conn: context deadline exceeded: all connections in pool are busy", "are busy"],
    ["ERROR: connection limit exceeded for non-superusers", "limit exceeded"],

    ["SequelizeConnectionAcquireTimeoutError: Operation timeout", "AcquireTimeout"],
    ["ORA-12519, TNS:no appropriate service handler found", "ORA-12519"],
  ],
  slow_consumer: [
    ["WARN queue length is 45123 and growing", "45123"],
    ["WARN reader fell behind: 90211 entries pending", "fell behind"],

    ["WARN backlog of 88123 letters in stamps-sub", "88123"],

    ["WARN group letters is 48210 messages behind topic stamps", "48210 messages behind"],
    ["INFO group=letters topic=stamps total_lag=912044", "total_lag=912044"],
    ["WARN processed message 71 in 9120 ms", "9120 ms"],
    ["ERROR delivery acknowledgement on channel 2 timed out", "channel 2"],
    ["WARN the queue grows, workers cannot keep up", "cannot keep up"],
  ],
  slow_database: [
    ["WARN Statement took 6.2 sec: CALL stamps_rollup()", "6.2 sec"],

    ["Long running transaction detected: pid=99 duration=312s", "pid=99"],

    ["Completed 200 OK in 11800ms (Views: 41.2ms | ActiveRecord: 11500.2ms)", "11500.2ms"],
    ["info: Database.Command[20101] Executed DbCommand (6,512ms) [CommandTimeout='30'] SELECT 1", "6,512ms"],
  ],
  certificate_expired: [
    ["AuthenticationException: The remote certificate is invalid: NotTimeValid", "NotTimeValid"],
    ["tls: invalid peer certificate: Expired", "Expired"],
  ],
  missing_env_var: [
    ["config error: STAMP_PRICE: missing required value", "STAMP_PRICE"],

    ['Warning: Undefined array key "STAMP_PRICE" in /post/config.php on line 8', "STAMP_PRICE"],
    ["ERROR: STAMP_PRICE is a required env var", "STAMP_PRICE"],

    ["panic: missing STAMP_PRICE", "STAMP_PRICE"],
    ["ArgumentNullException: Value cannot be null. (Parameter 'STAMP_PRICE')", "STAMP_PRICE"],
    ["thread 'main' panicked at 'STAMP_PRICE not found in environment'", "STAMP_PRICE"],
    ["RUNTIME: STAMP_PRICE must be set: NotPresent", "STAMP_PRICE"],
    [
      "You need to specify one of the following as an environment variable:\n    - STAMP_PRICE",
      "STAMP_PRICE",
    ],
  ],
  command_not_found: [
    ["env: 'stampctl': No such file or directory", "stampctl"],
    ["exec ./stamp: no such file or directory", "./stamp"],

    ["FileNotFoundError: [Errno 2] No such file or directory: 'stampctl'", "stampctl"],
    ["Error: spawn stampctl ENOENT", "stampctl"],
  ],
  script_syntax_error: [
    ["/post/run.sh: line 4: [: missing `]'", "missing"],
    ["parse error near `}' in /post/run.zsh line 4", "parse error near"],
  ],
  disk_full: [
    ["InnoDB: Write failed. Operating system error number 28.", "error number 28"],
    ['ERROR: could not extend file "base/1/2": wrote only 4096 of 8192 bytes', "wrote only"],
  ],
  oom_killed: [
    ["torch.cuda.OutOfMemoryError: CUDA out of memory.", "CUDA out of memory"],

    ["memory allocation of 1073741824 bytes failed", "1073741824"],
    ["PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted", "134217728"],
    ["failed to allocate memory (NoMemoryError)", "NoMemoryError"],
  ],
  rbac_forbidden: [
    ["Permission 'stamps.letters.publish' denied on resource letters", "stamps.letters.publish"],

    ["kubernetes.client.exceptions.ApiException: (401) Reason: Unauthorized", "Unauthorized"],

    [
      "KubernetesClientException: Forbidden!Configured service account doesn't have access.",
      "service account",
    ],
  ],
  cpu_throttling: [["cpu.stat: nr_periods 8000 nr_throttled 7411 throttled_time 9", "7411"]],
  application_error: [["Segmentation fault (core dumped)", "Segmentation fault"]],
};

const lines = Object.entries(WORDS).flatMap(([category, all]) =>
  all.map(([line, names]) => ({ category, line, names })),
);

test.each(lines)("$category: $line", ({ category, line, names }) => {
  const pods =
    "NAME       READY   STATUS             RESTARTS   AGE\nmailer-0   0/1     CrashLoopBackOff   5          9m\n";
  const found = diagnoseCluster({
    files: [
      { id: "E1", name: "kubectl_logs_mailer-0.txt", text: `INFO starting\nINFO reading\n${line}\n` },
      { id: "E2", name: "kubectl_get_pods.txt", text: pods },
    ],
  });
  const quotes = found?.causes[0]?.citations.map(({ quote }) => quote) ?? [];
  expect(found?.category).toBe(category);
  expect([found?.summary, ...quotes].join("\n")).toContain(names);
});

test.each([
  "INFO settings ConnectTimeout=30s ReadTimeout: 5000 retries=3",
  "INFO replication_lag=4200ms",
  "INFO circuit breaker is closed",
  "INFO migrations are up to date",
  "DEBUG pool size 10, queue size 3",
  "INFO connection lost, reconnecting",
  "INFO the stamps service is down for the night",
  "could not connect to stamps, next try in 1s\nconnected to stamps\nready\nletter 1 sent",
])("what is said in passing by a pod that is well is no finding: %s", (line) => {
  const found = diagnoseCluster({
    files: [
      { id: "E1", name: "kubectl_logs_mailer-0.txt", text: `INFO starting\n${line}\nINFO sent 4 letters\n` },
      {
        id: "E2",
        name: "kubectl_get_pods.txt",
        text: "NAME       READY   STATUS    RESTARTS   AGE\nmailer-0   1/1     Running   0          9m\n",
      },
    ],
  });
  expect(found?.causes.map(({ statement }) => statement)).toEqual([]);
});

test("a time of day is no host and port", () => {
  const text = "2026-01-01 10:00:01 ERROR request timed out\n";
  const found = diagnoseCluster({ files: [{ id: "E1", name: "kubectl_logs_mailer-0.txt", text }] });
  expect(found?.summary).toContain("from a service it depends on");
});
