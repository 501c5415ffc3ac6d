import { type Kysely, sql, type Transaction } from "kysely";
import type { IncidentStatus, PostMortem, Step } from "../domain/index.ts";
import { retryPassing } from "./connection.ts";
import { incidentOf, matchesText, searchTextOf, selectIncidents, stepOf } from "./incident-rows.ts";
import { investigateJoined } from "./investigations.ts";
import { addJob } from "./jobs.ts";
import type { IncidentStore } from "./ports.ts";
import { receiveInBatches } from "./receive-in-batches.ts";
import { schemaName, type Tables } from "./schema.ts";
import { mergerOf, signalOf } from "./signals.ts";
import { split } from "./split.ts";
import type { StepListener } from "./step-listener.ts";
import { incidentNotFound, numberOf, storableJson, storableText } from "./stored-text.ts";

/**
 * Incidents in PostgreSQL. What was resolved stays resolved: a `setStatus` of an investigation that was still
 * running changes nothing but queues `close` once the report stands, so the report learns what ended it.
 */
export function createIncidentStore(dependencies: {
  db: Kysely<Tables>;
  listener: StepListener;
}): IncidentStore {
  const { db, listener } = dependencies;
  const tables = db.withSchema(schemaName);

  const steps = async (incident: string, after: number): Promise<Step[]> => {
    const number = numberOf(incident, "INC-");
    if (number === undefined) return [];
    const query = tables.selectFrom("steps").selectAll().where("incident", "=", number);
    const rows = await query.where("sequence", ">", after).orderBy("sequence").execute();
    return rows.map(stepOf);
  };

  const get: IncidentStore["get"] = async (id) => {
    const number = numberOf(id, "INC-");
    if (number === undefined) return undefined;
    const row = await selectIncidents(db).where("i.number", "=", number).executeTakeFirst();
    if (!row) return undefined;
    const signals = tables.selectFrom("signals").selectAll().where("incident", "=", number);
    const mergers = await tables
      .selectFrom("incidents")
      .select(["number", "merged_reason as reason", "merged_at as at", "merged_offset as offset"])
      .select("last_signal as last")
      .where("merged_into", "=", number)
      .orderBy("number")
      .execute();
    return {
      ...incidentOf(row),
      signals: (await signals.orderBy("number").execute()).map((signal) => signalOf(signal, mergers)),
      ...(mergers.length === 0 ? {} : { merged: mergers.map(mergerOf) }),
    };
  };

  return {
    receive: receiveInBatches(db),
    get,

    async list({ status, text, limit, before }) {
      let query = selectIncidents(db)
        .orderBy("i.number", "desc")
        .limit(Math.max(0, Math.trunc(limit)));
      if (status !== undefined) query = query.where("i.status", "=", status);
      if (text !== undefined) query = query.where(matchesText(text));
      if (before !== undefined) query = query.where("i.number", "<", numberIn(before));
      return (await query.execute()).map(incidentOf);
    },

    setStatus: (id, status) => setStatus(db, id, status),
    savePostMortem: (id, postMortem) => savePostMortem(db, id, postMortem),

    async split(id, signal) {
      const number = await split(db, numberIn(id), signal);
      const made = await get(`INC-${number}`);
      if (!made) throw incidentNotFound(`INC-${number}`);
      return made;
    },

    investigateJoined: (id) => db.transaction().execute((trx) => investigateJoined(trx, numberIn(id))),

    async addStep({ incident, node, state, message }) {
      const { rows } = await sql<Parameters<typeof stepOf>[0]>`
        with counted as (
          update inquest.incidents set last_step = last_step + 1, updated_at = clock_timestamp()
          where number = ${numberIn(incident)} returning number, last_step
        )
        insert into inquest.steps (incident, sequence, node, state, message)
        select number, last_step, ${storableText(node)}, ${state}, ${storableText(message)} from counted
        returning *`.execute(db);
      const [row] = rows;
      if (!row) throw incidentNotFound(incident);
      return stepOf(row);
    },

    steps: (incident, after) => steps(incident, after),

    async *follow(incident, after, signal) {
      const number = numberIn(incident);
      // Listening begins before the first look, so no step falls in between.
      const news = await listener.listen(number, signal);
      try {
        let seen = after;
        while (!signal.aborted) {
          for (const step of await retryPassing(() => steps(incident, seen))) {
            seen = step.sequence;
            yield step;
            if (signal.aborted) return;
          }
          await news.next();
        }
      } finally {
        news.close();
      }
    },
  };
}

async function setStatus(db: Kysely<Tables>, id: string, status: IncidentStatus): Promise<void> {
  const number = numberIn(id);
  await db.transaction().execute(async (trx) => {
    const row = await trx
      .withSchema(schemaName)
      .updateTable("incidents")
      .set({
        status: sql<IncidentStatus>`case when merged_into is not null then 'merged'
          when resolved_at is null then ${status} else 'resolved' end`,
        resolved_at:
          status === "resolved" ? sql<string>`coalesce(resolved_at, clock_timestamp())` : undefined,
        // An investigation reads its signals after it has said that it begins.
        taken_signal: status === "investigating" ? sql<number>`last_signal` : undefined,
        updated_at: sql<string>`clock_timestamp()`,
      })
      .where("number", "=", number)
      .returning(["resolved_at", "version", "signal_count"])
      .executeTakeFirst();
    if (!row) throw incidentNotFound(id);
    if (status !== "reported" || row.version === 0) return;
    // A success that came while the report was written is told by the next version.
    if (row.resolved_at !== null || (row.signal_count > 1 && (await hasEndedSignal(trx, number)))) {
      await addJob(trx, "close", { incident: id });
    }
  });
}

async function hasEndedSignal(trx: Transaction<Tables>, incident: number): Promise<boolean> {
  const signals = trx.withSchema(schemaName).selectFrom("signals").where("incident", "=", incident);
  const ended = signals
    .select("number")
    .where("resolved_at", "is not", null)
    .where("is_change", "=", false)
    .limit(1);
  return (await ended.executeTakeFirst()) !== undefined;
}

async function savePostMortem(db: Kysely<Tables>, id: string, postMortem: PostMortem): Promise<PostMortem> {
  const number = numberIn(id);
  return db.transaction().execute(async (trx) => {
    const tables = trx.withSchema(schemaName);
    const incident = await tables
      .selectFrom("incidents")
      .select(["version", "event"])
      .where("number", "=", number)
      .forUpdate()
      .executeTakeFirst();
    if (!incident) throw incidentNotFound(id);
    const latest = await tables
      .selectFrom("post_mortems")
      .select("content")
      .select(
        sql<boolean>`content - 'version' - 'writtenAt' =
          ${storableJson(postMortem)}::jsonb - 'version' - 'writtenAt'`.as("alike"),
      )
      .where("incident", "=", number)
      .where("version", "=", incident.version)
      .executeTakeFirst();
    if (latest?.alike) return latest.content;

    const version = incident.version + 1;
    const content = storableJson({ ...postMortem, version });
    await tables.insertInto("post_mortems").values({ incident: number, version, content }).execute();
    const stored = JSON.parse(content) as PostMortem;
    await tables
      .updateTable("incidents")
      .set({
        version,
        search: searchTextOf(incident.event, stored),
        updated_at: sql<string>`clock_timestamp()`,
      })
      .where("number", "=", number)
      .execute();
    return stored;
  });
}

/** @throws InquestError `incident_not_found` when it is no incident's id at all. */
function numberIn(id: string): number {
  const number = numberOf(id, "INC-");
  if (number === undefined) throw incidentNotFound(id);
  return number;
}
