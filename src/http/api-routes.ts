import { Hono } from "hono";
import type { Logger } from "pino";
import { type Incident, InquestError } from "../domain/index.ts";
import { headline, renderHtml, renderJson, renderMarkdown } from "../report/index.ts";
import type { Services } from "../services/services.ts";
import { type Access, requireToken } from "./access.ts";
import type { AppEnv } from "./app-env.ts";
import { HttpError } from "./http-error.ts";
import { jsonBody } from "./request-body.ts";
import {
  evidenceId,
  incidentFilter,
  incidentId,
  investigationWish,
  question,
  silenceId,
  silenceWish,
  splitWish,
  wholeNumber,
} from "./request-values.ts";
import { streamSteps } from "./step-stream.ts";

/** A report opened in a browser stands alone: it runs nothing, fetches nothing and sends nothing. */
const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The JSON API under `/api`. Every route needs the token unless the request is local. */
export function apiRoutes(services: Services, access: Access, logger: Logger): Hono<AppEnv> {
  const api = new Hono<AppEnv>();
  api.use(requireToken(access));
  api.use(async (c, next) => {
    await next();
    c.header("Cache-Control", "no-store");
  });

  api.get("/incidents", async (c) => {
    const filter = incidentFilter(c, 50);
    const incidents = await services.listIncidents(filter);
    const last = incidents.at(-1);
    return c.json({
      incidents: incidents.map(overview),
      ...(last !== undefined && incidents.length === filter.limit ? { next: last.id } : {}),
    });
  });

  api.get("/incidents/:id", async (c) => c.json(await services.showIncident(incidentId(c))));

  api.get("/incidents/:id/steps", async (c) => {
    const id = incidentId(c);
    const after = wholeNumber(c.req.header("last-event-id")) ?? wholeNumber(c.req.query("after")) ?? 0;
    // An unknown incident is told before the stream begins.
    await services.showIncident(id);
    // Nobody would read the stream that answers a HEAD, and so nobody would end it.
    if (c.req.method === "GET" && c.req.header("accept")?.includes("text/event-stream")) {
      return streamSteps(c, services, { id, after, logger });
    }
    return c.json({ steps: await services.steps(id, after) });
  });

  api.get("/incidents/:id/report.md", async (c) => {
    const postMortem = written(await services.showIncident(incidentId(c)));
    return c.body(renderMarkdown(postMortem), 200, { "Content-Type": "text/markdown; charset=utf-8" });
  });
  api.get("/incidents/:id/report.json", async (c) => {
    const postMortem = written(await services.showIncident(incidentId(c)));
    return c.body(renderJson(postMortem), 200, { "Content-Type": "application/json; charset=utf-8" });
  });
  api.get("/incidents/:id/report.html", async (c) => {
    const postMortem = written(await services.showIncident(incidentId(c)));
    return c.body(renderHtml(postMortem), 200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": REPORT_POLICY,
    });
  });

  api.get("/incidents/:id/evidence", async (c) =>
    c.json({ evidence: await services.listEvidence(incidentId(c)) }),
  );

  api.get("/incidents/:id/evidence/:evidence", async (c) => {
    const id = incidentId(c);
    const wanted = evidenceId(c);
    if (!(await services.listEvidence(id)).some((piece) => piece.id === wanted)) {
      throw new InquestError(
        "evidence_not_found",
        `${id} has no such evidence.`,
        "Its page lists its evidence.",
      );
    }
    const headers = {
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Security-Policy": "default-src 'none'; sandbox",
    };
    if (c.req.method === "HEAD") return c.body(null, 200, headers);
    return c.body(textStream(services.readEvidence(id, wanted)), 200, headers);
  });

  api.post("/incidents/:id/split", async (c) => {
    const id = incidentId(c);
    const incident = await services.splitIncident(id, splitWish(await jsonBody(c)));
    return c.json({ incident: incident.id, status: incident.status, url: `/incidents/${incident.id}` }, 201);
  });

  api.get("/silences", async (c) =>
    c.json({ silences: await services.listSilences({ all: c.req.query("all") === "true" }) }),
  );
  api.post("/silences", async (c) => c.json(await services.silence(silenceWish(await jsonBody(c))), 201));
  api.delete("/silences/:silence", async (c) => {
    await services.removeSilence(silenceId(c));
    return c.body(null, 204);
  });

  api.post("/investigations", async (c) => {
    const wish = investigationWish(await jsonBody(c), c.get("local"));
    const incident = await services.investigate(wish);
    return c.json({ incident: incident.id, status: incident.status, url: `/incidents/${incident.id}` }, 202);
  });

  api.post("/ask", async (c) => c.json(await services.ask(question(await jsonBody(c)), c.req.raw.signal)));

  return api;
}

/** An incident in a list: everything but its post-mortem, and that in one line. */
function overview(incident: Incident) {
  const { postMortem, ...rest } = incident;
  if (postMortem === undefined) return rest;
  const { category, verdict } = postMortem.diagnosis;
  return { ...rest, headline: headline(postMortem), category, verdict };
}

function written(incident: Incident) {
  if (incident.postMortem !== undefined) return incident.postMortem;
  throw new HttpError(
    404,
    new InquestError(
      "report_not_found",
      `The post-mortem of ${incident.id} is not written yet.`,
      `Follow /api/incidents/${incident.id}/steps until it is done.`,
    ),
  );
}

/** Pulls chunk by chunk, so that a log of any size passes through in bounded memory. */
function textStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
