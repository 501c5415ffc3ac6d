import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The example's folder, from the sources as from the bundle; undefined in a copy that was shipped without it. */
export async function exampleFolder(): Promise<string | undefined> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const example = join(folder, "examples", "failed-deployment");
    try {
      await access(example);
      return example;
    } catch {
      if (folder === dirname(folder)) return undefined;
    }
  }
}
