import { afterAll, beforeAll, expect, test } from "vitest";
import type { Incident } from "../../src/domain/index.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { type InquestProcess, startInquest } from "../support/inquest-process.ts";
import { type KubernetesStandIn, startKubernetes } from "../support/kubernetes-stand-in.ts";
import { crashLooping, rollOut, running, surroundings, warning } from "../support/kubernetes-workload.ts";
import { investigationEnd, readIncident } from "../support/scene.ts";
import { type SlackStandIn, startSlackStandIn } from "../support/slack-stand-in.ts";

let cluster: KubernetesStandIn;
let slack: SlackStandIn;
let folder: Awaited<ReturnType<typeof createDataFolder>>;
const servers: InquestProcess[] = [];

const patience = { timeout: 20_000, interval: 100 };
const good = [{ name: "DATABASE_URL", value: "postgres://db/shop" }];
const crash = { revision: 2, image: "shop/checkout:1.5", env: [], status: crashLooping() };

beforeAll(async () => {
  cluster = await startKubernetes({ tls: true });
  slack = await startSlackStandIn();
  folder = await createDataFolder();
  surroundings(cluster);
  rollOut(cluster, { revision: 1, image: "shop/checkout:1.4", env: good, status: running() });
  const environment = {
    INQUEST_HOME: folder.home,
    INQUEST_PUBLIC_URL: "http://inquest.example",
    INQUEST_KUBERNETES: cluster.kubeconfig(folder.home),
    INQUEST_KUBERNETES_WATCH: "payments",
    INQUEST_KUBERNETES_DEBOUNCE: "1",
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channelId,
  };
  // Two replicas on one database and one cluster.
  servers.push(await startInquest(environment));
  servers.push(await startInquest(environment));
}, 60_000);

afterAll(async () => {
  for (const server of servers) await server.stop();
  await Promise.all([cluster.close(), slack.close()]);
  await folder.remove();
  cluster.assertClean();
  slack.assertClean();
});

function server(): InquestProcess {
  const [first] = servers;
  if (first === undefined) throw new Error("no server");
  return first;
}

async function incidents(): Promise<Incident[]> {
  const answer = await fetch(`${server().url}/api/incidents`);
  return ((await answer.json()) as { incidents: Incident[] }).incidents;
}

test("a rollout that lost a variable becomes one incident with its cause and the previous log", async () => {
  await expect.poll(() => cluster.watches(), patience).toHaveLength(3);
  const { pod } = rollOut(cluster, crash);
  warning(cluster, { kind: "Pod", name: pod }, "BackOff", "Back-off restarting failed container web in pod");
  const log = "checkout 1.5 starting\nError: required environment variable DATABASE_URL is not set\n";
  cluster.setLog(pod, "web", log);
  cluster.setLog(pod, "web", log, { previous: true });

  await expect.poll(incidents, patience).toHaveLength(1);
  const [opened] = await incidents();
  expect(opened?.event).toMatchObject({
    source: "kubernetes",
    title: "Deployment payments/checkout: container web is in CrashLoopBackOff",
    service: "checkout",
    namespace: "payments",
    image: "shop/checkout:1.5",
  });
  const id = opened?.id ?? "";
  await investigationEnd(server(), id);
  const { postMortem } = await readIncident(server(), id);
  expect(postMortem?.diagnosis).toMatchObject({ category: "missing_env_var", verdict: "confirmed" });
  const cause = postMortem?.diagnosis.causes[0];
  expect(cause?.statement).toContain("DATABASE_URL");
  const evidence = (await (await fetch(`${server().url}/api/incidents/${id}/evidence`)).json()) as {
    evidence: { id: string; kind: string; title: string }[];
  };
  const kinds = evidence.evidence.map(({ kind }) => kind);
  expect(kinds).toEqual(
    expect.arrayContaining(["objects", "events", "container_log", "previous_log", "changes"]),
  );
  const previous = evidence.evidence.find(({ kind }) => kind === "previous_log");
  expect(cause?.citations).toContainEqual(
    expect.objectContaining({
      evidence: previous?.id,
      quote: expect.stringContaining("environment variable DATABASE_URL is not set"),
    }),
  );
  expect(postMortem?.diagnosis.suspects.ranking[0]).toMatchObject({ id: "rev-2" });
  await expect.poll(() => slack.messages().length, patience).toBe(1);
}, 60_000);

test("through a cut watch and a 410 nothing is lost: the workload that is healthy again ends the incident", async () => {
  cluster.next(/\/pods$/, "die");
  cluster.cutWatches();
  rollOut(cluster, { ...crash, env: good, status: running() });
  cluster.compact();
  await expect
    .poll(async () => (await incidents()).map(({ status }) => status), patience)
    .toEqual(["resolved"]);
  const [ended] = await incidents();
  expect(ended?.resolution).toMatch(/^Deployment [\w-]+\/checkout is healthy again$/);
  await expect.poll(() => slack.messages()[0]?.edits, patience).toBeGreaterThan(0);
  expect(slack.messages()).toHaveLength(1);
}, 60_000);

test("when the process that watches is killed, the other takes over and hears of the next failure", async () => {
  const holder = () => {
    const spec = cluster.read("coordination.k8s.io/v1", "Lease", "inquest", "inquest-watch")?.["spec"];
    const identity = typeof spec === "object" && spec !== null ? Reflect.get(spec, "holderIdentity") : "";
    return Number(String(identity).split("_").at(-2));
  };
  const leader = servers.findIndex(({ pid }) => pid === holder());
  expect(leader).toBeGreaterThanOrEqual(0);
  const [killed] = servers.splice(leader, 1);
  await killed?.kill();
  rollOut(cluster, { ...crash, status: crashLooping(undefined, 9) });
  await expect.poll(incidents, { ...patience, timeout: 40_000 }).toHaveLength(2);
  expect(holder()).toBe(server().pid);
}, 90_000);
