import { parseArgs } from "node:util";
import type { Config } from "../../config/config.ts";
import { createLogger } from "../../config/logger.ts";
import { readConfig } from "../../config/read-config.ts";
import { InquestError } from "../../domain/index.ts";
import { createGitHubPollSource } from "../../triggers/github/poll-repository.ts";
import { createGitLabPollSource } from "../../triggers/gitlab/poll-project.ts";
import type { PollSource } from "../../triggers/poll-source.ts";
import type { Command } from "../io.ts";
import { untilStopped } from "../until-stopped.ts";
import { signInAtGitHub } from "./github-sign-in.ts";
import { openPositions } from "./positions.ts";

const options = {
  github: { type: "string", multiple: true },
  gitlab: { type: "string", multiple: true },
  every: { type: "string", default: "60" },
} as const;

/** `inquest watch`: asks hosts for what their webhooks would tell, and investigates it, until it is stopped. */
export const watch: Command = async (argv, io) => {
  const { values } = parseArgs({ args: argv, options });
  const config = readConfig();
  const every = secondsOf(values.every);
  const sources = [
    ...(values.github ?? []).map((name) => gitHubSource(name, config)),
    ...(values.gitlab ?? []).map((name) => gitLabSource(name, config)),
  ];
  if (sources.length === 0) {
    throw usage(
      "There is nothing to watch.",
      "Name a repository: --github OWNER/NAME or --gitlab GROUP/NAME.",
    );
  }
  const failed = new AbortController();
  const signal = AbortSignal.any([io.signal, failed.signal]);
  let watching = Promise.resolve();
  const code = await untilStopped({ ...io, signal }, async (closers) => {
    const [{ createContext }, { watchSources }] = await Promise.all([
      import("../../context.ts"),
      import("../../services/watch-sources.ts"),
    ]);
    const logger = createLogger(config.logLevel === "debug" ? "debug" : "warn");
    const context = await createContext(config, {
      signal,
      logger,
      onProgress: (message) => io.note(`${message}…`),
    });
    closers.push(() => context.close());
    await context.work();
    watching = watchSources(
      {
        sources,
        positions: await openPositions(config.home),
        incidents: context.nodes.incidents,
        logger,
        every,
        onNote: (line) => io.print(line),
      },
      signal,
    ).finally(() => failed.abort());
    // What it rejects with is told when everything is closed.
    closers.push(() => watching.catch(() => undefined));
    io.print(`Watching ${sources.map(({ name }) => name).join(", ")} every ${every} s. Ctrl-C stops it.`);
  });
  await watching;
  return code;
};

function gitHubSource(name: string, config: Config): PollSource {
  const [, owner, repo] = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(name) ?? [];
  if (!owner || !repo) throw usage(`${name} is no repository of GitHub's.`, "Give it as OWNER/NAME.");
  const authorization = signInAtGitHub(config.github, { owner, repo });
  const { apiUrl } = config.github;
  return createGitHubPollSource({
    owner,
    repo,
    ...(apiUrl ? { apiUrl } : {}),
    ...(authorization ? { authorization } : {}),
  });
}

function gitLabSource(project: string, config: Config): PollSource {
  if (!/^[\w.-]{1,250}(\/[\w.-]{1,250}){1,20}$/.test(project)) {
    throw usage(`${project} is no project of GitLab's.`, "Give its path, GROUP/NAME.");
  }
  const { url, token } = config.gitlab;
  return createGitLabPollSource({ project, ...(url ? { url } : {}), ...(token ? { token } : {}) });
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw usage("--every is no number of seconds.", "Give whole seconds, 1 to 86400.");
}

function usage(sentence: string, remedy: string): InquestError {
  return new InquestError("usage", sentence, remedy);
}
