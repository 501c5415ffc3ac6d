import type { Context } from "hono";
import { z } from "zod";
import { IncidentStatus, InquestError, SilenceMatcher, Subject } from "../domain/index.ts";
import type { IncidentFilter, InvestigationWish, Services } from "../services/services.ts";
import { endOfSilence } from "../services/silences.ts";
import type { AppEnv } from "./app-env.ts";
import { badRequest, HttpError } from "./http-error.ts";

/** What requests may say, checked before any verb is called. */

const IncidentId = z.string().regex(/^INC-\d{1,15}$/);
const EvidenceId = z.string().regex(/^E\d{1,9}$/);
const Counting = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

export function incidentId(c: Context<AppEnv>): string {
  const id = IncidentId.safeParse(c.req.param("id"));
  if (id.success) return id.data;
  throw new HttpError(
    404,
    new InquestError(
      "incident_not_found",
      "There is no incident of this name.",
      "An incident is named like INC-7.",
    ),
  );
}

export function evidenceId(c: Context<AppEnv>): string {
  const id = EvidenceId.safeParse(c.req.param("evidence"));
  if (id.success) return id.data;
  throw new HttpError(
    404,
    new InquestError(
      "evidence_not_found",
      "There is no evidence of this name.",
      "Evidence is named like E3.",
    ),
  );
}

/** A whole number of the query; undefined when it is missing or anything else. */
export function wholeNumber(text: string | undefined): number | undefined {
  const number = Counting.safeParse(text);
  return number.success ? number.data : undefined;
}

/** `status`, `text`, `before` and `limit` of the query; what is empty does not filter. */
export function incidentFilter(c: Context<AppEnv>, limit: number): IncidentFilter {
  const status = c.req.query("status");
  const text = c.req.query("text")?.trim().slice(0, 200);
  const before = c.req.query("before");
  const known = IncidentStatus.safeParse(status);
  if (status && !known.success) {
    throw badRequest("There is no such status.", `Use one of: ${IncidentStatus.options.join(", ")}.`);
  }
  const wished = wholeNumber(c.req.query("limit")) ?? limit;
  return {
    limit: Math.min(100, Math.max(1, wished)),
    ...(known.success ? { status: known.data } : {}),
    ...(text ? { text } : {}),
    ...(before && IncidentId.safeParse(before).success ? { before } : {}),
  };
}

const SplitWish = z.strictObject({ signal: z.coerce.number().int().min(1).max(1_000_000) });

/** The number of the signal that is to be split off. */
export function splitWish(value: unknown): number {
  const wish = SplitWish.safeParse(value);
  if (wish.success) return wish.data.signal;
  throw badRequest("The request does not say which signal to split off.", 'Send {"signal": 2}.');
}

const SilenceWish = z.strictObject({
  ...SilenceMatcher.shape,
  for: z.string().max(20).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  reason: z.string().max(1_000).optional(),
});

export function silenceWish(value: unknown): Parameters<Services["silence"]>[0] {
  const wish = SilenceWish.safeParse(value);
  const length = wish.data?.for;
  const until = wish.data?.until ?? (length === undefined ? undefined : endOfSilence(length, new Date()));
  if (!wish.success || until === undefined) {
    throw badRequest(
      "The request does not say what to silence, and for how long.",
      'Send {"labels": {"alertname": "…"}, "for": "2h"}; matchers, signature, stream, until and reason are understood too.',
    );
  }
  const { labels, matchers, signature, stream, reason } = wish.data;
  return { matcher: { labels, matchers, signature, stream }, until, reason };
}

export function silenceId(c: Context<AppEnv>): string {
  const id = c.req.param("silence") ?? "";
  if (/^SIL-\d{1,9}$/.test(id)) return id;
  throw new HttpError(
    404,
    new InquestError(
      "silence_not_found",
      "There is no silence of this name.",
      "A silence is named like SIL-2.",
    ),
  );
}

const Wish = z.union([z.strictObject({ url: z.url().max(2000) }), z.strictObject({ subject: Subject })]);

/** Folders and commands are on the server's disk, so only a request from that machine may name them. */
export function investigationWish(value: unknown, local: boolean): InvestigationWish {
  const wish = Wish.safeParse(value);
  if (!wish.success) {
    throw badRequest(
      "The request does not say what to investigate.",
      'Send {"url": "the address of a failed run"} or {"subject": {…}}.',
    );
  }
  if ("subject" in wish.data && !local) {
    const { kind } = wish.data.subject;
    if (kind === "folder" || kind === "command") {
      throw badRequest(
        "Files of this machine are investigated from this machine only.",
        "Use its command line.",
      );
    }
  }
  return wish.data;
}

const Question = z.strictObject({ question: z.string().trim().min(1).max(4000) });

export function question(value: unknown): string {
  const asked = Question.safeParse(value);
  if (asked.success) return asked.data.question;
  throw badRequest("The request holds no question.", 'Send {"question": "…"} with at most 4,000 characters.');
}
