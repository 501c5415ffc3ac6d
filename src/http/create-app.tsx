import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Logger } from "pino";
import { InquestError } from "../domain/index.ts";
import type { Services } from "../services/services.ts";
import { type Access, guard } from "./access.ts";
import { apiRoutes } from "./api-routes.ts";
import type { AppEnv } from "./app-env.ts";
import { described, HttpError } from "./http-error.ts";
import { pageRoutes } from "./page-routes.tsx";
import { errorPage } from "./pages/error-page.tsx";
import { webhookRoutes } from "./webhook-routes.ts";

/**
 * The whole HTTP surface: webhooks, JSON API, pages, health. Errors are JSON under `/api` and `/webhooks`
 * and a page elsewhere. No route begins with a name that LangGraph's own server uses.
 *
 * @example
 * serve({ fetch: createApp({ services, access, logger }).fetch, hostname: "127.0.0.1", port: 8787 });
 */
export function createApp(dependencies: {
  services: Services;
  access: Access;
  logger: Logger;
}): Hono<AppEnv> {
  const { services, access, logger } = dependencies;
  const app = new Hono<AppEnv>();

  app.use(async (c, next) => {
    const nonce = randomBytes(16).toString("base64");
    c.set("nonce", nonce);
    await next();
    const { headers } = c.res;
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", pagePolicy(nonce));
  });
  app.use(guard(access));

  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const health = await services.health().catch((failure: unknown) => {
      logger.error({ err: failure }, "health is unknown");
      return { ready: false, parts: [] };
    });
    const parts = health.parts.map(({ name, ready }) => ({ name, ready }));
    return c.json({ ready: health.ready, parts }, health.ready ? 200 : 503);
  });
  app.route("/webhooks", webhookRoutes(services, logger));
  app.route("/api", apiRoutes(services, access, logger));
  app.route("/", pageRoutes(services, access));

  app.notFound((c) => {
    const missing = new InquestError(
      "not_found",
      "There is nothing at this address.",
      "Start from the list of incidents.",
    );
    return answerError(c, new HttpError(404, missing));
  });
  app.onError((failure, c) => {
    const { status, error } = described(failure);
    if (status >= 500) logger.error({ path: c.req.path, code: error.code, err: failure }, "request failed");
    return answerError(c, failure);
  });
  return app;
}

function answerError(c: Parameters<typeof errorPage>[0], failure: unknown): Response | Promise<Response> {
  const { status, error } = described(failure);
  if (status === 401) c.header("WWW-Authenticate", "Bearer");
  c.header("Cache-Control", "no-store");
  return /^\/(api|webhooks|healthz|readyz)(\/|$)/.test(c.req.path)
    ? c.json({ error }, status)
    : errorPage(c, status, error);
}

/** Pages run only what carries this answer's nonce, and talk to nobody but this server. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "img-src data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
