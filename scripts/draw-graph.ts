import { pathToFileURL } from "node:url";
import { connectIncidentGraph } from "../src/graph/incident/graph.ts";

/** The incident graph as Mermaid, drawn from the graph itself. Its nodes are not run. */
export async function drawIncidentGraph(): Promise<string> {
  const idle = async () => ({});
  const graph = connectIncidentGraph({
    triage: idle,
    fetch: idle,
    recall: idle,
    analyze: idle,
    verify: idle,
    report: idle,
    notify: idle,
    remember: idle,
  }).compile();
  const drawing = await graph.getGraphAsync();
  return `${drawing.drawMermaid({ withStyles: false }).trim()}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(await drawIncidentGraph());
}
