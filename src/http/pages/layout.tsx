import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { POST_MORTEM_STYLE } from "../../report/index.ts";
import type { AppEnv } from "../app-env.ts";
import { PAGE_STYLE } from "./page-style.ts";

export interface PageParts {
  title: string;
  /** Where this page stands below the list of incidents. */
  crumbs?: { name: string; href?: string }[];
  /** At the right end of the bar. */
  links?: { name: string; href: string }[];
  /** Inline script; our own words only, never built from what others wrote. */
  script?: string;
  /** When a browser without script loads the page again, or another page of this site. */
  refresh?: { seconds: number; to?: string };
  children: Child;
}

// A square bracket around a dot, so that no browser asks for /favicon.ico.
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M5 2H2v12h3M11 2h3v12h-3' fill='none' stroke='%23888' stroke-width='2'/%3E%3Ccircle cx='8' cy='8' r='2' fill='%23b3261e'/%3E%3C/svg%3E";

/** Answers with a whole page. Everything it needs is inside; its style and script carry the answer's nonce. */
export function page(
  c: Context<AppEnv>,
  parts: PageParts,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  const nonce = c.get("nonce");
  c.header("Cache-Control", "no-store");
  const document = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{parts.title}</title>
        <link rel="icon" href={ICON} />
        {parts.refresh !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={refresh(parts.refresh)} />
          </noscript>
        )}
        <style nonce={nonce}>{raw(POST_MORTEM_STYLE + PAGE_STYLE)}</style>
      </head>
      <body>
        <nav class="bar">
          <a class="brand" href="/">
            Inquest
          </a>
          {parts.crumbs?.map((crumb) => (
            <span class="crumb">
              {crumb.href === undefined ? crumb.name : <a href={crumb.href}>{crumb.name}</a>}
            </span>
          ))}
          {parts.links?.map((link, index) => (
            <a class={index === 0 ? "push" : undefined} href={link.href}>
              {link.name}
            </a>
          ))}
        </nav>
        <main>{parts.children}</main>
        {parts.script !== undefined && <script nonce={nonce}>{raw(parts.script)}</script>}
      </body>
    </html>
  );
  return c.html(html`<!doctype html>${document}`, status);
}

function refresh({ seconds, to }: { seconds: number; to?: string }): string {
  return to === undefined ? String(seconds) : `${seconds}; url=${to}`;
}
