import { z } from "zod";

/**
 * Block Kit as Slack documents it, narrowed to the blocks this project sends and stricter than Slack: an
 * unknown field, a control sequence that is not a link, or an open code fence is an error too.
 */

const LINK = /<https?:\/\/[^\s<>|]+\|[^<>|]+>/g;

const mrkdwnText = z
  .string()
  .min(1)
  .max(3000)
  .superRefine((text, context) => {
    const rest = text.replace(LINK, "");
    if (/[<>]/.test(rest))
      context.addIssue(`holds a control sequence that is not a link: ${rest.slice(0, 200)}`);
    if (/&(?!amp;|lt;|gt;)/.test(text)) context.addIssue("holds an ampersand that is not escaped");
    if (/(^|[^\w])@(here|channel|everyone)\b/.test(rest)) context.addIssue("holds a mention");
    if ((text.split("```").length - 1) % 2 !== 0) context.addIssue("leaves a code fence open");
  });

const Mrkdwn = z.strictObject({
  type: z.literal("mrkdwn"),
  text: mrkdwnText,
  verbatim: z.literal(true),
});

const Section = z.strictObject({
  type: z.literal("section"),
  block_id: z.string().max(255).optional(),
  text: Mrkdwn,
});

const Context = z.strictObject({
  type: z.literal("context"),
  block_id: z.string().max(255).optional(),
  elements: z.array(Mrkdwn).min(1).max(10),
});

const Divider = z.strictObject({ type: z.literal("divider") });

export const Blocks = z
  .array(z.discriminatedUnion("type", [Section, Context, Divider]))
  .min(1)
  .max(50);
export type Blocks = z.infer<typeof Blocks>;

/** Slack cuts a message's top-level text at 4,000 characters; what is sent should not need it. */
export const TopText = mrkdwnText;

export const Metadata = z.strictObject({
  event_type: z.string().regex(/^[A-Za-z0-9_-]+$/),
  event_payload: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type Metadata = z.infer<typeof Metadata>;
