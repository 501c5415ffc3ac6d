import { z } from "zod";

/** What a silence is about; everything given must match. */
export const SilenceMatcher = z.object({
  /** Labels of the event, or `service`, `namespace`, `environment`, `repository`, `branch` and `source` of it. */
  labels: z.record(z.string().min(1).max(200), z.string().max(1_000)).optional(),
  /** The failure's signature, known once it was analysed: investigated, but nobody is told. */
  signature: z.string().min(1).max(1_000).optional(),
  /** The stream of the event. */
  stream: z.string().min(1).max(2_000).optional(),
});
export type SilenceMatcher = z.infer<typeof SilenceMatcher>;

/** While it holds, what matches opens no incident (labels, stream) or is told to nobody (signature). */
export const Silence = z.object({
  /** `SIL-` and a number. */
  id: z.string().regex(/^SIL-\d+$/),
  matcher: SilenceMatcher,
  reason: z.string().optional(),
  createdAt: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }),
  /** How often it held something back. */
  count: z.number().int(),
  lastAt: z.iso.datetime({ offset: true }).optional(),
});
export type Silence = z.infer<typeof Silence>;
