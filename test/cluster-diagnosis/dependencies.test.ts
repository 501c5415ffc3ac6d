import { expect, test } from "vitest";
import { diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";

function diagnose(texts: Record<string, string>) {
  const files = Object.entries(texts).map(([name, text], index) => ({ id: `E${index + 1}`, name, text }));
  return diagnoseCluster({ files });
}

const deployments = `NAME         READY   UP-TO-DATE   AVAILABLE   AGE
storefront   3/3     3            3           60d
stock        0/0     0            0           60d
`;

test("a dependency that only the address in a quoted line names is found to be down", () => {
  const found = diagnose({
    "kubectl_logs_storefront.txt":
      "GET /a 502\n[error] upstream returned 503 from http://stock.shop.svc.cluster.local/a: no healthy upstream\n",
    "kubectl_get_deployments.txt": deployments,
  });
  expect(found?.category).toBe("dependency_down");
  expect(found?.summary).toContain("stock is scaled to 0 replicas");
  expect(found?.causes[0]?.citations.map(({ evidence }) => evidence)).toEqual(
    expect.arrayContaining(["E1", "E2"]),
  );
});

test("messages that wait in a queue tell of a consumer that is too slow", () => {
  const found = diagnose({
    "rabbitmqctl_list_queues.txt":
      "Listing queues for vhost / ...\nname\tmessages_ready\tmessages_unacknowledged\tconsumers\nletters\t184233\t250\t1\naudit\t0\t0\t4\n",
    "kubectl_get_pods.txt":
      "NAME       READY   STATUS    RESTARTS   AGE\nmailer-0   1/1     Running   0          4d\n",
  });
  expect(found?.category).toBe("slow_consumer");
  expect(found?.summary).toContain("184233 messages wait in the queue letters for its 1 consumer");
});

const claims = (
  storageClass: string,
) => `NAME           STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   AGE
data-mail-0    Pending                                      ${storageClass.padEnd(15)}12m
`;
const classes = `NAME                 PROVISIONER             RECLAIMPOLICY   VOLUMEBINDINGMODE   ALLOWVOLUMEEXPANSION   AGE
standard (default)   rancher.io/local-path   Delete          Immediate           false                  90d
`;

test("a claim whose class is not the one listed says so", () => {
  const found = diagnose({ "kubectl_get_pvc.txt": claims("premium"), "kubectl_get_sc.txt": classes });
  expect(found?.category).toBe("pvc_storageclass_missing");
  expect(found?.summary).toContain("its StorageClass premium is none of those listed (standard)");
});

test("the mark of the default class is no part of its name", () => {
  const found = diagnose({ "kubectl_get_pvc.txt": claims("standard"), "kubectl_get_sc.txt": classes });
  expect(found?.summary).not.toContain("none of those listed");
});

test("spans of a Jaeger trace carry the names of their services", () => {
  const trace = {
    data: [
      {
        traceID: "a1",
        spans: [
          { operationName: "GET /stock", duration: 7_100_000, processID: "p1", tags: [] },
          {
            operationName: "pg.query",
            duration: 6_900_000,
            processID: "p2",
            tags: [{ key: "db.statement", value: "SELECT 1" }],
          },
        ],
        processes: { p1: { serviceName: "front" }, p2: { serviceName: "stock" } },
      },
    ],
  };
  expect(diagnose({ "jaeger.json": JSON.stringify(trace, null, 1) })?.summary).toContain("query of stock");
});

test("of a slow trace without a database, the service that the others wait for is named", () => {
  const found = diagnose({
    "fetch_tempo_trace.txt":
      "├── GET /cart (front) - 9120.11ms\n│   ├── POST /quote (shipping) - 9001.70ms\n│   ├── GET /prices (pricing) - 12.02ms\n",
  });
  expect(found?.summary).toContain(
    "The service shipping is slow: POST /quote takes 9002 ms of the 9120 ms of front",
  );
});

const inTrouble = `NAME              READY   STATUS             RESTARTS   AGE
profile-api-1     1/1     Running            0          4d
profile-db-0      0/1     CrashLoopBackOff   12         4d
`;

test("a host and its port beside a refused address lead to what is down", () => {
  const found = diagnose({
    "kubectl_logs_profile-api-1.txt":
      'ERROR connect ECONNREFUSED 10.96.2.2:27017 {"hosts":["profile-db:27017"]}\n',
    "kubectl_get_pods.txt": inTrouble,
  });
  expect(found?.category).toBe("dependency_down");
  expect(found?.summary).toContain("profile-db-0 is CrashLoopBackOff");
});

test("an address alone leads to the one workload that its port is known for, where that is down", () => {
  const log = "ERROR connect ECONNREFUSED 10.96.2.2:27017\n";
  const down = { "kubectl_get_pods.txt": inTrouble.replace("profile-db-0 ", "a-mongo-0    ") };
  const well = {
    "kubectl_get_pods.txt": down["kubectl_get_pods.txt"].replace(
      "0/1     CrashLoopBackOff",
      "1/1     Running         ",
    ),
  };
  expect(diagnose({ "kubectl_logs_profile-api-1.txt": log, ...down })?.category).toBe("dependency_down");
  expect(diagnose({ "kubectl_logs_profile-api-1.txt": log, ...well })?.category).toBe(
    "connection_refused_dependency",
  );
});
