import { Hono } from "hono";
import { createLogger } from "../config/logger.ts";
import { sharedContext } from "../graph/langgraph.ts";
import { createApp } from "./create-app.tsx";

/** First parts of addresses that belong to LangGraph's own server; none of ours begins like these. */
const PLATFORM = /^\/(?:runs|threads|assistants|store|info|ok|docs|internal|mcp|a2a|ui|metrics)(?:\/|$)/;

let making: Promise<ReturnType<typeof createApp>> | undefined;

/**
 * Our pages, API and webhooks for LangGraph's server, which mounts them before its own routes. Made at the
 * first request, so that importing this reads no environment.
 */
export const app = new Hono().use(async (c, next) => {
  if (PLATFORM.test(c.req.path)) return next();
  making ??= make().catch((error: unknown) => {
    making = undefined;
    throw error;
  });
  return (await making).fetch(c.req.raw, c.env);
});

async function make() {
  const { config, context } = await sharedContext();
  const { token, loopbackOnly, publicUrl, logLevel } = config;
  return createApp({
    services: context.services,
    access: { token, loopbackOnly, publicUrl },
    logger: createLogger(logLevel),
  });
}
