import { expect, test } from "vitest";
import { comparisonsOf, literal, plain, unitOf } from "../../../src/tools/prometheus/promql.ts";

test.each([
  ["up == 0", [{ measured: "up", operator: "==", threshold: 0 }]],
  [
    '(memory_bytes{a="x > 1 and y"} / 2) >= 4.5e+08',
    [{ measured: '(memory_bytes{a="x > 1 and y"} / 2)', operator: ">=", threshold: 4.5e8 }],
  ],
  [
    "((rate(errors_total[5m]) > bool 0.1))",
    [{ measured: "rate(errors_total[5m])", operator: ">", threshold: 0.1 }],
  ],
  [
    "used / on (pod) group_left (node) size > 0.9 and on (pod) ready == 1",
    [
      { measured: "used / on (pod) group_left (node) size", operator: ">", threshold: 0.9 },
      { measured: "ready", operator: "==", threshold: 1 },
    ],
  ],
  [
    "kube_deployment_spec_replicas{} != ignoring (condition) kube_deployment_status_replicas_available{}",
    [
      {
        measured: "kube_deployment_spec_replicas{}",
        operator: "!=",
        against: "kube_deployment_status_replicas_available{}",
      },
    ],
  ],
  ['absent(up{job="checkout"})', [{ measured: 'absent(up{job="checkout"})' }]],
  [
    'up{job=~"a|b",env!="test"} # a > b\n < 1',
    [{ measured: 'up{job=~"a|b",env!="test"} # a > b', operator: "<", threshold: 1 }],
  ],
])("%s is taken apart", (expression, comparisons) => {
  expect(comparisonsOf(expression)).toEqual(comparisons);
});

test.each([
  "",
  "and",
  ")(",
  "> >",
  '"unended',
  "((((",
  "a > b > c",
  `${"(".repeat(2_000)}a${")".repeat(2_000)} > 1`,
])("%s makes it stumble over nothing", (expression) => {
  expect(comparisonsOf(expression).length).toBeLessThanOrEqual(3);
});

test("texts become literals, and nothing in them ends the literal", () => {
  expect(literal('a"b\\c\nd')).toBe('"a\\"b\\\\c\\nd"');
  expect(plain("price.import+1")).toBe("price\\.import\\+1");
});

test.each([
  ['container_memory_working_set_bytes{a="/data"}', "bytes"],
  ["rate(node_network_receive_bytes_total[5m])", ""],
  ["a_bytes / b_bytes", ""],
  ["histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))", "seconds"],
  ["max(queue_oldest_message_age_seconds)", "seconds"],
  ["time() - job_last_success_timestamp_seconds", ""],
])("%s is in %s", (query, unit) => {
  expect(unitOf(query)).toBe(unit);
});
