import { type Kysely, type Selectable, sql } from "kysely";
import { type Evidence, InquestError } from "../domain/index.ts";
import { dropText, readChunks, readLines, writeText } from "./evidence-text.ts";
import type { EvidenceStore, EvidenceText } from "./ports.ts";
import { schemaName, type Tables } from "./schema.ts";
import { hashOf, incidentNotFound, numberOf, storableJson, storableText } from "./stored-text.ts";

/**
 * Evidence in PostgreSQL. A text is written under a content of its own while it streams in, and evidence
 * refers to it once it is whole: readers never see half a text, and no transaction waits for a slow source.
 */
export function createEvidenceStore(dependencies: { db: Kysely<Tables> }): EvidenceStore {
  const { db } = dependencies;
  const tables = db.withSchema(schemaName);

  const contentOf = async (incident: string, evidence: string): Promise<string> => {
    const [number, piece] = [numberOf(incident, "INC-"), numberOf(evidence, "E")];
    if (number === undefined || piece === undefined) throw evidenceNotFound(incident, evidence);
    const query = tables.selectFrom("evidence").select("content").where("incident", "=", number);
    const row = await query.where("number", "=", piece).executeTakeFirst();
    if (!row) throw evidenceNotFound(incident, evidence);
    return row.content;
  };

  return {
    async put(incident, text, describe) {
      const number = numberOf(incident, "INC-");
      const known =
        number !== undefined &&
        (await tables
          .selectFrom("incidents")
          .select("number")
          .where("number", "=", number)
          .executeTakeFirst());
      if (number === undefined || !known) throw incidentNotFound(incident);
      const written = await writeText(db, text);
      try {
        return await refer(db, number, describe(), written);
      } catch (error) {
        await dropText(db, written.content).catch(() => undefined);
        throw error;
      }
    },

    async list(incident) {
      const number = numberOf(incident, "INC-");
      if (number === undefined) return [];
      const query = tables.selectFrom("evidence").select(described).where("incident", "=", number);
      return (await query.orderBy("number").execute()).map(evidenceOf);
    },

    async lines(incident, evidence, start, end) {
      return readLines(db, await contentOf(incident, evidence), start, end);
    },

    async *read(incident, evidence) {
      yield* readChunks(db, await contentOf(incident, evidence));
    },

    async data(incident, evidence) {
      const [number, piece] = [numberOf(incident, "INC-"), numberOf(evidence, "E")];
      if (number === undefined || piece === undefined) throw evidenceNotFound(incident, evidence);
      const query = tables.selectFrom("evidence").select("data").where("incident", "=", number);
      const row = await query.where("number", "=", piece).executeTakeFirst();
      if (!row) throw evidenceNotFound(incident, evidence);
      return row.data ?? undefined;
    },
  };
}

const described = [
  ...(["number", "kind", "title", "collector", "url", "bytes", "lines", "sha256"] as const),
  ...(["truncated", "redactions", "round", "collected_at"] as const),
] as const;

/** Lets evidence refer to a written text, in the place of what (kind, title) referred to before. */
async function refer(
  db: Kysely<Tables>,
  incident: number,
  text: EvidenceText,
  written: { content: string; bytes: number; lines: number; sha256: string },
): Promise<Evidence> {
  const titleHash = hashOf(text.title);
  return db.transaction().execute(async (trx) => {
    const tables = trx.withSchema(schemaName);
    // The incident's row makes concurrent puts of one incident take turns.
    const { last_evidence } = await tables
      .selectFrom("incidents")
      .select("last_evidence")
      .where("number", "=", incident)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const earlier = await tables
      .selectFrom("evidence")
      .select(["number", "content"])
      .where("incident", "=", incident)
      .where("kind", "=", text.kind)
      .where("title_hash", "=", titleHash)
      .executeTakeFirst();
    const number = earlier?.number ?? last_evidence + 1;
    if (!earlier) {
      const query = tables.updateTable("incidents").set({ last_evidence: number });
      await query.where("number", "=", incident).execute();
    }
    const values = {
      kind: text.kind,
      title: storableText(text.title),
      title_hash: titleHash,
      collector: storableText(text.collector),
      url: text.url === undefined ? null : storableText(text.url),
      truncated: text.truncated,
      redactions: storableJson(text.redactions),
      round: text.round,
      data: text.data === undefined ? null : storableJson(text.data),
      collected_at: sql<string>`clock_timestamp()`,
      ...written,
    };
    const row = await tables
      .insertInto("evidence")
      .values({ incident, number, ...values })
      .onConflict((conflict) => conflict.columns(["incident", "number"]).doUpdateSet(values))
      .returning(described)
      .executeTakeFirstOrThrow();
    if (earlier) await tables.deleteFrom("contents").where("id", "=", earlier.content).execute();
    return evidenceOf(row);
  });
}

function evidenceOf(row: Pick<Selectable<Tables["evidence"]>, (typeof described)[number]>): Evidence {
  return {
    id: `E${row.number}`,
    kind: row.kind,
    title: row.title,
    collector: row.collector,
    ...(row.url === null ? {} : { url: row.url }),
    bytes: Number(row.bytes),
    lines: row.lines,
    sha256: row.sha256,
    truncated: row.truncated,
    redactions: row.redactions,
    round: row.round,
    collectedAt: row.collected_at.toISOString(),
  };
}

function evidenceNotFound(incident: string, evidence: string): InquestError {
  const names = [incident, evidence].map((name) => storableText(name).slice(0, 40));
  return new InquestError(
    "evidence_not_found",
    `${names[0]} has no evidence ${names[1]}.`,
    "The incident's page lists its evidence.",
  );
}
