import { type Kysely, type Selectable, sql } from "kysely";
import type { FailureEvent, Incident, PostMortem, Step } from "../domain/index.ts";
import { schemaName, type Tables } from "./schema.ts";
import { storableText } from "./stored-text.ts";

/** Incidents with their latest post-mortem. */
export function selectIncidents(db: Kysely<Tables>) {
  return db
    .withSchema(schemaName)
    .selectFrom("incidents as i")
    .leftJoin("post_mortems as p", (join) =>
      join.onRef("p.incident", "=", "i.number").onRef("p.version", "=", "i.version"),
    )
    .selectAll("i")
    .select("p.content as post_mortem");
}

type IncidentRow = Selectable<Tables["incidents"]> & { post_mortem?: PostMortem | null };

export function incidentOf(row: IncidentRow): Incident {
  return {
    id: `INC-${row.number}`,
    status: row.status,
    event: row.event,
    eventCount: row.event_count,
    openedAt: row.opened_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...(row.resolved_at ? { resolvedAt: row.resolved_at.toISOString() } : {}),
    ...(row.resolution === null ? {} : { resolution: row.resolution }),
    ...(row.post_mortem ? { postMortem: row.post_mortem } : {}),
    signalCount: row.signal_count,
    ...(row.merged_into === null
      ? {}
      : {
          mergedInto: {
            incident: `INC-${row.merged_into}`,
            reason: row.merged_reason ?? "",
            at: (row.merged_at ?? row.updated_at).toISOString(),
          },
        }),
    ...(row.flaps === null
      ? {}
      : {
          flapping: {
            failures: row.flaps,
            since: (row.flapping_since ?? row.opened_at).toISOString(),
            ...(row.flaps_told_by === null ? {} : { toldBy: `INC-${row.flaps_told_by}` }),
          },
        }),
  };
}

export function stepOf(row: Selectable<Tables["steps"]>): Step {
  return {
    incident: `INC-${row.incident}`,
    sequence: row.sequence,
    node: row.node,
    state: row.state,
    message: row.message,
    at: row.at.toISOString(),
  };
}

/** The text that `list` searches: everything a person would type to find the incident. */
export function searchTextOf(event: FailureEvent, postMortem?: PostMortem): string {
  const { title, service, environment, repository, commit, branch, actor, stream } = event;
  const parts = [title, service, environment, repository, commit, branch, actor, stream];
  if (postMortem) {
    const { diagnosis } = postMortem;
    parts.push(postMortem.title, diagnosis.category, diagnosis.summary, diagnosis.signature);
    parts.push(...diagnosis.causes.map((cause) => cause.statement));
    parts.push(...diagnosis.failedTests.slice(0, 20).map((failed) => failed.name));
  }
  const text = parts.filter((part) => part !== undefined).join("\n");
  return storableText(text.slice(0, 16_000).toLowerCase());
}

/** Every word must occur. */
export function matchesText(text: string) {
  const words = storableText(text.slice(0, 1_000).toLowerCase())
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 20);
  const conditions = words.map(
    (word) => sql<boolean>`strpos('inc-' || i.number || ' ' || i.search, ${word}) > 0`,
  );
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`;
}
