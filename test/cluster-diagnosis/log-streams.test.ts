import { expect, test } from "vitest";
import { diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";

const LINES = [
  "2026-03-01T10:00:00Z INFO starting",
  "2026-03-01T10:00:01Z INFO reading settings",
  "2026-03-01T10:00:02Z FATAL environment variable MAIL_TOKEN is not set",
];
const seconds = (index: number) => 1_772_359_200 + index;
const instant = (index: number) => new Date(seconds(index) * 1000).toISOString();

const answers: [store: string, answer: unknown][] = [
  [
    "Loki, oldest first",
    {
      status: "success",
      data: {
        resultType: "streams",
        result: [
          {
            stream: { namespace: "shop", pod: "mailer-0" },
            values: LINES.map((line, index) => [`${seconds(index)}000000000`, line]),
          },
        ],
      },
    },
  ],
  [
    "Elasticsearch",
    {
      took: 4,
      hits: {
        hits: LINES.map((message, index) => ({
          _index: "logs",
          _source: { "@timestamp": instant(index), message, kubernetes: { pod: { name: "mailer-0" } } },
        })),
      },
    },
  ],
  [
    "CloudWatch",
    {
      events: LINES.map((message, index) => ({ timestamp: seconds(index) * 1000, message, pod: "mailer-0" })),
    },
  ],
  [
    "Cloud Logging",
    LINES.map((textPayload, index) => ({
      textPayload,
      timestamp: instant(index),
      resource: { labels: { pod_name: "mailer-0", namespace_name: "shop" } },
    })),
  ],
];
const pods =
  "NAME       READY   STATUS             RESTARTS   AGE\nmailer-0   0/1     CrashLoopBackOff   5          9m\n";

const forms = answers.flatMap(([store, answer]) =>
  [0, 2].map((indent) => ({ store, indent, text: `${JSON.stringify(answer, null, indent)}\n` })),
);

test.each(forms)("reads the log in the answer of $store (indented by $indent)", ({ text }) => {
  const found = diagnoseCluster({
    files: [
      { id: "E1", name: "logs.json", text },
      { id: "E2", name: "kubectl_get_pods.txt", text: pods },
    ],
  });
  expect(found?.category).toBe("missing_env_var");
  expect(found?.summary).toContain("MAIL_TOKEN that Pod mailer-0 needs");
  expect(found?.causes[0]?.citations[0]?.quote).toContain("MAIL_TOKEN is not set");
});

test("a stream that was asked for backwards is read from its oldest line on", () => {
  const lines = [
    ...Array.from({ length: 20 }, (_, index) => `ERROR connect ECONNREFUSED 10.0.0.9:6379, try ${index}`),
    ...Array.from({ length: 400 }, (_, index) => `INFO order ${index} was paid`),
  ];
  const values = lines.map((line, index) => [`${seconds(index)}000000000`, line]).toReversed();
  const answer = { data: { resultType: "streams", result: [{ stream: { pod: "orders-0" }, values }] } };
  const text = JSON.stringify(answer, null, 1);
  const found = diagnoseCluster({ files: [{ id: "E1", name: "loki.json", text }] });
  expect(found?.ruledOut[0]).toContain("the log goes on for 400 lines without it");
});
