import { parseArgs } from "node:util";
import { readConfig } from "../config/read-config.ts";
import { type Incident, IncidentStatus, InquestError } from "../domain/index.ts";
import { categoryWords, dateAndTime, oneLine, renderMarkdown } from "../report/index.ts";
import { createPaint, type Paint } from "./colours.ts";
import type { Command } from "./io.ts";
import { withContext } from "./open-context.ts";

const options = {
  status: { type: "string" },
  limit: { type: "string", default: "20" },
  json: { type: "boolean", default: false },
} as const;

/** `inquest incidents list|show ID`. */
export const incidents: Command = async (argv, io) => {
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const [verb = "list", id, ...more] = positionals;
  if (more.length > 0 || (verb === "list" && id !== undefined) || (verb === "show" && id === undefined)) {
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
    default:
      throw usage(`\`incidents\` has no verb ${verb.slice(0, 80)}.`);
  }
};

function incidentLine(incident: Incident, paint: Paint): string {
  const { postMortem } = incident;
  const what = postMortem ? `${categoryWords(postMortem.diagnosis.category)}: ` : "";
  return [
    paint("cyan", incident.id.padEnd(8)),
    paint("dim", dateAndTime(incident.openedAt)),
    incident.status.padEnd(13),
    what + oneLine(incident.event.title, 100),
  ].join("  ");
}

function incidentText(incident: Incident, paint: Paint): string {
  if (incident.postMortem) return renderMarkdown(incident.postMortem).trimEnd();
  return `${incidentLine(incident, paint)}\nThere is no report yet.`;
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
