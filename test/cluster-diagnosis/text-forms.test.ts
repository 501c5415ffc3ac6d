import { expect, test } from "vitest";
import { diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";

// Texts as people keep them: lists, events, logs, traces, answers of APIs, several troubles beside each other.
interface Kept {
  name: string;
  category: string;
  names: string[];
  files: Record<string, string>;
}
const kept: Kept[] = [];

/** The line that a recorder of tool calls writes before what kubectl said. */
function env(tool: string, params: Record<string, string>): string {
  return `${JSON.stringify({ toolset_name: "kubernetes/core", tool_name: tool, match_params: params })}\nstdout:\n`;
}

function t(name: string, category: string, names: string[], files: Record<string, string>): void {
  kept.push({ name, category, names, files });
}

const getpods = `NAMESPACE     NAME                        READY   STATUS             RESTARTS        AGE     IP           NODE     NOMINATED NODE   READINESS GATES
kube-system   coredns-7c65d6cfc9-jj2tr    1/1     Running            2 (3d ago)      40d     10.244.0.3   node-a   <none>           <none>
shop          api-5d8f7c9b6d-x2x4z        0/1     CrashLoopBackOff   12 (2m1s ago)   40m     10.244.0.9   node-a   <none>           <none>
shop          web-7f9b8c6d5e-aa11b        1/1     Running            0               4d      10.244.0.8   node-a   <none>           <none>
old           batch-28000-9k8j7           0/1     Completed          0               9d      10.244.0.2   node-a   <none>           <none>
`;
t("python-unreachable db", "connection_refused_dependency", ["ledger-db"], {
  "kubectl_get.txt": env("kubectl_get", { kind: "pod" }) + getpods,
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-5d8f7c9b6d-x2x4z", namespace: "shop" }) +
    "reading the ledger\ncannot read the ledger: HTTPConnectionPool(host='ledger-db', port=9042): Max retries exceeded with url: / (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused'))\n\nstderr:\n",
});
t("python dns", "dns_resolution_failure", ["ledger-db"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-5d8f7c9b6d-x2x4z", namespace: "shop" }) +
    "cannot read the ledger: HTTPConnectionPool(host='ledger-db', port=9042): Max retries exceeded with url: / (Caused by NameResolutionError(\"<urllib3.connection.HTTPConnection object at 0x7f>: Failed to resolve 'ledger-db' ([Errno -2] Name or service not known)\"))\n",
});
t("events table oom", "oom_killed", ["worker"], {
  "kubectl_events.txt":
    env("kubectl_events", {}) +
    `LAST SEEN   TYPE      REASON       OBJECT                         MESSAGE
2m          Warning   OOMKilling   Node/node-a                    Memory cgroup out of memory: Killed process 4242 (worker) total-vm:512000kB, anon-rss:262144kB
3m          Normal    Pulled       Pod/worker-5f6d7c8b9a-1a2b3    Container image "worker:1" already present on machine
`,
});
t("pods status oom row", "oom_killed", ["stress-6c7d8e9f0a-99xyz"], {
  "get.txt": `NAME                      READY   STATUS      RESTARTS     AGE\nstress-6c7d8e9f0a-99xyz   0/1     OOMKilled   3 (40s ago)  2m\nweb-1   1/1   Running   0   5d\n`,
});
t("api 403", "rbac_forbidden", ["system:serviceaccount:shop:default"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "lister-abc" }) +
    `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
100   331  100   331    0     0  17421      0 --:--:-- --:--:-- --:--:-- 17421
{
  "kind": "Status",
  "apiVersion": "v1",
  "metadata": {},
  "status": "Failure",
  "message": "pods is forbidden: User \\"system:serviceaccount:shop:default\\" cannot list resource \\"pods\\" in API group \\"\\" in the namespace \\"shop\\"",
  "reason": "Forbidden",
  "details": {
    "kind": "pods"
  },
  "code": 403
}
`,
});
t("own kubectl forbidden", "rbac_forbidden", ["secrets"], {
  "kubectl_get.txt":
    env("kubectl_get", { kind: "secret" }) +
    'Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:default:agent" cannot list resource "secrets" in API group "" in the namespace "default"\n',
});
t("rabbit json", "rabbitmq_partition", ["rabbit@rabbitmq-1"], {
  "get_rabbitmq_cluster_status.txt":
    '{"toolset_name":"rabbitmq/core","tool_name":"get_rabbitmq_cluster_status"}\n' +
    JSON.stringify(
      {
        status: "ok",
        nodes: [
          { name: "rabbit@rabbitmq-0", partitions: ["rabbit@rabbitmq-1"], running: true },
          { name: "rabbit@rabbitmq-1", partitions: ["rabbit@rabbitmq-0"], running: true },
        ],
        network_partitions_detected: true,
      },
      null,
      2,
    ) +
    "\n",
});
t("rabbit yaml", "rabbitmq_partition", ["rabbit@rabbitmq-1"], {
  "get_rabbitmq_cluster_status.txt":
    '{"toolset_name":"rabbitmq/core","tool_name":"get_rabbitmq_cluster_status"}\ncluster_name: rabbit\nnetwork_partitions_detected: true\nnodes:\n- name: rabbit@rabbitmq-0\n  partitions:\n  - rabbit@rabbitmq-1\n  running: true\n',
});
t("rabbit text", "rabbitmq_partition", ["rabbit@rabbit-2"], {
  "kubectl_exec.txt":
    '{"tool_name":"kubectl"}\nCluster status of node rabbit@rabbit-0 ...\nBasics\n\nCluster name: rabbit@rabbit-0\n\nDisk Nodes\n\nrabbit@rabbit-0\nrabbit@rabbit-2\n\nNetwork Partitions\n\nNode rabbit@rabbit-0 cannot communicate with rabbit@rabbit-2\n',
});
t("kafka slow log", "slow_consumer", ["stocksync"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "stocksync-7d6c5b4a39-abcde" }) +
    Array.from(
      { length: 40 },
      (_, i) =>
        `2026-11-20 09:0${i % 10}:00 INFO Received message from topic invoices offset ${i}\n2026-11-20 09:0${i % 10}:06 INFO Processed message in 6.0${i % 10} seconds`,
    ).join("\n") +
    "\n",
  "kubectl_get.txt":
    "NAME                       READY   STATUS    RESTARTS   AGE\nstocksync-7d6c5b4a39-abcde   1/1     Running   0          5d\n",
});
t("cpu throttle prom", "cpu_throttling", ["throttl"], {
  "execute_prometheus_range_query.txt":
    JSON.stringify({
      toolset_name: "prometheus/metrics",
      tool_name: "execute_prometheus_range_query",
      match_params: {
        query:
          'rate(container_cpu_cfs_throttled_periods_total{pod=~"render.*"}[5m]) / rate(container_cpu_cfs_periods_total[5m])',
      },
    }) +
    "\n" +
    JSON.stringify({
      status: "success",
      data: {
        resultType: "matrix",
        result: [
          {
            metric: { pod: "render-1", container: "render" },
            values: [
              [1, "0.91"],
              [2, "0.93"],
            ],
          },
        ],
      },
    }) +
    "\n",
});
t("argo namespace", "namespace_not_found", ["demo-apps"], {
  "argocd_app_get.txt": `Name:               argocd/guestbook
Project:            default
Server:             https://kubernetes.default.svc
Namespace:          demo-apps
URL:                https://argocd/applications/guestbook
Sync Policy:        Automated
Sync Status:        OutOfSync from HEAD (53e28ff)
Health Status:      Missing

Operation:          Sync
Phase:              Failed
Message:            one or more objects failed to apply, reason: namespaces "demo-apps" not found (retried 5 times).

GROUP  KIND        NAMESPACE  NAME          STATUS     HEALTH   HOOK  MESSAGE
       Service     demo-apps  guestbook-ui  OutOfSync  Missing        namespaces "demo-apps" not found
apps   Deployment  demo-apps  guestbook-ui  OutOfSync  Missing        namespaces "demo-apps" not found
`,
});
t("db down by statefulset", "dependency_down", ["orders-db"], {
  "get_all.txt": `NAME                            READY   STATUS    RESTARTS   AGE
pod/orders-6c8d7f9b5e-zz9kk     0/1     Running   0          2d

NAME                TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)    AGE
service/orders-db   ClusterIP   10.96.12.34    <none>        5432/TCP   9d

NAME                        READY   AGE
statefulset.apps/orders-db   0/0     9d
`,
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "orders-6c8d7f9b5e-zz9kk" }) +
    "2026-11-20 INFO up\nERROR dial tcp 10.96.12.34:5432: connect: connection refused\n",
});
t("high latency db down", "dependency_down", ["orders-db"], {
  "kubectl_describe_deployment.txt": `Name:                   orders-db
Namespace:              shop
Labels:                 app=orders-db
Selector:               app=orders-db
Replicas:               0 desired | 0 updated | 0 total | 0 available | 0 unavailable
StrategyType:           RollingUpdate
MinReadySeconds:        0
Pod Template:
  Labels:  app=orders-db
  Containers:
   orders-db:
    Image:      postgres:16
Events:          <none>
`,
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "orders-6c8d7f9b5e-zz9kk" }) +
    'could not connect to server: Connection refused\n\tIs the server running on host "orders-db" (10.96.1.2) and accepting\n\tTCP/IP connections on port 5432?\nretrying in 5 seconds\n',
});
t("exhausted node-pg", "db_connections_exhausted", ["timeout exceeded when trying to connect"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-1" }) +
    "Error: timeout exceeded when trying to connect\n    at /app/node_modules/pg-pool/index.js:45:11\n".repeat(
      5,
    ),
});
t("disk pg", "disk_full", ["No space left on device"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "pg-0" }) +
    'PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device\n2026-11-20 LOG:  startup process (PID 29) was terminated by signal 6: Aborted\n',
});
t("df", "disk_full", ["/var/lib/data"], {
  "kubectl_exec.txt":
    env("kubectl_exec", { pod_name: "pg-0" }) +
    "Filesystem      Size  Used Avail Use% Mounted on\noverlay         100G   40G   60G  40% /\n/dev/sdb1        10G   10G     0 100% /var/lib/data\n",
});
t("evict events", "pod_evicted_ephemeral_storage", ["scratch"], {
  "kubectl_events.txt":
    env("kubectl_events", {}) +
    `LAST SEEN   TYPE      REASON    OBJECT                          MESSAGE
61s         Warning   Evicted   Pod/scratch-7d6c5b4a39-abcde    Usage of EmptyDir volume "tmp" exceeds the limit "100Mi".
61s         Normal    Killing   Pod/scratch-7d6c5b4a39-abcde    Stopping container scratch
`,
});
t("node get", "node_not_ready", ["worker-2"], {
  "kubectl_get_nodes.txt": `NAME       STATUS     ROLES           AGE   VERSION
cp-1       Ready      control-plane   90d   v1.31.2
worker-1   Ready      <none>          90d   v1.31.2
worker-2   NotReady   <none>          90d   v1.31.2
`,
  "kubectl_get_pods.txt":
    "NAME     READY   STATUS        RESTARTS   AGE   IP    NODE\nweb-1    1/1     Terminating   0          5d    1.1.1.1   worker-2\nweb-2    1/1     Running   0          5d    1.1.1.1   worker-1\n",
});
t("ingress class describe", "ingress_misconfigured", ["example-ingress", "nginx-typo"], {
  "describe_ingress.txt": `Name:             example-ingress
Labels:           <none>
Namespace:        shop
Address:          
Ingress Class:    nginx-typo
Default backend:  <default>
Rules:
  Host        Path  Backends
  ----        ----  --------
  shop.local  
              /   web:80 (10.244.0.8:8080)
Annotations:  <none>
Events:       <none>
`,
  "get_ingressclass.txt":
    "NAME    CONTROLLER             PARAMETERS   AGE\nnginx   k8s.io/ingress-nginx   <none>       90d\n",
  "kubectl_get.txt": getpods.replace(/.*CrashLoop.*\n/, ""),
});
t("sts fail quota events", "quota_exceeded", ["compute-quota"], {
  "describe_sts.txt": `Name:               db
Namespace:          shop
Selector:           app=db
Replicas:           3 desired | 1 total
Update Strategy:    RollingUpdate
Pods Status:        1 Running / 0 Waiting / 0 Succeeded / 0 Failed
Volume Claims:      <none>
Events:
  Type     Reason        Age                From                    Message
  ----     ------        ----               ----                    -------
  Warning  FailedCreate  2m (x15 over 5m)   statefulset-controller  create Pod db-1 in StatefulSet db failed error: pods "db-1" is forbidden: exceeded quota: compute-quota, requested: requests.cpu=500m, used: requests.cpu=1, limited: requests.cpu=1
`,
});
t("cert node", "certificate_expired", ["expired"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-1" }) +
    "node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\nError: certificate has expired\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1679:34)\n  code: 'CERT_HAS_EXPIRED'\n",
});
t("sh syntax", "script_syntax_error", ["unexpected"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "job-1" }) +
    'sh: syntax error: unexpected end of file (expecting "fi")\n',
});
t("python syntax", "script_syntax_error", ["SyntaxError"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "job-1" }) +
    '  File "/app/run.py", line 3\n    print("hello"\n         ^\nSyntaxError: \'(\' was never closed\n',
});
t("not env zod", "missing_env_var", ["REDIS_URL"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-1" }) +
    "Error: Missing required environment variables: REDIS_URL, SENTRY_DSN\n    at load (/app/config.js:3:9)\n",
});
t("env sh", "missing_env_var", ["API_TOKEN"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-1" }) + "/entrypoint.sh: line 3: API_TOKEN: unbound variable\n",
});
t("env bang", "missing_env_var", ["TARGET_HOST"], {
  "kubectl_logs.txt": env("kubectl_logs", { pod_name: "api-1" }) + "ERROR: $TARGET_HOST must be set\n",
});
t("config file", "config_missing", ["/etc/app/config.yaml"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-1" }) +
    '{"level":"fatal","msg":"failed to load config","error":"open /etc/app/config.yaml: no such file or directory"}\n',
});
t("app 500", "application_error", ["division by zero"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-1" }) +
    'INFO:     10.1.1.1:333 - "GET /price HTTP/1.1" 500 Internal Server Error\nERROR:    Exception in ASGI application\nTraceback (most recent call last):\n  File "/app/main.py", line 12, in price\n    return total / count\nZeroDivisionError: division by zero\n',
});
t("mysql denied", "database_error", ["app_user"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-1" }) +
    "mysql.connector.errors.ProgrammingError: 1045 (28000): Access denied for user 'app_user'@'10.244.0.7' (using password: YES)\n",
});
t("liveness tbl", "liveness_probe_failed", ["pay-1"], {
  "events.txt": `LAST SEEN   TYPE      REASON      OBJECT      MESSAGE
12s         Warning   Unhealthy   pod/pay-1   Liveness probe failed: Get "http://10.1.1.9:8080/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)
10s         Normal    Killing     pod/pay-1   Container pay failed liveness probe, will be restarted
`,
});
t("netpol dns", "dns_resolution_failure", ["api.example.org"], {
  "logs.txt":
    env("kubectl_logs", { pod_name: "c-1" }) + "curl: (6) Could not resolve host: api.example.org\n",
});
t("all fine", "unknown", [], {
  "kubectl_get.txt": getpods.replace(/.*CrashLoop.*\n/, ""),
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "web-7f9b8c6d5e-aa11b" }) +
    "2026-11-20T09:00:00Z INFO listening on :8080\n2026-11-20T09:00:01Z INFO env HTTP_PROXY is not set, going direct\n2026-11-20T09:00:02Z INFO GET / 200 12ms\n",
});

const desc = (
  name: string,
  node: string,
  state: string,
  extra = "",
  events = "",
) => `Name:             ${name}
Namespace:        shop
Node:             ${node}/10.0.0.1
Labels:           app=x
Status:           Running
IP:               10.244.0.9
Containers:
  main:
    Image:          registry.example.com/x:1
${state}    Ready:          False
    Restart Count:  5
${extra}Conditions:
  Type              Status
  Initialized       True
  Ready             False
  PodScheduled      True
QoS Class:                   BestEffort
Node-Selectors:              <none>
Events:
  Type     Reason   Age                  From     Message
  ----     ------   ----                 ----     -------
${events}`;
const loop =
  "    State:          Waiting\n      Reason:       CrashLoopBackOff\n    Last State:     Terminated\n      Reason:       Error\n      Exit Code:    1\n      Started:      Fri, 20 Nov 2026 09:00:00 +0000\n      Finished:     Fri, 20 Nov 2026 09:00:01 +0000\n";
const oom = loop
  .replace("Reason:       Error", "Reason:       OOMKilled")
  .replace("Exit Code:    1", "Exit Code:    137");
const backoff =
  "  Warning  BackOff  2m (x90 over 20m)    kubelet  Back-off restarting failed container main in pod x\n";
t("oom with refused at start", "oom_killed", ["cart-1"], {
  "kubectl_describe.txt": desc("cart-1", "node-a", oom, "", backoff),
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "cart-1" }) +
    "WARN connect ECONNREFUSED 10.0.0.5:6379, retrying\nINFO connected\nINFO loading everything\n",
});
t("other node not ready", "missing_env_var", ["DB_DSN"], {
  "kubectl_describe.txt": desc("cart-1", "node-a", loop, "", backoff),
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "cart-1" }) + "panic: environment variable DB_DSN not set\n",
  "kubectl_get_nodes.txt":
    "NAME       STATUS     ROLES    AGE   VERSION\nnode-a     Ready      <none>   90d   v1.31.2\nnode-b     NotReady   <none>   90d   v1.31.2\n",
});
t("readiness because of db login", "database_error", ["shop_rw"], {
  "kubectl_describe.txt": desc(
    "cart-1",
    "node-a",
    "    State:          Running\n      Started:      Fri, 20 Nov 2026 09:00:00 +0000\n",
    "    Readiness:      http-get http://:8080/ready delay=0s timeout=1s period=10s #success=1 #failure=3\n",
    "  Warning  Unhealthy  2m (x90 over 20m)    kubelet  Readiness probe failed: HTTP probe failed with statuscode: 503\n",
  ),
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "cart-1" }) +
    'ERROR health: pq: password authentication failed for user "shop_rw"\n'.repeat(20),
});
t("asker forbidden beside oom", "oom_killed", ["cart-1"], {
  "kubectl_describe.txt": desc("cart-1", "node-a", oom, "", backoff),
  "kubectl_top.txt":
    env("kubectl_top", {}) +
    'Error from server (Forbidden): pods.metrics.k8s.io is forbidden: User "system:serviceaccount:tools:asker" cannot list resource "pods" in API group "metrics.k8s.io" at the cluster scope\n',
});
t("exception in crash loop", "application_error", ["IllegalStateException"], {
  "kubectl_describe.txt": desc("cart-1", "node-a", loop, "", backoff),
  "kubectl_previous_logs.txt":
    env("kubectl_previous_logs", { pod_name: "cart-1" }) +
    'INFO starting\nException in thread "main" java.lang.IllegalStateException: price list is empty\n\tat com.example.Main.main(Main.java:7)\n',
});
t("crash without a word", "application_error", ["exit code 1"], {
  "kubectl_describe.txt": desc("cart-1", "node-a", loop, "", backoff),
  "kubectl_logs.txt": env("kubectl_logs", { pod_name: "cart-1" }) + "\n",
});
t("cpu at limit", "cpu_throttling", ["200m"], {
  "kubectl_describe.txt": desc(
    "render-1",
    "node-a",
    "    State:          Running\n      Started:      Fri, 20 Nov 2026 09:00:00 +0000\n",
    "    Limits:\n      cpu:     200m\n      memory:  64Mi\n",
  )
    .replace("Ready:          False", "Ready:          True")
    .replace("Ready             False", "Ready             True"),
  "kubectl_top_pods.txt":
    "NAME       CPU(cores)   MEMORY(bytes)\nrender-1   199m         30Mi\nother-1    3m           40Mi\n",
});
t("network policy", "connection_refused_dependency", ["deny-all"], {
  "describe_netpol.txt": `Name:         deny-all
Namespace:    shop
Created on:   2026-11-20 09:00:00 +0000 UTC
Labels:       <none>
Annotations:  <none>
Spec:
  PodSelector:     <none> (Allowing the specific traffic to all pods in this namespace)
  Allowing ingress traffic:
    <none> (Selected pods are isolated for ingress connectivity)
  Not affecting egress traffic
  Policy Types: Ingress
`,
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "client-1" }) + "ERROR dial tcp 10.96.0.40:8080: i/o timeout\n".repeat(6),
});
t("job 403", "rbac_forbidden", ["403"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "job-9xk2p" }) + "curl: (22) The requested URL returned error: 403\n",
});
t("sqlalchemy pool", "db_connections_exhausted", ["QueuePool"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-1" }) +
    "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)\n",
});
t("flannel pull", "image_pull_failure", ["ghcr.io/acme/pay:9"], {
  "kubectl_events.txt":
    env("kubectl_events", {}) +
    `LAST SEEN   TYPE      REASON    OBJECT       MESSAGE
10s         Warning   Failed    Pod/pay-1    Failed to pull image "ghcr.io/acme/pay:9": failed to pull and unpack image "ghcr.io/acme/pay:9": failed to resolve reference "ghcr.io/acme/pay:9": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized
9s          Warning   Failed    Pod/pay-1    Error: ErrImagePull
`,
});
t("dump", "image_pull_failure", ["ghcr.io/acme/pay:9"], {
  "cluster-info-dump.txt":
    JSON.stringify(
      {
        kind: "PodList",
        apiVersion: "v1",
        metadata: {},
        items: [
          {
            metadata: { name: "pay-1", namespace: "shop" },
            spec: { nodeName: "n", containers: [{ name: "pay", image: "ghcr.io/acme/pay:9" }] },
            status: {
              phase: "Pending",
              containerStatuses: [
                {
                  name: "pay",
                  ready: false,
                  restartCount: 0,
                  image: "ghcr.io/acme/pay:9",
                  state: { waiting: { reason: "ErrImagePull", message: "rpc error" } },
                },
              ],
            },
          },
        ],
      },
      null,
      4,
    ) +
    "\n==== START logs for container pay of pod shop/pay-1 ====\nunable to retrieve container logs\n==== END logs for container pay of pod shop/pay-1 ====\n",
});
t("jaeger", "slow_database", ["inventory"], {
  "trace.json":
    JSON.stringify(
      {
        data: [
          {
            traceID: "a1",
            spans: [
              { operationName: "GET /stock", duration: 4200000, processID: "p1", tags: [] },
              {
                operationName: "SELECT inventory",
                duration: 4100000,
                processID: "p1",
                tags: [
                  { key: "db.system", value: "mysql" },
                  { key: "db.statement", value: "SELECT * FROM inventory WHERE sku LIKE '%x'" },
                ],
              },
            ],
          },
        ],
      },
      null,
      1,
    ) + "\n",
  "kubectl_get.txt": getpods.replace(/.*CrashLoop.*\n/, ""),
});
t("too many open mysql", "db_connections_exhausted", ["too many connections"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "api-1" }) +
    "Error: ER_CON_COUNT_ERROR: Too many connections\n    at Handshake.Sequence._packetToError\n",
});
t("kafka lag text", "slow_consumer", ["lag"], {
  "kubectl_logs.txt":
    env("kubectl_logs", { pod_name: "consumer-1" }) +
    "WARN consumer lag for topic payments is 48211 and growing\n".repeat(4),
});
t("cert-manager event", "certificate_expired", ["expired"], {
  "kubectl_events.txt": `LAST SEEN   TYPE      REASON            OBJECT            MESSAGE
10s         Warning   OrderFailed   ingress/front    Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://cm.svc:443/mutate?timeout=10s": x509: certificate has expired or is not yet valid: current time 2026-11-20T09:59:05Z is after 2026-11-01T00:00:00Z
`,
});

test.each(kept)("$name: $category", ({ category, names, files }) => {
  const found = diagnoseCluster({
    files: Object.entries(files).map(([name, text], index) => ({ id: `E${index + 1}`, name, text })),
  });
  const quotes = found?.causes[0]?.citations.map((citation) => citation.quote) ?? [];
  const said = [found?.summary, ...quotes].join("\n");
  expect(found?.category).toBe(category);
  expect(names.filter((part) => !said.includes(part))).toEqual([]);
});
