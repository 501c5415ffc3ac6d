import { raw } from "hono/html";
import type { PostMortem } from "../domain/index.ts";
import { POST_MORTEM_STYLE } from "./post-mortem-style.ts";
import { PostMortemView } from "./post-mortem-view.tsx";
import { headline } from "./summary-lines.ts";

/** The post-mortem as one HTML file: its style inside, no script, nothing fetched from anywhere. */
export function renderHtml(postMortem: PostMortem): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>{headline(postMortem)}</title>
        <style>{raw(POST_MORTEM_STYLE)}</style>
      </head>
      <body>
        <PostMortemView postMortem={postMortem} />
      </body>
    </html>
  );
  // Only an asynchronous component would make a promise of it, and there is none in a report.
  if (page instanceof Promise) throw new TypeError("a report renders without waiting");
  return `<!doctype html>\n${page.toString()}\n`;
}
