import { type Kysely, sql } from "kysely";
import type { Tasks } from "./ports.ts";
import type { Tables } from "./schema.ts";

/**
 * How a task stands in the queue. `key` names the work: adding it again while it waits changes nothing.
 * Tasks with the same `line` run one after another, in every process together: a channel never gets two
 * messages at once, so the message that the first one leaves is there for the second to edit.
 */
export interface JobSpec {
  key: string;
  line?: string;
}

const specs: { [Name in keyof Tasks]: (payload: Tasks[Name]) => JobSpec } = {
  // In a line of its own: a signal that joins while one runs is investigated after it, never beside it.
  investigate: ({ incident }) => ({ key: `investigate:${incident}`, line: `investigate:${incident}` }),
  notify: ({ incident, version, channel }) => ({
    key: `notify:${incident}:${channel}:${version}`,
    line: `notify:${channel}`,
  }),
  close: ({ incident }) => ({ key: `close:${incident}` }),
};

/** Deaths of the process count too; errors give up earlier, see `queue.ts`. */
const mostAttempts = 20;

/** Queues a task in the caller's transaction, with graphile-worker's `add_job` (its documented SQL interface). */
export async function addJob<Name extends keyof Tasks>(
  db: Kysely<Tables>,
  name: Name,
  payload: Tasks[Name],
  /** Seconds until it may begin; a task that waits already keeps its time. */
  delay = 0,
): Promise<void> {
  const { key, line } = specs[name](payload);
  await sql`select graphile_worker.add_job(
    ${name}::text,
    ${JSON.stringify(payload)}::json,
    queue_name := ${line ?? null}::text,
    run_at := case when ${delay} > 0 then clock_timestamp() + make_interval(secs => ${delay}) end,
    max_attempts := ${mostAttempts}::int,
    job_key := ${key}::text,
    job_key_mode := ${delay > 0 ? "preserve_run_at" : "replace"}::text
  )`.execute(db);
}
