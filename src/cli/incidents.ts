import { parseArgs } from "node:util";
import { readConfig } from "../config/read-config.ts";
import { type Incident, IncidentStatus, InquestError } from "../domain/index.ts";
import { categoryWords, dateAndTime, inert, oneLine, renderMarkdown } from "../report/index.ts";
import { createPaint, type Paint } from "./colours.ts";
import type { Command } from "./io.ts";
import { withContext } from "./open-context.ts";

const options = {
  status: { type: "string" },
  limit: { type: "string", default: "20" },
  json: { type: "boolean", default: false },
} as const;

/** What follows each verb. */
const arity: Record<string, number> = { list: 0, show: 1, split: 2 };

/** `inquest incidents [list]|show ID|split ID SIGNAL`. */
export const incidents: Command = async (argv, io) => {
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const [verb = "list", ...given] = positionals;
  const [id, signal] = given;
  if (Object.hasOwn(arity, verb) && given.length !== arity[verb]) {
    throw usage("The arguments of `incidents` were not understood.");
  }
  const paint = createPaint(io.colours.stdout);
  switch (verb) {
    case "list": {
      const filter = { status: statusOf(values.status), limit: limitOf(values.limit) };
      return withContext(readConfig(), io, async ({ services }) => {
        const found = await services.listIncidents(filter);
        for (const incident of found) {
          io.print(values.json ? JSON.stringify(incident) : incidentLine(incident, paint));
        }
        if (found.length === 0 && !values.json) io.note("There are no incidents.");
        return 0;
      });
    }
    case "show":
      return withContext(readConfig(), io, async ({ services }) => {
        const incident = await services.showIncident(String(id).toUpperCase());
        io.print(values.json ? JSON.stringify(incident) : incidentText(incident, paint));
        return 0;
      });
    case "split": {
      const number = /^\d{1,6}$/.test(String(signal)) ? Number(signal) : 0;
      if (number === 0) throw usage("A signal is given by its number; `inquest incidents show` lists them.");
      return withContext(readConfig(), io, async ({ services }) => {
        const made = await services.splitIncident(String(id).toUpperCase(), number);
        io.print(values.json ? JSON.stringify(made) : incidentLine(made, paint));
        io.note("Both incidents are investigated anew by `inquest serve` or `inquest work`.");
        return 0;
      });
    }
    default:
      throw usage(`\`incidents\` has no verb ${verb.slice(0, 80)}.`);
  }
};

function incidentLine(incident: Incident, paint: Paint): string {
  const { category } = incident.postMortem?.diagnosis ?? {};
  const what = category === undefined || category === "unknown" ? "" : `${categoryWords(category)}: `;
  return [
    paint("cyan", incident.id.padEnd(8)),
    paint("dim", dateAndTime(incident.openedAt)),
    incident.status.padEnd(13),
    what + oneLine(incident.event.title, 100) + countsOf(incident),
  ].join("  ");
}

function incidentText(incident: Incident, paint: Paint): string {
  const signals = signalsText(incident);
  if (incident.postMortem) return renderMarkdown(incident.postMortem).trimEnd() + signals;
  return `${incidentLine(incident, paint)}\nThere is no report yet.${signals}`;
}

function countsOf({ signalCount = 1, eventCount, flapping }: Incident): string {
  const counts = [
    ...(signalCount > 1 ? [`${signalCount} signals`] : []),
    ...(eventCount + 1 > signalCount ? [`told ${eventCount + 1} times`] : []),
    ...(flapping === undefined ? [] : ["flapping"]),
  ];
  return counts.length === 0 ? "" : ` (${counts.join(", ")})`;
}

/** What told of the incident and why it was joined, as a section of its Markdown. */
function signalsText({ signals = [] }: Incident): string {
  if (signals.length < 2 && !signals.some((signal) => signal.repeats > 0)) return "";
  const lines = signals.map((signal) => {
    const facts = [
      dateAndTime(signal.event.occurredAt),
      ...(signal.repeats > 0 ? [`told ${signal.repeats + 1} times`] : []),
      ...(signal.resolvedAt === undefined ? [] : [`over since ${dateAndTime(signal.resolvedAt)}`]),
      ...(signal.reason === "" ? [] : [`joined: ${inert(signal.reason, 300)}`]),
    ];
    return `${signal.number}. ${inert(signal.event.title, 160)} (${facts.join("; ")})`;
  });
  return `\n\n## Signals\n\n${lines.join("\n")}`;
}

function statusOf(text: string | undefined): IncidentStatus | undefined {
  if (text === undefined) return undefined;
  const status = IncidentStatus.safeParse(text);
  if (status.success) return status.data;
  throw usage(`${text.slice(0, 80)} is no status; there are ${IncidentStatus.options.join(", ")}.`);
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw usage("--limit must be a whole number from 1 to 100.");
}

function usage(sentence: string): InquestError {
  return new InquestError("usage", sentence, "`inquest incidents --help` shows what it takes.");
}
