import type { Context } from "hono";
import type { AppEnv } from "../app-env.ts";
import { page } from "./layout.tsx";

/** Asks for the server's token. `next` is a path of this site that was checked before. */
export function loginPage(
  c: Context<AppEnv>,
  props: { next: string; wrong: boolean },
): Response | Promise<Response> {
  return page(
    c,
    {
      title: "Sign in to Inquest",
      children: (
        <div class="narrow">
          <h1 class="title">Sign in</h1>
          <p class="soft">
            Enter the server's token: what <code>INQUEST_TOKEN</code> was set to.
          </p>
          {props.wrong && (
            <p class="note" role="alert">
              This is not the server's token.
            </p>
          )}
          <form method="post" action="/login">
            <input type="hidden" name="next" value={props.next} />
            <input
              type="password"
              name="token"
              aria-label="Token"
              autocomplete="current-password"
              required
              autofocus
            />
            <button class="button" type="submit">
              Sign in
            </button>
          </form>
        </div>
      ),
    },
    props.wrong ? 401 : 200,
  );
}
