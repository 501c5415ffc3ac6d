import type { Change, Incident, SuspectRanking, TimelineEntry } from "../../domain/index.ts";
import type { RunFacts } from "../evidence/run-facts.ts";
import { hasFailed } from "../evidence/run-facts.ts";

/** Changes shown beside the suspect. */
const MAX_CHANGES = 4;
const MAX_JOBS = 5;

/** What happened when: changes, the run and its failed steps, the incident. Oldest first. */
export function timelineOf(about: {
  incident: Incident;
  run: RunFacts | undefined;
  changes: readonly Change[];
  suspects: SuspectRanking;
  /** What else is dated, such as changes of metrics. */
  more?: readonly TimelineEntry[];
}): TimelineEntry[] {
  const { incident, run, changes, suspects } = about;
  const entries: TimelineEntry[] = [...(about.more ?? [])];
  const add = (at: string | undefined, what: string, url?: string) => {
    const time = at === undefined ? Number.NaN : Date.parse(at);
    if (Number.isNaN(time)) return;
    entries.push({ at: new Date(time).toISOString(), what, ...(url === undefined ? {} : { url }) });
  };
  for (const change of worthShowing(changes, suspects)) {
    const who = change.login === undefined ? change.author : `${change.author} (@${change.login})`;
    add(change.committedAt, `${who} committed ${change.id.slice(0, 7)} “${change.title}”`, change.url);
  }
  if (run !== undefined) {
    add(run.startedAt, `${run.workflow ?? "The run"} started`, run.url);
    for (const job of run.jobs.filter(hasFailed).slice(0, MAX_JOBS)) {
      const step = job.steps.find(hasFailed);
      add(
        step?.endedAt ?? job.endedAt,
        step === undefined ? `Job ${job.name} failed` : `Step ${step.name} of job ${job.name} failed`,
        job.url,
      );
    }
    if (hasFailed(run)) add(run.endedAt, `${run.workflow ?? "The run"} ended as ${run.conclusion}`, run.url);
  }
  add(incident.event.occurredAt, incident.event.title, incident.event.url);
  add(incident.openedAt, `${incident.id} was opened`);
  add(incident.resolvedAt, incident.resolution ?? "It works again");
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function worthShowing(changes: readonly Change[], suspects: SuspectRanking): Change[] {
  const first = suspects.ranking[0]?.id;
  const suspected = changes.filter((change) => change.id === first);
  const newest = changes.filter((change) => change.id !== first).slice(0, MAX_CHANGES);
  return [...suspected, ...newest];
}
