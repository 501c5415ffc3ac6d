import { type Kysely, sql } from "kysely";

export const evidence = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `create table inquest.contents (
    id bigint generated always as identity primary key,
    created_at timestamptz not null default clock_timestamp()
  )`,
  `create table inquest.chunks (
    content bigint not null references inquest.contents on delete cascade,
    chunk integer not null,
    first_line integer not null,
    line_ends integer not null,
    body bytea not null,
    primary key (content, chunk)
  )`,
  // The body is compressed already; PostgreSQL need not try again.
  "alter table inquest.chunks alter column body set storage external",
  `create table inquest.evidence (
    incident integer not null references inquest.incidents on delete cascade,
    number integer not null,
    kind text not null,
    title text not null,
    title_hash bytea not null,
    collector text not null,
    url text,
    bytes bigint not null,
    lines integer not null,
    sha256 text not null,
    truncated boolean not null,
    redactions jsonb not null,
    round integer not null,
    collected_at timestamptz not null default clock_timestamp(),
    data jsonb,
    content bigint not null references inquest.contents,
    primary key (incident, number),
    unique (incident, kind, title_hash)
  )`,
  "create index evidence_content on inquest.evidence (content)",
];
