import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const ServerNote = z.object({ pid: z.number().int(), url: z.string() });

const fileIn = (home: string) => join(home, "server.json");

/** Notes where the server of this data folder listens; the returned function takes the note away. */
export async function noteServer(home: string, url: string): Promise<() => Promise<void>> {
  await writeFile(fileIn(home), JSON.stringify({ pid: process.pid, url }), { mode: 0o600 });
  return () => rm(fileIn(home), { force: true });
}

/** Address of the server that runs on this data folder, if one answers. */
export async function findServer(home: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { url } = ServerNote.parse(JSON.parse(await readFile(fileIn(home), "utf8")));
    const answer = await fetch(`${url}/healthz`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(500)]),
      redirect: "error",
    });
    return answer.ok ? url : undefined;
  } catch {
    // No note, or one that a killed server left behind.
    return undefined;
  }
}
