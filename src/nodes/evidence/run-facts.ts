import { z } from "zod";
import type { Evidence } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";

const Span = z.object({
  name: z.string(),
  conclusion: z.string().optional(),
  url: z.string().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
});

/** What the report uses of a run's structured form, whichever host it came from. */
export const RunFacts = z.object({
  workflow: z.string().optional(),
  conclusion: z.string().optional(),
  url: z.string().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  attempt: z.number().optional(),
  earlierAttempts: z.array(z.object({ attempt: z.number(), conclusion: z.string().optional() })).default([]),
  jobs: z.array(Span.extend({ steps: z.array(Span).default([]) })).default([]),
});
export type RunFacts = z.infer<typeof RunFacts>;

const FAILED = new Set(["failure", "failed", "timed_out", "startup_failure", "error"]);

export function hasFailed(span: { conclusion?: string | undefined }): boolean {
  return FAILED.has(span.conclusion ?? "");
}

/** The facts of the failed run, when evidence of it was had. */
export async function readRunFacts(
  store: Pick<EvidenceStore, "data">,
  incident: string,
  evidence: readonly Evidence[],
): Promise<RunFacts | undefined> {
  for (const entry of evidence) {
    if (entry.kind !== "run") continue;
    const facts = RunFacts.safeParse(await store.data(incident, entry.id));
    if (facts.success) return facts.data;
  }
  return undefined;
}
