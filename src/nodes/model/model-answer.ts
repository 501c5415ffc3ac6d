import { z } from "zod";
import { Category, EvidenceKind } from "../../domain/index.ts";

/**
 * What a model may answer. Bounds on lengths and counts are kept by whoever reads the answer, since not every
 * server understands them in a schema.
 */
export const ModelAnswer = z.object({
  causes: z.array(
    z.object({
      statement: z.string().describe("One sentence: what failed and why."),
      category: Category,
      confidence: z.number().describe("0 to 1."),
      change: z.string().describe("Id of the change to blame, or empty when no change is."),
      paths: z.array(z.string()).describe("Files that the cause lies in."),
      citations: z.array(
        z.object({
          evidence: z.string().describe("Evidence id, such as E1."),
          start: z.number().describe("First line quoted."),
          end: z.number().describe("Last line quoted."),
          quote: z.string().describe("Exactly the text of those lines, without their numbers."),
        }),
      ),
    }),
  ),
  requests: z
    .array(
      z.object({
        kind: EvidenceKind,
        target: z.string().describe("A commit, a job or a file; empty for all."),
        reason: z.string(),
      }),
    )
    .describe("Evidence that is still needed. Empty when the causes are final."),
});
export type ModelAnswer = z.infer<typeof ModelAnswer>;

/** The schema on the wire: plain JSON Schema, every field required, nothing beside them. */
export const modelAnswerSchema: Record<string, unknown> = z.toJSONSchema(ModelAnswer);
