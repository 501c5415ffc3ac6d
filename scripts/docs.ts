// Rewrites the parts of the documentation that are made from the code: the configuration tables and the
// drawing of the incident graph. `npm run docs` writes them; `npm run docs -- --check` fails when they differ.
import { readFileSync, writeFileSync } from "node:fs";
import { type Variable, variables } from "../src/config/variables.ts";

const check = process.argv.includes("--check");
const { drawIncidentGraph } = await import("./draw-graph.ts");

const generated: Record<string, string> = {
  configuration: configurationTables(),
  graph: `\`\`\`mermaid\n${(await drawIncidentGraph()).trim()}\n\`\`\``,
};

let stale = 0;
for (const file of ["README.md", "ARCHITECTURE.md", "docs/configuration.md"]) {
  const before = readFileSync(file, "utf8");
  const after = before.replace(
    /(<!-- made by npm run docs: (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (whole, head: string, name: string, end: string) =>
      generated[name] ? head + generated[name] + end : whole,
  );
  if (after === before) continue;
  stale++;
  if (check) console.error(`${file} differs from the code: run \`npm run docs\`.`);
  else writeFileSync(file, after);
}
process.exitCode = check && stale > 0 ? 1 : 0;

function configurationTables(): string {
  const rows: readonly Variable[] = variables;
  return [...new Set(rows.map((row) => row.group))]
    .map((group) =>
      [
        `**${group[0]?.toUpperCase()}${group.slice(1)}**`,
        "",
        "| variable | unset | what it does |",
        "|---|---|---|",
        ...rows
          .filter((row) => row.group === group)
          .map((row) => `| \`${row.name}\`${row.secret ? " 🔒" : ""} | ${row.fallback} | ${row.purpose} |`),
      ].join("\n"),
    )
    .join("\n\n");
}
