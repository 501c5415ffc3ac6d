import { type Kysely, sql } from "kysely";

export const outbox = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `create table inquest.outbox (
    incident integer not null references inquest.incidents on delete cascade,
    channel text not null,
    wanted integer not null,
    sending integer,
    sent integer not null default 0,
    receipt jsonb,
    updated_at timestamptz not null default clock_timestamp(),
    primary key (incident, channel)
  )`,
  `create table inquest.workers (
    id uuid primary key,
    host text not null,
    pid integer not null,
    started text not null,
    worker_ids text[] not null,
    beat_at timestamptz not null default clock_timestamp()
  )`,
];
