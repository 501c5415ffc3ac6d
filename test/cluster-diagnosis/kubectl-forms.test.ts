import { afterAll, expect, test } from "vitest";
import { type ClusterEvidence, diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";
import { type KubectlCluster, kubectlMissing, startKubectlCluster } from "../support/kubectl.ts";
import { servedKinds } from "../support/kubernetes-discovery.ts";
import type { ObjectInput } from "../support/kubernetes-store.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

// Each scenario is served to the real kubectl, so that what is read is what an engineer would paste.
const clusters: KubectlCluster[] = [];

afterAll(async () => {
  for (const cluster of clusters) await cluster.close();
});

/** Runs kubectl against a cluster that holds these objects. */
async function serve(objects: readonly ObjectInput[]) {
  const served = await startKubectlCluster(true);
  clusters.push(served);
  for (const object of objects) served.cluster.put(object);
  return served.kubectl;
}

const listOf = (kinds: readonly string[]) =>
  servedKinds
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ plural }) => plural)
    .filter((plural, index, all) => all.indexOf(plural) === index)
    .join(",");

/** What a person would gather: the subject described, everything else listed. */
async function formsOf({
  about,
  objects,
  silent = [],
  logs = {},
}: Scenario): Promise<[string, ClusterEvidence][]> {
  const kubectl = await serve(objects);
  const kinds = objects.map(({ kind }) => kind);
  const others = kinds.filter((kind) => !about.includes(kind));
  const list = (of: readonly string[]) =>
    of.length === 0 ? "" : kubectl("get", listOf(of), "-A", "-o", "wide", "--show-labels");
  const files = (texts: Record<string, string>) => ({
    files: Object.entries({ ...texts, ...logs }).map(([name, text], index) => ({
      id: `E${index + 1}`,
      name,
      text,
    })),
  });
  const forms: [string, () => Promise<ClusterEvidence>][] = [
    [
      "objects",
      async () => ({ ...files({}), objects: objects.map((object, index) => ({ id: `O${index}`, object })) }),
    ],
    ["yaml", async () => files({ "all.yaml": await kubectl("get", listOf(kinds), "-A", "-o", "yaml") })],
    ["json", async () => files({ "all.json": await kubectl("get", listOf(kinds), "-A", "-o", "json") })],
    [
      "describe",
      async () =>
        files({
          "describe.txt": await kubectl("describe", listOf(about), "-A"),
          "get.txt": await list(others),
        }),
    ],
    ["table", async () => files({ "get.txt": await list(kinds) })],
  ];
  const wanted = forms.filter(([form]) => !silent.includes(form));
  return Promise.all(
    wanted.map(async ([form, make]): Promise<[string, ClusterEvidence]> => [form, await make()]),
  );
}

/** What is said of one form; `said` is there to be read where something is wrong. */
function outcomeOf(form: string, evidence: ClusterEvidence, { category, names }: Scenario) {
  const found = diagnoseCluster(evidence);
  const first = found?.causes[0];
  const quotes = first?.citations.map(({ quote }) => quote) ?? [];
  const text = [first?.statement, ...quotes].join("\n");
  const said = found?.causes.map(({ statement }) => statement) ?? [];
  const wrong =
    category === undefined
      ? said
      : [
          ...names.filter((name) => !text.includes(name)).map((name) => `it does not name ${name}`),
          ...(found?.category === category ? [] : [`its category is ${found?.category}`]),
          ...(quotes.length > 0 ? [] : ["it quotes nothing"]),
        ];
  return { form, wrong, said };
}

test.skipIf(kubectlMissing).each(scenarios)(
  "$title",
  async (scenario) => {
    const outcomes = (await formsOf(scenario)).map(([form, evidence]) => outcomeOf(form, evidence, scenario));
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    for (const cluster of clusters) cluster.cluster.assertClean();
  },
  60_000,
);
