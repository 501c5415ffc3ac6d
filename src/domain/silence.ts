import { z } from "zod";

/**
 * One condition on a label, as Alertmanager has it: `=` and `!=` compare, `=~` and `!~` hold the whole value
 * against a regular expression (RE2). A label that is missing is an empty one.
 */
export const LabelMatcher = z.object({
  name: z.string().min(1).max(200),
  operator: z.enum(["=", "!=", "=~", "!~"]),
  value: z.string().max(1_000),
});
export type LabelMatcher = z.infer<typeof LabelMatcher>;

/** `alertname=~"Disk.*"` or `env!=production`; undefined when it is no matcher. */
export function labelMatcherOf(text: string): LabelMatcher | undefined {
  const [, name = "", operator = "", written = ""] =
    /^\s*([^=!~"{},\s]+)\s*(=~|!~|!=|=)\s*([^]*?)\s*$/.exec(text.slice(0, 3_000)) ?? [];
  const quoted = /^"((?:[^"\\]|\\[^])*)"$/.exec(written)?.[1];
  if (quoted === undefined && written.startsWith('"')) return undefined;
  const value = quoted?.replace(/\\([^])/g, (_, one: string) =>
    one === "n" ? "\n" : one === '"' || one === "\\" ? one : `\\${one}`,
  );
  const matcher = LabelMatcher.safeParse({ name, operator, value: value ?? written });
  return matcher.success ? matcher.data : undefined;
}

/** What a silence is about; everything given must match. */
export const SilenceMatcher = z.object({
  /** Labels of the event, or `service`, `namespace`, `environment`, `repository`, `branch` and `source` of it. */
  labels: z.record(z.string().min(1).max(200), z.string().max(1_000)).optional(),
  /** The same as conditions; one may be written as a text: `alertname=~"Disk.*"`. */
  matchers: z
    .array(
      z.union([
        LabelMatcher,
        z.string().transform((text, context) => {
          const matcher = labelMatcherOf(text);
          if (matcher !== undefined) return matcher;
          context.addIssue('must be NAME="VALUE", or the same with !=, =~ or !~');
          return z.NEVER;
        }),
      ]),
    )
    .max(32)
    .optional(),
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
