import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { Words } from "../../report/index.ts";
import type { ErrorBody } from "../../services/services.ts";
import type { AppEnv } from "../app-env.ts";
import { page } from "./layout.tsx";

/** What went wrong and what to do, in the same words as the API's. */
export function errorPage(
  c: Context<AppEnv>,
  status: ContentfulStatusCode,
  error: ErrorBody,
): Response | Promise<Response> {
  return page(
    c,
    {
      title: error.message,
      children: (
        <div class="narrow">
          <p class="eyebrow">
            {status} · {error.code}
          </p>
          <h1 class="title">
            <Words text={error.message} limit={400} />
          </h1>
          <p>
            <Words text={error.remedy} limit={600} />
          </p>
          <p class="more">
            <a href="/">All incidents</a>
          </p>
        </div>
      ),
    },
    status,
  );
}
