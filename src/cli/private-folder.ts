import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * A folder of the data folder that only this user may enter. The data folder itself stays passable: as root,
 * PostgreSQL runs under another account and has to get to its own part of it.
 */
export async function privateFolder(home: string, name: string): Promise<string> {
  await mkdir(home, { recursive: true });
  const folder = join(home, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
