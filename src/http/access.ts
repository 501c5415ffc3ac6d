import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { InquestError } from "../domain/index.ts";
import type { AppEnv } from "./app-env.ts";
import { HttpError } from "./http-error.ts";

export interface Access {
  /** What the API and the pages ask for; without one they answer to this machine only. */
  token?: string;
  /** True when the server listens on 127.0.0.1 or ::1 only. */
  loopbackOnly: boolean;
  /** The address under which people reach this server; its host is let through beside the loopback names. */
  publicUrl?: string;
}

const COOKIE = "inquest_session";
const SESSION_SECONDS = 30 * 24 * 3600;

/**
 * Refuses names that are not this server's while it listens on loopback only, so that a page elsewhere
 * cannot reach it by pointing its own name at 127.0.0.1 (DNS rebinding), and refuses to let another site's
 * page change anything.
 */
export function guard(access: Access): MiddlewareHandler<AppEnv> {
  const publicHost = access.publicUrl === undefined ? undefined : new URL(access.publicUrl).host;
  return async (c, next) => {
    const host = (c.req.header("host") ?? new URL(c.req.url).host).toLowerCase();
    const loopback = isLoopbackName(host);
    if (access.loopbackOnly && !loopback && host !== publicHost) {
      throw new HttpError(
        403,
        new InquestError(
          "host_not_allowed",
          "This server does not answer under this name.",
          "Open it as localhost or 127.0.0.1, or set INQUEST_PUBLIC_URL to the address in use.",
        ),
      );
    }
    // Behind a proxy or a tunnel every request comes from this machine; whoever sent it does not.
    const forwarded = c.req.header("x-forwarded-for") ?? c.req.header("forwarded");
    c.set("local", access.loopbackOnly && loopback && forwarded === undefined);
    if (c.req.method !== "GET" && c.req.method !== "HEAD") refuseOtherSites(c, host);
    await next();
  };
}

function refuseOtherSites(c: Context<AppEnv>, host: string): void {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const foreignOrigin = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
  if ((site !== undefined && site !== "same-origin" && site !== "none") || foreignOrigin) {
    throw new HttpError(
      403,
      new InquestError(
        "cross_site",
        "Another site's page sent this request.",
        "Send it from this server's own pages, or without a browser.",
      ),
    );
  }
}

function isLoopbackName(host: string): boolean {
  const name = host.startsWith("[") ? host.slice(0, host.indexOf("]") + 1) : (host.split(":")[0] ?? "");
  return name === "localhost" || name === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

export type Admission = "admitted" | "token_needed" | "no_token_configured";

/** Whether the request may see incidents: it is local, or brings the token as Bearer header or session. */
export function admission(c: Context<AppEnv>, access: Access): Admission {
  if (c.get("local")) return "admitted";
  if (access.token === undefined) return "no_token_configured";
  const bearer = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  if (bearer !== undefined && same(bearer, access.token)) return "admitted";
  const session = getCookie(c, COOKIE);
  if (session !== undefined && isSession(session, access.token)) return "admitted";
  return "token_needed";
}

export function refusal(admitted: Exclude<Admission, "admitted">): HttpError {
  if (admitted === "token_needed") {
    return new HttpError(
      401,
      new InquestError(
        "token_needed",
        "This needs the server's token.",
        "Send it as `Authorization: Bearer TOKEN`; it is what INQUEST_TOKEN was set to.",
      ),
    );
  }
  return new HttpError(
    403,
    new InquestError(
      "no_token_configured",
      "From outside this machine only webhooks are taken.",
      "Set INQUEST_TOKEN to open the pages and the API to people elsewhere.",
    ),
  );
}

/** Lets API requests through that may see incidents. */
export function requireToken(access: Access): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const admitted = admission(c, access);
    if (admitted !== "admitted") throw refusal(admitted);
    await next();
  };
}

/** Opens a session when the token is right. The cookie holds a signed date, never the token. */
export function openSession(c: Context<AppEnv>, access: Access, given: string): boolean {
  if (access.token === undefined || !same(given, access.token)) return false;
  const until = String(Math.floor(Date.now() / 1000) + SESSION_SECONDS);
  const secure =
    access.publicUrl?.startsWith("https:") === true || c.req.header("x-forwarded-proto") === "https";
  setCookie(c, COOKIE, `${until}.${signature(until, access.token)}`, {
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
    maxAge: SESSION_SECONDS,
    secure,
  });
  return true;
}

export function closeSession(c: Context<AppEnv>): void {
  deleteCookie(c, COOKIE, { path: "/" });
}

function isSession(cookie: string, token: string): boolean {
  const [until, signed, ...rest] = cookie.split(".");
  if (until === undefined || signed === undefined || rest.length > 0 || !/^\d{1,12}$/.test(until))
    return false;
  return same(signed, signature(until, token)) && Number(until) * 1000 > Date.now();
}

function signature(until: string, token: string): string {
  return createHmac("sha256", token).update(`inquest session until ${until}`).digest("base64url");
}

/** Constant time, also for texts of different lengths. */
function same(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
