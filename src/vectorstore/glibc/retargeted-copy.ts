import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { KNOWN_BINDINGS } from "./known-bindings.ts";
import { retargetToOlderGlibc } from "./retarget.ts";

/**
 * Path of a copy of the binding that loads on an older glibc. It is made once, kept in `folder` under the
 * source's SHA-256, and gets its name only after `loads` has accepted it. Undefined when the binding is not
 * one of the known ones, or the copy does not load either.
 */
export async function retargetedCopy(
  binding: string,
  folder: string,
  loads: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
  const source = await readFile(binding);
  const hash = createHash("sha256").update(source).digest("hex");
  if (!KNOWN_BINDINGS.has(hash)) return undefined;

  const copy = join(folder, `chroma-${hash}.node`);
  if (await exists(copy)) return copy;

  await mkdir(folder, { recursive: true });
  const draft = `${copy}.${randomUUID()}`;
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(retargetToOlderGlibc(source));
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await loads(draft))) return undefined;
    await rename(draft, copy);
    return copy;
  } finally {
    await rm(draft, { force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
