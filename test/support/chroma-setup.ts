import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { openEmbeddedChroma } from "../../src/vectorstore/embedded-chroma.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of the Chroma server that all tests share. */
    chromaUrl: string;
  }
}

/** One Chroma server for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "inquest-chroma-"));
  const chroma = await openEmbeddedChroma({ folder }, { signal: AbortSignal.timeout(60_000) });
  project.provide("chromaUrl", chroma.url);
  return async () => {
    await chroma.close();
    await rm(folder, { recursive: true, force: true });
  };
}
