import { parseArgs } from "node:util";
import { readConfig } from "../config/read-config.ts";
import { InquestError, labelMatcherOf, type Silence, type SilenceMatcher } from "../domain/index.ts";
import { dateAndTime, oneLine } from "../report/index.ts";
import { endOfSilence } from "../services/silences.ts";
import { createPaint, type Paint } from "./colours.ts";
import type { Command } from "./io.ts";
import { withContext } from "./open-context.ts";

const options = {
  for: { type: "string" },
  label: { type: "string", multiple: true },
  signature: { type: "string" },
  stream: { type: "string" },
  reason: { type: "string" },
  all: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** `inquest silence add|list|remove ID`. */
export const silence: Command = async (argv, io) => {
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const [verb = "list", id, ...more] = positionals;
  if (more.length > 0 || (id === undefined) === (verb === "remove")) {
    throw usage("The arguments of `silence` were not understood.");
  }
  const paint = createPaint(io.colours.stdout);
  const print = (one: Silence) => io.print(values.json ? JSON.stringify(one) : silenceLine(one, paint));
  switch (verb) {
    case "add": {
      if (values.for === undefined) throw usage("--for says how long the silence holds.");
      const matcher = matcherOf(values);
      const wish = { matcher, until: endOfSilence(values.for, new Date()), reason: values.reason };
      return withContext(readConfig(), io, async ({ services }) => {
        print(await services.silence(wish));
        return 0;
      });
    }
    case "list":
      return withContext(readConfig(), io, async ({ services }) => {
        const found = await services.listSilences({ all: values.all });
        for (const one of found) print(one);
        if (found.length === 0 && !values.json) io.note("Nothing is silenced.");
        return 0;
      });
    case "remove":
      return withContext(readConfig(), io, async ({ services }) => {
        await services.removeSilence(String(id).toUpperCase());
        io.note(`${String(id).toUpperCase()} holds no more.`);
        return 0;
      });
    default:
      throw usage(`\`silence\` has no verb ${verb.slice(0, 80)}.`);
  }
};

function matcherOf(values: { label?: string[]; signature?: string; stream?: string }): SilenceMatcher {
  const { label = [], signature, stream } = values;
  if (label.length === 0 && signature === undefined && stream === undefined) {
    throw usage("Name what to silence with --label, --signature or --stream.");
  }
  const matchers = label.map((text) => {
    const matcher = labelMatcherOf(text);
    if (matcher === undefined) throw usage("A label is given as NAME=VALUE, or with !=, =~ or !~.");
    return matcher;
  });
  const equal = matchers.filter(({ operator, value }) => operator === "=" && value !== "");
  const others = matchers.filter((matcher) => !equal.includes(matcher));
  const labels = Object.fromEntries(equal.map(({ name, value }) => [name, value]));
  return { labels, ...(others.length === 0 ? {} : { matchers: others }), signature, stream };
}

function silenceLine(one: Silence, paint: Paint): string {
  const { labels = {}, matchers = [], signature, stream } = one.matcher;
  const what = [
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    ...matchers.map(({ name, operator, value }) => `${name}${operator}"${value}"`),
    ...(signature === undefined ? [] : [`signature ${signature}`]),
    ...(stream === undefined ? [] : [`stream ${stream}`]),
  ];
  return [
    paint("cyan", one.id.padEnd(8)),
    `until ${paint("dim", dateAndTime(one.until))}`,
    `held back ${one.count}`,
    oneLine(what.join(", "), 160) + (one.reason === undefined ? "" : `: ${oneLine(one.reason, 120)}`),
  ].join("  ");
}

function usage(sentence: string): InquestError {
  return new InquestError("usage", sentence, "`inquest silence --help` shows what it takes.");
}
