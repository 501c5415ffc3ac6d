import { type ThingFact, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Finding, Rule } from "./finding.ts";

const NAMES = "sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const FIELD = new RegExp(`^(?:\\*|\\?|(?:\\d{1,2}|${NAMES})(?:-(?:\\d{1,2}|${NAMES}))?)(?:/\\d{1,3})?$`, "i");
/** Least and most of minutes, hours, days, months and weekdays. */
const BOUNDS: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

/** Whether a CronJob could ever start by this schedule, as the controller's parser (robfig/cron) reads it. */
function isSchedule(text: string): boolean {
  const bare = text.trim().replace(/^(?:CRON_)?TZ=\S{1,60}\s+/, "");
  if (/^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every \S{1,20})$/.test(bare)) return true;
  const fields = bare.split(/\s+/);
  return (
    fields.length === 5 &&
    fields.every((field, index) =>
      field.split(",").every((part) => FIELD.test(part) && isWithin(part, BOUNDS[index])),
    )
  );
}

function isWithin(part: string, bounds: readonly [number, number] | undefined): boolean {
  const numbers = [...(part.split("/")[0] ?? "").matchAll(/\d+/g)].map(([digits]) => Number(digits));
  return bounds === undefined || numbers.every((one) => one >= bounds[0] && one <= bounds[1]);
}

/** CronJobs that start nothing. */
export const cronRules: readonly Rule[] = [
  {
    id: "cron",
    find: (facts) => facts.things.filter(({ kind }) => kind === "CronJob").flatMap((job) => wrongIn(job)),
  },
];

function wrongIn(job: ThingFact): Finding[] {
  const make = (field: string, depth: number, says: string): Finding => ({
    rule: "cron",
    category: depth > 50 ? "configuration" : "unknown",
    depth,
    statement: `${capital(titleOf(job))} ${says}.`,
    about: job,
    named: job.name,
    places: [job.fields.get(field)?.place ?? job.place],
  });
  const text = (field: string) => job.fields.get(field)?.text ?? "";
  const found: Finding[] = [];
  if (/^true$/i.test(text("Suspend"))) found.push(make("Suspend", 22, "is suspended and starts no jobs"));
  const schedule = text("Schedule").replace(/^"|"$/g, "");
  if (schedule !== "" && !isSchedule(schedule))
    found.push(make("Schedule", 72, `has a schedule that is none: ${schedule}`));
  const deadline = text("Starting Deadline Seconds");
  if (/^-\d/.test(deadline))
    found.push(make("Starting Deadline Seconds", 70, `has a negative starting deadline: ${deadline}`));
  return found;
}
