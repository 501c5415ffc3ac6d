import { z } from "zod";

const Pointer = z.string().regex(/^\/[^\0]*$/, { error: "must be a JSON pointer, such as /build/status" });
const Field = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(8)]);
const Values = z.object({ pointer: Pointer, values: z.array(z.string()).min(1) });

/** How one sender's JSON is read. `docs/webhooks.md` explains every part with examples. */
export const SenderMapping = z.strictObject({
  /** Bearer token, or `user:password` for basic auth. */
  token: z.string().min(1).optional(),
  /** HMAC-SHA256 of the body in hex. */
  signature: z
    .strictObject({
      header: z.string().regex(/^[A-Za-z0-9-]+$/),
      prefix: z.string().default(""),
      secret: z.string().min(1),
    })
    .optional(),
  /** All of these must hold, or the delivery is ignored. */
  when: z.array(Values).max(16).default([]),
  failure: Values,
  success: Values.optional(),
  fields: z.strictObject({
    title: Field,
    /** Names this very failure; deliveries with the same one are the same failure. */
    id: Field.optional(),
    /** Names what fails and works again; a success of it resolves. */
    stream: Field.optional(),
    occurredAt: Field.optional(),
    service: Field.optional(),
    environment: Field.optional(),
    namespace: Field.optional(),
    repository: Field.optional(),
    commit: Field.optional(),
    branch: Field.optional(),
    actor: Field.optional(),
    image: Field.optional(),
    url: Field.optional(),
    /** What a log would say; the whole delivery when it is missing. */
    text: Field.optional(),
  }),
});
export type SenderMapping = z.infer<typeof SenderMapping>;

export const SenderMappings = z.record(
  z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, { error: "must be named in lower case" }),
  SenderMapping,
);
export type SenderMappings = z.infer<typeof SenderMappings>;

/** The form that `/webhooks/generic` understands without any configuration. */
export const defaultMapping: SenderMapping = {
  when: [],
  failure: { pointer: "/status", values: ["failure", "failed", "error", "firing"] },
  success: { pointer: "/status", values: ["success", "succeeded", "ok", "resolved"] },
  fields: {
    title: "/title",
    id: "/id",
    stream: ["/stream", "{/service} {/environment}", "/service", "/title"],
    occurredAt: "/occurredAt",
    service: "/service",
    environment: "/environment",
    namespace: "/namespace",
    repository: "/repository",
    commit: "/commit",
    branch: "/branch",
    actor: "/actor",
    image: "/image",
    url: "/url",
    text: "/text",
  },
};
