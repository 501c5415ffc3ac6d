import { expect, test } from "vitest";
import { diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";

const description = `Name:             hub-0
Namespace:        post
Status:           Running
Containers:
  hub:
    Image:          example.org/hub:1
    State:          Running
    Ready:          True
    Readiness:      http-get http://:8080/ready delay=0s timeout=1s period=10s
  exporter:
    Image:          example.org/exporter:1
    State:          Running
    Ready:          False
    Readiness:      http-get http://:9400/redy delay=0s timeout=1s period=10s
Conditions:
  Type              Status
  Ready             False
QoS Class:          BestEffort
Events:
  Type     Reason     Age                  From     Message
  ----     ------     ----                 ----     -------
  Warning  Unhealthy  8s (x500 over 80m)   kubelet  Readiness probe failed: HTTP probe failed with statuscode: 404
`;

test("the container whose probe fails is named, and its probe quoted", () => {
  const found = diagnoseCluster({ files: [{ id: "E1", name: "kubectl_describe.txt", text: description }] });
  expect(found?.category).toBe("readiness_probe_failed");
  expect(found?.summary).toContain("container exporter of Pod post/hub-0");
  expect(found?.causes[0]?.citations.map(({ quote }) => quote).join("\n")).toContain(":9400/redy");
});
