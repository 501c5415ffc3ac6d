import { Hono } from "hono";
import type { Logger } from "pino";
import { InquestError } from "../domain/index.ts";
import type { ErrorBody, Services } from "../services/services.ts";
import type { AppEnv } from "./app-env.ts";
import { HttpError } from "./http-error.ts";
import { readBody } from "./request-body.ts";

/** GitHub's own cap on a delivery; the other senders stay far below it. */
const LARGEST_DELIVERY = 25 * 1024 * 1024;

const NAME = /^[a-z][a-z0-9_-]{0,39}$/;

/**
 * `POST /webhooks/:source` (and `/:source/:sender` where a source has several senders): hands over the raw bytes and answers with what became of the delivery. No
 * payload makes it a server error; 503 means that the delivery could not be recorded and should come again.
 */
export function webhookRoutes(services: Pick<Services, "receiveWebhook">, logger: Logger): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/:source/:sender?", async (c) => {
    const source = c.req.param("source");
    const sender = c.req.param("sender");
    if (!NAME.test(source) || (sender !== undefined && (source !== "generic" || !NAME.test(sender)))) {
      throw new HttpError(
        404,
        new InquestError(
          "unknown_source",
          "There is no such webhook.",
          "Use the address that the manual gives.",
        ),
      );
    }
    const body = await readBody(c, LARGEST_DELIVERY);
    const headers = Object.fromEntries(c.req.raw.headers);
    try {
      const answer = await services.receiveWebhook(source, {
        headers,
        body,
        ...(sender === undefined ? {} : { sender }),
      });
      return c.json(answer.body, answer.status);
    } catch (failure) {
      logger.error({ source, err: failure }, "webhook not recorded");
      const error: ErrorBody = {
        code: "unavailable",
        message: "The delivery could not be recorded just now.",
        remedy: "Send it again in a minute.",
      };
      return c.json({ error }, 503);
    }
  });
  return routes;
}
