import { type Kysely, sql } from "kysely";

export const signals = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `alter table inquest.incidents
    add column signal_count integer not null default 0,
    add column last_signal integer not null default 0,
    add column taken_signal integer not null default 0,
    add column flaps integer,
    add column flapping_since timestamptz,
    add column flaps_told_by integer,
    add column cleaned_at timestamptz`,
  // A signal that was split off may share its key with what it was split from; locks keep the rest apart.
  "drop index inquest.incidents_open",
  "create index incidents_dedupe on inquest.incidents (dedupe_hash)",
  "create index incidents_to_clean on inquest.incidents (updated_at) where cleaned_at is null",
  `create table inquest.signals (
    incident integer not null references inquest.incidents on delete cascade,
    number integer not null,
    event jsonb not null,
    likeness_hash bytea not null,
    identity_hash bytea not null,
    reason text not null,
    repeats integer not null default 0,
    received_at timestamptz not null default clock_timestamp(),
    first_failed_at timestamptz not null,
    last_failed_at timestamptz not null,
    resolved_at timestamptz,
    resolution text,
    primary key (incident, number)
  )`,
  "create index signals_likeness on inquest.signals (likeness_hash)",
  `create table inquest.signal_keys (
    key bytea not null,
    incident integer not null,
    signal integer not null,
    primary key (key, incident, signal),
    foreign key (incident, signal) references inquest.signals on update cascade on delete cascade
  )`,
  "create index signal_keys_signal on inquest.signal_keys (incident, signal)",
  `create table inquest.failures (
    incident integer not null,
    signal integer not null,
    dedupe_hash bytea not null,
    stream_hash bytea not null,
    last_failed_at timestamptz not null,
    resolved_at timestamptz,
    primary key (incident, dedupe_hash, stream_hash),
    foreign key (incident, signal) references inquest.signals on update cascade on delete cascade
  )`,
  "create index failures_dedupe on inquest.failures (dedupe_hash)",
  "create index failures_open on inquest.failures (stream_hash) where resolved_at is null",
  "create index failures_ended on inquest.failures (stream_hash, resolved_at) where resolved_at is not null",
  "create index failures_signal on inquest.failures (incident, signal) where resolved_at is null",
  `create table inquest.not_the_same (
    one bytea not null,
    other bytea not null,
    told_at timestamptz not null default clock_timestamp(),
    primary key (one, other)
  )`,
  `create table inquest.silences (
    number integer generated always as identity primary key,
    matcher jsonb not null,
    reason text,
    created_at timestamptz not null default clock_timestamp(),
    until timestamptz not null,
    removed_at timestamptz,
    count integer not null default 0,
    last_at timestamptz
  )`,
  "create index silences_active on inquest.silences (until) where removed_at is null",
  `alter table inquest.deliveries
    add column signal integer,
    add column silence integer references inquest.silences`,
  "create index deliveries_received on inquest.deliveries (received_at)",

  // What was there before: each incident is one signal. Hashes of likeness are told apart from any new one, so
  // a repetition of an old failure is known by its key and stream.
  `insert into inquest.signals (incident, number, event, likeness_hash, identity_hash, reason, repeats,
      received_at, first_failed_at, last_failed_at, resolved_at, resolution)
    select number, 1, event, stream_hash, stream_hash, '', event_count,
      opened_at, last_failed_at, last_failed_at, resolved_at, resolution
    from inquest.incidents`,
  `insert into inquest.failures (incident, signal, dedupe_hash, stream_hash, last_failed_at, resolved_at)
    select number, 1, dedupe_hash, stream_hash, last_failed_at, resolved_at from inquest.incidents`,
  `insert into inquest.failures (incident, signal, dedupe_hash, stream_hash, last_failed_at, resolved_at)
    select d.incident, 1, d.dedupe_hash, d.stream_hash, max(d.occurred_at), i.resolved_at
    from inquest.deliveries d join inquest.incidents i on i.number = d.incident
    where d.kind = 'failure'
    group by d.incident, d.dedupe_hash, d.stream_hash, i.resolved_at
    on conflict do nothing`,
  "update inquest.deliveries set signal = 1 where incident is not null",
  "update inquest.incidents set signal_count = 1, last_signal = 1, taken_signal = 1",
];
