import type { Change, Incident, Signal, SuspectRanking, TimelineEntry } from "../../domain/index.ts";
import type { RunFacts } from "../evidence/run-facts.ts";
import { hasFailed } from "../evidence/run-facts.ts";

/** Changes shown beside the suspect. */
const MAX_CHANGES = 4;
const MAX_JOBS = 5;
const MAX_SIGNALS = 20;

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
  const { event, signals = [] } = incident;
  const [first, ...joined] = signals;
  add(event.occurredAt, told(event.title, first), event.url);
  for (const signal of joined.slice(0, MAX_SIGNALS)) {
    add(signal.event.occurredAt, told(signal.event.title, signal), signal.event.url);
  }
  if (joined.length > MAX_SIGNALS) {
    add(joined[MAX_SIGNALS]?.event.occurredAt, `${joined.length - MAX_SIGNALS} further signals joined`);
  }
  if (signals.length > 1) {
    for (const signal of signals.slice(0, MAX_SIGNALS)) {
      if (signal.resolvedAt !== incident.resolvedAt)
        add(signal.resolvedAt, `It ended: ${signal.event.title}`);
    }
  }
  add(incident.openedAt, `${incident.id} was opened`);
  add(incident.resolvedAt, incident.resolution ?? "It works again");
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** One signal in a line, with how often it came and why it was joined. */
function told(title: string, signal: Signal | undefined): string {
  const times = signal === undefined || signal.repeats === 0 ? "" : `, told ${signal.repeats + 1} times`;
  const reason = signal === undefined || signal.reason === "" ? "" : ` (joined: ${signal.reason})`;
  return `${title}${times}${reason}`;
}

function worthShowing(changes: readonly Change[], suspects: SuspectRanking): Change[] {
  const first = suspects.ranking[0]?.id;
  const suspected = changes.filter((change) => change.id === first);
  const newest = changes.filter((change) => change.id !== first).slice(0, MAX_CHANGES);
  return [...suspected, ...newest];
}
