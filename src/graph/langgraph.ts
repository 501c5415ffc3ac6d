import { asyncExitHook } from "exit-hook";
import type { Config } from "../config/config.ts";
import { createLogger } from "../config/logger.ts";
import { readConfig } from "../config/read-config.ts";
import type { Context } from "../context.ts";
import { createContext } from "../context.ts";
import { createChatGraph } from "./chat/graph.ts";
import { createIncidentGraph } from "./incident/graph.ts";

/** Milliseconds that closing may take once LangGraph's server is told to end. */
const CLOSING_MS = 10_000;

export interface Shared {
  config: Config;
  context: Context;
}

let opening: Promise<Shared> | undefined;

/**
 * The one context of this process, made when the first graph or request wants it: LangGraph's server calls
 * the factories below for every run. A context that could not be made is tried again by the next caller.
 */
export function sharedContext(): Promise<Shared> {
  opening ??= open().catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function open(): Promise<Shared> {
  const config = readConfig();
  const stopping = new AbortController();
  const logger = createLogger(config.logLevel);
  const context = await createContext(config, { signal: stopping.signal, logger });
  // LangGraph's server ends its process through the same package, and so waits for this.
  asyncExitHook(
    async () => {
      stopping.abort();
      await context.close();
    },
    { wait: CLOSING_MS },
  );
  return { config, context };
}

/** The incident graph for `langgraph.json`: without a checkpointer, since the platform brings its own. */
export async function incident() {
  const { context } = await sharedContext();
  return createIncidentGraph(context.nodes).compile();
}

/** The chat graph for `langgraph.json`. */
export async function chat() {
  const { context } = await sharedContext();
  return createChatGraph(context.nodes).compile();
}
