import { type Kysely, sql } from "kysely";

export const deployments = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `create table inquest.deployments (
    number bigint generated always as identity primary key,
    delivery_hash bytea not null unique,
    place_hash bytea not null,
    event jsonb not null,
    commit text,
    deployed_at timestamptz not null
  )`,
  "create index deployments_place on inquest.deployments (place_hash, deployed_at)",
  "create index deployments_age on inquest.deployments (deployed_at)",
  `create table inquest.deployment_keys (
    key bytea not null,
    deployed_at timestamptz not null,
    deployment bigint not null references inquest.deployments on delete cascade,
    primary key (key, deployed_at, deployment)
  )`,
  "create index deployment_keys_deployment on inquest.deployment_keys (deployment)",
  // What changed something, rather than failed: it keeps no incident open.
  "alter table inquest.signals add column is_change boolean not null default false",
  "alter table inquest.failures add column recovered_at timestamptz[] not null default '{}'",
  `alter table inquest.incidents
    add column merged_into integer references inquest.incidents on delete cascade,
    add column merged_reason text,
    add column merged_at timestamptz,
    add column merged_offset integer`,
  "create index incidents_merged on inquest.incidents (merged_into) where merged_into is not null",
];
