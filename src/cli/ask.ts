import { parseArgs } from "node:util";
import { readConfig } from "../config/read-config.ts";
import { InquestError } from "../domain/index.ts";
import { visible } from "../report/index.ts";
import type { Command } from "./io.ts";
import { withContext } from "./open-context.ts";

const options = { json: { type: "boolean", default: false } } as const;

/** `inquest ask QUESTION`: an answer from the records. */
export const ask: Command = async (argv, io) => {
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const question = positionals.join(" ").trim();
  if (question === "") {
    throw new InquestError(
      "usage",
      "There is no question.",
      'For example: `inquest ask "what failed last?"`.',
    );
  }
  return withContext(readConfig(), io, async ({ services }) => {
    const answer = await services.ask(question, io.signal);
    io.print(values.json ? JSON.stringify(answer) : visible(answer.text));
    return 0;
  });
};
