import { sql, type Transaction } from "kysely";
import { addJob } from "./jobs.ts";
import type { Tables } from "./schema.ts";

/** So that signals that come one after another are investigated together. Seconds. */
const SETTLE = 5;

/** Queues another investigation of one whose last has ended; one that runs is followed by another anyway. */
export async function investigateAgain(trx: Transaction<Tables>, incident: number): Promise<boolean> {
  const { rows } = await sql`
    update inquest.incidents set status = 'queued', updated_at = clock_timestamp()
    where number = ${incident} and status in ('reported', 'failed') and resolved_at is null
    returning number`.execute(trx);
  if (rows.length === 0) return false;
  await addJob(trx, "investigate", { incident: `INC-${incident}` }, SETTLE);
  return true;
}

/** After an investigation: another one, when a signal joined that it did not take up. */
export async function investigateJoined(trx: Transaction<Tables>, incident: number): Promise<boolean> {
  const { rows } = await sql`select from inquest.incidents
    where number = ${incident} and last_signal > taken_signal for update`.execute(trx);
  return rows.length > 0 && (await investigateAgain(trx, incident));
}
