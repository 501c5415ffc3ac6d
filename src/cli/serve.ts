import { parseArgs } from "node:util";
import type { Config } from "../config/config.ts";
import { createLogger } from "../config/logger.ts";
import { readConfig } from "../config/read-config.ts";
import type { Context } from "../context.ts";
import { createPaint } from "./colours.ts";
import { exampleFolder } from "./example-folder.ts";
import { investigateNow } from "./investigation.ts";
import type { Command, Io } from "./io.ts";
import { listen } from "./listen.ts";
import { noteServer } from "./running-server.ts";
import { stepLine } from "./step-line.ts";
import { untilStopped } from "./until-stopped.ts";

const options = {
  host: { type: "string" },
  port: { type: "string" },
  "no-example": { type: "boolean", default: false },
} as const;

/** `inquest serve`: webhooks, pages, API and worker in one process, until it is stopped. */
export const serve: Command = async (argv, io) => {
  const { values } = parseArgs({ args: argv, options });
  const config = readConfig({
    ...(values.host === undefined ? {} : { INQUEST_HOST: values.host }),
    ...(values.port === undefined ? {} : { INQUEST_PORT: values.port }),
  });
  return untilStopped(io, async (closers) => {
    const listening = await listen(config.host, config.port);
    closers.push(() => listening.close());
    const [{ createContext }, { createApp }] = await Promise.all([
      import("../context.ts"),
      import("../http/create-app.tsx"),
    ]);
    const logger = createLogger(config.logLevel);
    const context = await createContext(config, {
      signal: io.signal,
      logger,
      onProgress: (message) => io.note(`${message}…`),
      publicUrl: listening.url,
    });
    closers.push(() => context.close());
    await context.work();
    if (!values["no-example"]) {
      // The steps of the example are told in words; the same once more as log lines would drown them.
      logger.level = "warn";
      await investigateExample(context, config, io);
      logger.level = config.logLevel;
    }
    const access = {
      token: config.token,
      loopbackOnly: config.loopbackOnly,
      publicUrl: config.publicUrl,
    };
    const app = createApp({ services: context.services, access, logger });
    listening.answerWith((request) => app.fetch(request));
    closers.push(await noteServer(config.home, listening.url));
    greet(config, listening.url, io);
  });
};

/** A new user's first page shows a finished post-mortem; a team's channel is not told about it. */
async function investigateExample(context: Context, config: Config, io: Io): Promise<void> {
  if (config.slack || (await context.services.listIncidents({ limit: 1 })).length > 0) return;
  const directory = await exampleFolder();
  if (directory === undefined) return;
  const paint = createPaint(io.colours.stderr);
  io.note("Investigating the example, a deployment that failed…");
  try {
    await investigateNow(
      context,
      { subject: { kind: "folder", directory } },
      { signal: io.signal, onStep: (step) => io.note(stepLine(step, paint)) },
    );
  } catch (error) {
    io.signal.throwIfAborted();
    io.note(`The example was not investigated: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function greet(config: Config, url: string, io: Io): void {
  const paint = createPaint(io.colours.stdout);
  io.print(`Inquest listens on ${paint("bold", url)}`);
  const off = [
    config.github.auth ? undefined : "GitHub",
    config.slack ? undefined : "Slack",
    config.model ? undefined : "a model",
  ].filter((name) => name !== undefined);
  if (off.length > 0) io.print(`Not connected: ${off.join(", ")}. \`inquest doctor\` says how.`);
  io.print("Ctrl-C stops it.");
}
