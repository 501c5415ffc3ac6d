import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "../config/read-config.ts";
import { webAddressesOf } from "../config/web-addresses.ts";
import { InquestError } from "../domain/index.ts";
import { renderMarkdown } from "../report/index.ts";
import { eventOfWish } from "../services/event-of-wish.ts";
import type { InvestigationWish } from "../services/services.ts";
import { createPaint } from "./colours.ts";
import { investigateNow } from "./investigation.ts";
import type { Command, Io } from "./io.ts";
import { withContext } from "./open-context.ts";
import { writeReportFiles } from "./report-files.ts";
import { stepLine } from "./step-line.ts";

const options = {
  bundle: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `inquest investigate URL|FOLDER`: the whole investigation now; steps on standard error, report on standard output. */
export const investigate: Command = async (argv, io) => {
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const wish = await wishOf(values.bundle, positionals, io);
  const config = readConfig();
  // Refused here already, a wrong address costs no start of the database.
  eventOfWish(wish, { ...webAddressesOf(config), now: new Date() });
  const paint = createPaint(io.colours.stderr);
  return withContext(config, io, async (context) => {
    const { id, postMortem } = await investigateNow(context, wish, {
      signal: io.signal,
      onStep: (step) => io.note(stepLine(step, paint)),
    });
    const report = await writeReportFiles(config.home, postMortem);
    if (values.json) {
      io.print(JSON.stringify({ incident: id, diagnosis: postMortem.diagnosis, report }));
    } else {
      io.print(`\n${renderMarkdown(postMortem).trimEnd()}`);
      io.note(`\n${paint("bold", "Report")} ${report}`);
    }
    return 0;
  });
};

async function wishOf(bundle: string | undefined, positionals: string[], io: Io): Promise<InvestigationWish> {
  const [place, ...more] = bundle === undefined ? positionals : [bundle, ...positionals];
  if (place === undefined || more.length > 0) {
    throw new InquestError(
      "usage",
      place === undefined ? "There is nothing to investigate." : "One thing can be investigated at a time.",
      "Give the address of a GitHub Actions run, or a folder with its evidence.",
    );
  }
  if (bundle === undefined && /^https?:\/\//i.test(place)) return { url: place };
  const directory = resolve(io.directory, place);
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory()) return { subject: { kind: "folder", directory } };
  throw new InquestError(
    "not_found",
    found ? `${place} is a file.` : `There is no folder ${place}.`,
    found
      ? "A log alone is read by `inquest analyze`; an investigation takes the folder it is in."
      : "Give the address of a GitHub Actions run, or a folder with its evidence.",
  );
}
