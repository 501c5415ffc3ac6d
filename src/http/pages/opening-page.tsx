import type { Context } from "hono";
import type { AppEnv } from "../app-env.ts";
import { page } from "./layout.tsx";

/** Keeps the part behind `#`, which a server never sees. */
const OPEN = `location.replace(document.getElementById("open").getAttribute("href") + location.hash);`;

/** Opens `path`, a path of this site, from this site. */
export function openingPage(c: Context<AppEnv>, path: string): Response | Promise<Response> {
  return page(c, {
    title: "Opening",
    refresh: { seconds: 0, to: path },
    script: OPEN,
    children: (
      <p class="narrow">
        <a id="open" href={path}>
          Open the page
        </a>
      </p>
    ),
  });
}
