import type { TestProject } from "vitest/node";
import { setup as prepareTestChroma } from "./chroma-setup.ts";
import { prepareTestPostgres } from "./postgres.ts";

/** What the whole test run shares. Each prepares something and returns how to put it away. */
const shared: ((project: TestProject) => Promise<() => Promise<void>>)[] = [
  prepareTestPostgres,
  prepareTestChroma,
];

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const putAway: (() => Promise<void>)[] = [];
  for (const prepare of shared) putAway.unshift(await prepare(project));
  return async () => {
    for (const end of putAway) await end();
  };
}
