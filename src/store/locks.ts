import { sql, type Transaction } from "kysely";
import type { Tables } from "./schema.ts";

/** Until the transaction ends. In one order everywhere, so that two transactions never wait for each other. */
export async function lockHashes(trx: Transaction<Tables>, hashes: readonly Buffer[]): Promise<void> {
  const locks = [...new Set(hashes.map((hash) => hash.readBigInt64BE()))];
  if (locks.length === 0) return;
  const list = locks.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map(String);
  await sql`select count(pg_advisory_xact_lock(key)) from unnest(${list}::bigint[]) as key`.execute(trx);
}
