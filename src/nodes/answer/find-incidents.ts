import type { Incident } from "../../domain/index.ts";
import type { IncidentLookup } from "./incident-lookup.ts";
import type { Reference, When } from "./understand.ts";

/** Incidents looked through for words that the store's search does not find together. */
const MAX_LOOKED_AT = 100;
const HOUR = 3_600_000;

/** The incidents a reference means, best first; empty when there are none. */
export async function findIncidents(
  { incidents, now }: Pick<IncidentLookup, "incidents" | "now">,
  about: Reference,
  focus: readonly string[],
): Promise<Incident[]> {
  switch (about.kind) {
    case "ids":
      return known(await Promise.all(about.ids.map((id) => incidents.get(id))));
    case "both":
      return known(await Promise.all(focus.slice(0, 2).map((id) => incidents.get(id))));
    case "before": {
      const last = focus[0];
      return incidents.list({ limit: 1, ...(last === undefined ? {} : { before: last }) });
    }
    case "focus": {
      const last = focus[0] === undefined ? undefined : await incidents.get(focus[0]);
      return last === undefined ? incidents.list({ limit: 1 }) : [last];
    }
    case "words": {
      const found = await byWords(incidents, about.words);
      const span = about.when === undefined ? undefined : spanOf(about.when, now());
      return span === undefined ? found : found.filter((incident) => within(incident, span));
    }
  }
}

/** Newest first among those that hold the most of the words. */
async function byWords(
  incidents: IncidentLookup["incidents"],
  words: readonly string[],
): Promise<Incident[]> {
  if (words.length > 0) {
    const all = await incidents.list({ text: words.join(" "), limit: MAX_LOOKED_AT });
    if (all.length > 0) return all;
  }
  const recent = await incidents.list({ limit: MAX_LOOKED_AT });
  if (words.length === 0) return recent;
  const scored = recent.map((incident) => ({ incident, score: score(incident, words) }));
  const best = Math.max(0, ...scored.map((entry) => entry.score));
  return best === 0 ? [] : scored.filter((entry) => entry.score === best).map((entry) => entry.incident);
}

function score(incident: Incident, words: readonly string[]): number {
  const { event, postMortem } = incident;
  const text = [
    event.title,
    event.repository,
    event.branch,
    event.service,
    event.environment,
    event.commit,
    event.actor,
    event.stream,
    postMortem?.diagnosis.summary,
    postMortem?.diagnosis.category.replaceAll("_", " "),
  ]
    .join("\n")
    .toLowerCase();
  return words.filter((word) => text.includes(word)).length;
}

function spanOf(when: When, now: Date): { from: number; to: number } {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  switch (when) {
    case "today":
      return { from: midnight, to: now.getTime() };
    case "yesterday":
      return { from: midnight - 24 * HOUR, to: midnight };
    case "last_night":
      return { from: midnight - 6 * HOUR, to: midnight + 9 * HOUR };
    case "this_week":
      return { from: midnight - ((now.getUTCDay() + 6) % 7) * 24 * HOUR, to: now.getTime() };
  }
}

function within(incident: Incident, span: { from: number; to: number }): boolean {
  const at = Date.parse(incident.event.occurredAt);
  return at >= span.from && at <= span.to;
}

function known(found: (Incident | undefined)[]): Incident[] {
  return found.filter((incident) => incident !== undefined);
}
