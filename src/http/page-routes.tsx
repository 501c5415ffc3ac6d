import { Hono, type MiddlewareHandler } from "hono";
import { InquestError } from "../domain/index.ts";
import { safeLink } from "../report/index.ts";
import type { Services } from "../services/services.ts";
import { type Access, admission, closeSession, openSession, refusal } from "./access.ts";
import type { AppEnv } from "./app-env.ts";
import { evidencePage } from "./pages/evidence-page.tsx";
import { readWindow } from "./pages/evidence-window.ts";
import { incidentPage } from "./pages/incident-page.tsx";
import { incidentsPage } from "./pages/incidents-page.tsx";
import { loginPage } from "./pages/login-page.tsx";
import { openingPage } from "./pages/opening-page.tsx";
import { formBody } from "./request-body.ts";
import { evidenceId, incidentFilter, incidentId, splitWish, wholeNumber } from "./request-values.ts";

const PAGE_SIZE = 40;

/** The pages. All they change is which signals an incident has; everything works without script. */
export function pageRoutes(services: Services, access: Access): Hono<AppEnv> {
  const pages = new Hono<AppEnv>();
  const signedIn = requireSession(access);

  pages.get("/", signedIn, async (c) => {
    const filter = incidentFilter(c, PAGE_SIZE);
    return incidentsPage(c, { incidents: await services.listIncidents(filter), filter });
  });

  pages.get("/incidents", (c) => c.redirect("/", 301));

  pages.get("/incidents/:id", signedIn, async (c) => {
    const id = incidentId(c);
    const incident = await services.showIncident(id);
    const steps =
      incident.postMortem === undefined || incident.status === "investigating"
        ? await services.steps(id, 0)
        : [];
    return incidentPage(c, { incident, steps });
  });

  pages.post("/incidents/:id/split", signedIn, async (c) => {
    const form = await formBody(c);
    const made = await services.splitIncident(incidentId(c), splitWish({ signal: form.get("signal") }));
    return c.redirect(`/incidents/${made.id}`, 303);
  });

  pages.get("/incidents/:id/evidence/:evidence", signedIn, async (c) => {
    const id = incidentId(c);
    const wanted = evidenceId(c);
    const to = wholeNumber(c.req.query("goto"));
    // Only a redirect can add the part behind `#` that makes a browser scroll there.
    if (to !== undefined) return c.redirect(`/incidents/${id}/evidence/${wanted}?line=${to}#L${to}`, 303);
    const [incident, evidence] = await Promise.all([services.showIncident(id), services.listEvidence(id)]);
    const piece = evidence.find((candidate) => candidate.id === wanted);
    if (piece === undefined) {
      throw new InquestError(
        "evidence_not_found",
        `${id} has no such evidence.`,
        "Its page lists its evidence.",
      );
    }
    const line = wholeNumber(c.req.query("line"));
    const from = wholeNumber(c.req.query("from"));
    const window = await readWindow(services, incident, piece, {
      ...(line === undefined ? {} : { line }),
      ...(from === undefined ? {} : { from }),
    });
    return evidencePage(c, { incident, piece, window, focus: line });
  });

  pages.get("/login", (c) => loginPage(c, { next: ownPath(c.req.query("next")), wrong: false }));
  pages.post("/login", async (c) => {
    const form = await formBody(c);
    const next = ownPath(form.get("next") ?? undefined);
    if (openSession(c, access, form.get("token") ?? "")) return c.redirect(next, 303);
    return loginPage(c, { next, wrong: true });
  });
  pages.post("/logout", (c) => {
    closeSession(c);
    return c.redirect("/login", 303);
  });

  return pages;
}

/** Sends people without a session to the page that asks for the token, and back afterwards. */
function requireSession(access: Access): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const admitted = admission(c, access);
    const url = new URL(c.req.url);
    const opened = url.searchParams.has(OPENED);
    url.searchParams.delete(OPENED);
    const wanted = url.pathname + url.search;
    if (admitted === "admitted") return opened ? c.redirect(wanted, 303) : next();
    if (admitted === "no_token_configured") throw refusal(admitted);
    // A SameSite=Strict cookie stays behind when a link elsewhere (in Slack) leads here; the same place
    // asked for once more by a page of this site brings it along. The mark makes it another address, since
    // a browser would not ask for the same one again, and keeps this from going round in circles.
    if (!opened && c.req.header("sec-fetch-site") === "cross-site") {
      url.searchParams.set(OPENED, "1");
      return openingPage(c, url.pathname + url.search);
    }
    return c.redirect(`/login?next=${encodeURIComponent(wanted)}`, 303);
  };
}

const OPENED = "opened";

/** A path of this site; anything else leads to the start. */
function ownPath(path: string | undefined): string {
  const own = path?.startsWith("/") === true ? safeLink(path) : undefined;
  return own !== undefined && own.startsWith("/") && !own.startsWith("//") ? own : "/";
}
