import { type Kysely, sql } from "kysely";
import { addJob } from "./jobs.ts";
import type { Outbox } from "./ports.ts";
import { schemaName, type Tables } from "./schema.ts";
import { incidentNotFound, numberOf, storableJson, storableText } from "./stored-text.ts";

/**
 * One row for each incident and channel: the version wanted there, the one being sent, the one that stands
 * there, and the receipt of the message. A process that dies while it sends leaves `sending` behind, and the
 * next `begin` says `uncertain`.
 */
export function createOutbox(dependencies: { db: Kysely<Tables> }): Outbox {
  const { db } = dependencies;

  return {
    async add(incident, version, channels) {
      const number = numberOf(incident, "INC-");
      if (number === undefined) throw incidentNotFound(incident);
      const names = [...new Set(channels.map(storableText))].toSorted();
      if (names.length === 0) return;
      await db.transaction().execute(async (trx) => {
        const tables = trx.withSchema(schemaName);
        const known = tables.selectFrom("incidents").select("number").where("number", "=", number);
        if (!(await known.executeTakeFirst())) throw incidentNotFound(incident);
        const news = await tables
          .insertInto("outbox")
          .values(names.map((channel) => ({ incident: number, channel, wanted: version })))
          .onConflict((conflict) =>
            conflict
              .columns(["incident", "channel"])
              .doUpdateSet({ wanted: version, updated_at: sql<string>`clock_timestamp()` })
              .where("outbox.wanted", "<", version),
          )
          .returning("channel")
          .execute();
        for (const { channel } of news) await addJob(trx, "notify", { incident, version, channel });
      });
    },

    async begin(incident, version, channel) {
      const number = numberOf(incident, "INC-") ?? 0;
      return db.transaction().execute(async (trx) => {
        const tables = trx.withSchema(schemaName);
        const row = await tables
          .selectFrom("outbox")
          .select(["wanted", "sending", "sent", "receipt"])
          .where("incident", "=", number)
          .where("channel", "=", channel)
          .forUpdate()
          .executeTakeFirst();
        if (!row || row.wanted !== version || row.sent >= version) return undefined;
        await tables
          .updateTable("outbox")
          .set({ sending: version, updated_at: sql<string>`clock_timestamp()` })
          .where("incident", "=", number)
          .where("channel", "=", channel)
          .execute();
        const previous = row.receipt === null ? {} : { previous: row.receipt };
        return { incident, channel, version, ...previous, uncertain: row.sending !== null };
      });
    },

    async sent(incident, version, channel, receipt) {
      await db
        .withSchema(schemaName)
        .updateTable("outbox")
        .set({
          // A receipt of an older version is still the message's receipt, unless a newer one came first.
          receipt: sql<string>`case when sent <= ${version} then ${storableJson(receipt)}::jsonb else receipt end`,
          sent: sql<number>`greatest(sent, ${version})`,
          sending: sql<number>`case when sending <= ${version} then null else sending end`,
          updated_at: sql<string>`clock_timestamp()`,
        })
        .where("incident", "=", numberOf(incident, "INC-") ?? 0)
        .where("channel", "=", channel)
        .execute();
    },

    async told(incident) {
      const rows = await db
        .withSchema(schemaName)
        .selectFrom("outbox")
        .select("channel")
        .where("incident", "=", numberOf(incident, "INC-") ?? 0)
        .orderBy("channel")
        .execute();
      return rows.map((row) => row.channel);
    },
  };
}
