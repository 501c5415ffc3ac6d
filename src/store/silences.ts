import { type Kysely, type Selectable, sql } from "kysely";
import { type FailureEvent, InquestError, type Silence, type SilenceMatcher } from "../domain/index.ts";
import { checkMatcher, labelHolds } from "./label-matching.ts";
import type { SilenceStore } from "./ports.ts";
import { schemaName, type Tables } from "./schema.ts";
import { numberOf, storableJson, storableMoment, storableText } from "./stored-text.ts";

const MOST_LISTED = 200;

export function createSilenceStore(dependencies: { db: Kysely<Tables> }): SilenceStore {
  const { db } = dependencies;
  const tables = db.withSchema(schemaName);
  return {
    async add({ matcher, until, reason }) {
      if (isEmpty(matcher)) {
        throw new InquestError(
          "invalid_request",
          "A silence that names nothing would silence everything.",
          "Name labels, a signature or a stream.",
        );
      }
      for (const one of matcher.matchers ?? []) checkMatcher(one);
      if (namesNothing(matcher)) {
        throw new InquestError(
          "invalid_request",
          "The silence would hold for whatever lacks these labels.",
          "Let at least one condition ask for a value that is not empty.",
        );
      }
      const end = storableMoment(until);
      if (Date.parse(end) <= Date.now()) {
        throw new InquestError("invalid_request", "The silence would be over already.", "Give a later end.");
      }
      const row = await tables
        .insertInto("silences")
        .values({
          matcher: storableJson(matcher),
          until: end,
          reason: reason === undefined ? null : storableText(reason).slice(0, 1_000),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return silenceOf(row);
    },

    async list({ all = false } = {}) {
      let query = tables.selectFrom("silences").selectAll().orderBy("number", "desc").limit(MOST_LISTED);
      if (!all) query = query.where(holds);
      return (await query.execute()).map(silenceOf);
    },

    async remove(id) {
      const number = numberOf(id, "SIL-") ?? 0;
      const removed = await tables
        .updateTable("silences")
        .set({ removed_at: sql<string>`clock_timestamp()` })
        .where("number", "=", number)
        .where(holds)
        .executeTakeFirst();
      return removed.numUpdatedRows > 0n;
    },

    async holding(event, signature) {
      const found = (await activeSilences(db)).find(({ matcher }) => matches(matcher, event, signature));
      if (found !== undefined) await countSilenced(db, numberOf(found.id, "SIL-") ?? 0, 1);
      return found;
    },
  };
}

const holds = sql<boolean>`removed_at is null and until > clock_timestamp()`;

/** All that hold now; few enough to be looked through. */
export async function activeSilences(db: Kysely<Tables>): Promise<Silence[]> {
  const rows = await db.withSchema(schemaName).selectFrom("silences").selectAll().where(holds).execute();
  return rows.map(silenceOf);
}

export async function countSilenced(db: Kysely<Tables>, number: number, times: number): Promise<void> {
  await db
    .withSchema(schemaName)
    .updateTable("silences")
    .set({ count: sql<number>`count + ${times}`, last_at: sql<string>`clock_timestamp()` })
    .where("number", "=", number)
    .execute();
}

/** Whether everything that the silence names is so; a signature only once it is known. */
export function matches(matcher: SilenceMatcher, event: FailureEvent, signature?: string): boolean {
  if (isEmpty(matcher)) return false;
  if (matcher.signature !== undefined && matcher.signature !== signature) return false;
  if (matcher.stream !== undefined && matcher.stream !== event.stream) return false;
  const { service, namespace, environment, repository, branch, source } = event;
  const own = { service, namespace, environment, repository, branch, source };
  const alert = event.subject.kind === "alert" ? event.subject : undefined;
  const labels = new Map<string, string | undefined>([
    ...(alert === undefined ? [] : [["alertname", alert.name] as const, ...Object.entries(alert.labels)]),
    ...Object.entries(event.labels ?? {}),
  ]);
  for (const [name, value] of Object.entries(own)) if (value !== undefined) labels.set(name, value);
  return (
    Object.entries(matcher.labels ?? {}).every(([name, value]) => labels.get(name) === value) &&
    (matcher.matchers ?? []).every((one) => labelHolds(one, labels))
  );
}

function isEmpty(matcher: SilenceMatcher): boolean {
  return namesOnlyConditions(matcher) && (matcher.matchers ?? []).length === 0;
}

function namesOnlyConditions({ labels = {}, signature, stream }: SilenceMatcher): boolean {
  return Object.keys(labels).length === 0 && signature === undefined && stream === undefined;
}

/** Whether all that it asks for is so without any label, as Alertmanager refuses it. */
function namesNothing(matcher: SilenceMatcher): boolean {
  const none = new Map<string, string>();
  return namesOnlyConditions(matcher) && (matcher.matchers ?? []).every((one) => labelHolds(one, none));
}

function silenceOf(row: Selectable<Tables["silences"]>): Silence {
  return {
    id: `SIL-${row.number}`,
    matcher: row.matcher,
    ...(row.reason === null ? {} : { reason: row.reason }),
    createdAt: row.created_at.toISOString(),
    until: (row.removed_at ?? row.until).toISOString(),
    count: row.count,
    ...(row.last_at === null ? {} : { lastAt: row.last_at.toISOString() }),
  };
}
