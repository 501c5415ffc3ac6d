import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { type ClusterEvidence, diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";

// Each folder is one failure: objects as the API serves them, what kubectl 1.32 describes of them when it is served
// them, and the logs of its containers. Every one also holds a pod that runs and a pod that is complete.
const root = join(import.meta.dirname, "fixtures");
const Expected = z.array(z.object({ name: z.string(), category: z.string(), names: z.array(z.string()) }));
const List = z.object({ items: z.array(z.unknown()) });
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const expected = Expected.parse(JSON.parse(read("expected.json")));

function logsOf(name: string) {
  const folder = join(root, name, "logs");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file, index) => ({
    id: `L${index}`,
    name: file,
    text: read(name, "logs", file),
  }));
}

/** The same failure in every form it can come in. */
function formsOf(name: string): [string, ClusterEvidence][] {
  const logs = logsOf(name);
  const forms: [string, ClusterEvidence][] = [];
  for (const file of ["describe.txt", "objects.json", "objects.yaml"]) {
    if (!existsSync(join(root, name, file))) continue;
    forms.push([file, { files: [{ id: "E1", name: file, text: read(name, file) }, ...logs] }]);
  }
  if (existsSync(join(root, name, "objects.json"))) {
    const { items } = List.parse(JSON.parse(read(name, "objects.json")));
    forms.push([
      "objects",
      { files: logs, objects: items.map((object, index) => ({ id: `O${index}`, object })) },
    ]);
  }
  return forms.length > 0 ? forms : [["logs", { files: logs }]];
}

const cases = expected.flatMap((one) =>
  formsOf(one.name).map(([form, evidence]) => ({ ...one, form, evidence })),
);

test.each(cases)("$name as $form: $category", ({ category, names, evidence, name }) => {
  const found = diagnoseCluster(evidence);
  const first = found?.causes[0];
  const said = [found?.summary, ...(first?.citations ?? []).map((citation) => citation.quote)].join("\n");
  expect(found?.category).toBe(category);
  expect(names.filter((part) => !said.includes(part))).toEqual([]);
  expect((first?.citations.length ?? 0) > 0, "only what is well has no cause").toBe(name !== "healthy");
});

test.each(cases)("$name as $form quotes what stands there", ({ evidence }) => {
  const texts = new Map([
    ...evidence.files.map((file) => [file.id, file.text] as const),
    ...(evidence.objects ?? []).map(({ id, object }) => [id, JSON.stringify(object, null, 2)] as const),
  ]);
  for (const { citations } of diagnoseCluster(evidence)?.causes ?? []) {
    for (const { evidence: id, start, end, quote } of citations) {
      const lines = (texts.get(id) ?? "").split("\n").slice(start - 1, end);
      expect(quote).toBe(lines.map((line) => line.trimEnd()).join("\n"));
    }
  }
});

test("says what is well", () => {
  const [, evidence] = formsOf("healthy")[0] ?? [];
  const found = evidence && diagnoseCluster(evidence);
  expect(found?.healthy).toEqual(
    expect.arrayContaining([
      "Pod shop/frontend-6f7d8b9c5d-k2x4q is running and ready",
      "Pod shop/report-28814400-w9z7t is complete",
    ]),
  );
});
