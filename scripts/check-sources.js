import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** What belongs to one machine or one network and never into the product. */
const strays = [
  { pattern: /\bregistry\.npmjs\.org\b|\bregistry\.yarnpkg\.com\b/, what: "a registry's host" },
  { pattern: /["'`\s(=](\/root\/|\/work\/|\/Users\/\w)/, what: "a path of one machine" },
  // GitHub's own runners work in /home/runner, which is no machine of ours.
  { pattern: /["'`\s(=]\/home\/(?!runner\b)\w/, what: "a path of one machine" },
];

/** Lines of sources that hold what belongs to one machine: `path:line holds …`. */
export function straySources(folder, root) {
  const problems = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const lines = readFileSync(path, "utf8").split("\n");
    lines.forEach((line, index) => {
      for (const { pattern, what } of strays) {
        if (pattern.test(line)) problems.push(`${relative(root, path)}:${index + 1} holds ${what}.`);
      }
    });
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? dirname(import.meta.dirname);
  const problems = straySources(join(root, "src"), root);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
