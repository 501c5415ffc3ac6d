import { type Kysely, sql } from "kysely";

export const incidents = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `create table inquest.incidents (
    number integer generated always as identity primary key,
    status text not null,
    event jsonb not null,
    event_count integer not null default 0,
    dedupe_hash bytea not null,
    stream_hash bytea not null,
    commit text,
    opened_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    last_failed_at timestamptz not null,
    resolved_at timestamptz,
    resolution text,
    version integer not null default 0,
    last_step integer not null default 0,
    last_evidence integer not null default 0,
    search text not null
  )`,
  "create unique index incidents_open on inquest.incidents (dedupe_hash) where resolved_at is null",
  "create index incidents_stream on inquest.incidents (stream_hash) where resolved_at is null",
  "create index incidents_status on inquest.incidents (status, number)",
  `create table inquest.deliveries (
    hash bytea primary key,
    source text not null,
    delivery_id text not null,
    received_at timestamptz not null default clock_timestamp(),
    kind text not null,
    occurred_at timestamptz not null,
    dedupe_hash bytea not null,
    stream_hash bytea not null,
    event jsonb not null,
    incident integer references inquest.incidents on delete cascade
  )`,
  "create index deliveries_incident on inquest.deliveries (incident)",
  "create index deliveries_dedupe on inquest.deliveries (dedupe_hash) where incident is not null",
  `create index deliveries_resolutions on inquest.deliveries (stream_hash, occurred_at)
    where kind = 'resolution'`,
  `create table inquest.post_mortems (
    incident integer not null references inquest.incidents on delete cascade,
    version integer not null,
    content jsonb not null,
    written_at timestamptz not null default clock_timestamp(),
    primary key (incident, version)
  )`,
  `create table inquest.steps (
    incident integer not null references inquest.incidents on delete cascade,
    sequence integer not null,
    node text not null,
    state text not null,
    message text not null,
    at timestamptz not null default clock_timestamp(),
    primary key (incident, sequence)
  )`,
  `create function inquest.tell_step() returns trigger language plpgsql as $$
    begin
      perform pg_notify('inquest_steps', new.incident::text);
      return null;
    end
  $$`,
  `create trigger tell_step after insert on inquest.steps
    for each row execute function inquest.tell_step()`,
];
