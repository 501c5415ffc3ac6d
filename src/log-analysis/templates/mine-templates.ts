import { createTemplateMiner, type Template } from "./template-miner.ts";

/** The templates of a whole log and, for each line, its template's id. */
export function mineTemplates(lines: Iterable<string>): { templates: Template[]; assignments: string[] } {
  const miner = createTemplateMiner();
  const assignments: string[] = [];
  for (const line of lines) assignments.push(miner.add(line).id);
  return { templates: miner.templates(), assignments: assignments.map((id) => miner.resolve(id)) };
}
