import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Positions } from "../../services/watch-sources.ts";
import { Position } from "../../triggers/poll-source.ts";
import { privateFolder } from "../private-folder.ts";

const Kept = z.object({ name: z.string(), position: Position });

/** Positions in a file each, in the folder `watch` of the data folder. */
export async function openPositions(home: string): Promise<Positions> {
  const folder = await privateFolder(home, "watch");
  const fileOf = (name: string) =>
    join(folder, `${createHash("sha256").update(name).digest("hex").slice(0, 32)}.json`);
  return {
    async read(name) {
      try {
        return Kept.parse(JSON.parse(await readFile(fileOf(name), "utf8"))).position;
      } catch {
        // Never written, or spoiled by hand: then it begins anew, and what is recorded stays told once.
        return undefined;
      }
    },
    async write(name, position) {
      // A process killed in the midst of it leaves the old one whole.
      const draft = `${fileOf(name)}.${process.pid}`;
      await writeFile(draft, JSON.stringify({ name, position }), { mode: 0o600 });
      await rename(draft, fileOf(name));
    },
  };
}
