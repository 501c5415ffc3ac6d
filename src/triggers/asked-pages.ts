import { z } from "zod";
import { InquestError } from "../domain/index.ts";
import { conditionalGet, pauseBefore, RateLimited } from "./conditional-get.ts";

/** Reads one host's answers during one look. */
export interface Ask {
  /**
   * One answer; its path begins with a slash, or is empty for the base address itself. What did not change since it was last asked for is answered from
   * memory, and costs the host nothing.
   *
   * @throws RateLimited also when the answer before said that nothing is left
   * @throws InquestError `credentials_refused`, `permission_missing`, `not_found`, `unreachable`, `malformed_answer`
   */
  one<T>(path: string, question: Question<T>): Promise<T>;
  /** A list page by page, as its Link header leads; at most ten. */
  pages<T>(path: string, question: Question<T>): AsyncGenerator<T>;
}

export interface Question<T> {
  /** What is asked for: "the runs of orchard/shop". */
  what: string;
  /** The permission it takes: `actions: read`. */
  scope: string;
  /** Of the answer; what it leaves out is not kept. */
  schema: z.ZodType<T>;
}

export interface AskedHost {
  /** For a reader: `GitHub`. */
  name: string;
  /** Without a slash at its end. */
  base: string;
  /** Variables that hold its address and its token. */
  address: string;
  token: string;
}

/** An answer as it is kept: `body` is what its schema made of it. */
interface Page<T> {
  body: T;
  etag: string | undefined;
  /** Path of the next page. */
  next: string | undefined;
}

const mostKept = 300;
const mostPages = 10;

/**
 * Pages of one host, each asked for on condition from its second time on. `begin` starts a look. Schemas must
 * read what they made themselves, since that is what is kept.
 */
export function createAskedPages(host: AskedHost) {
  const { name, base, address, token } = host;
  const kept = new Map<string, Page<unknown>>();

  function keep(path: string, page: Page<unknown>): void {
    // The one asked for last is forgotten last.
    kept.delete(path);
    if (page.etag !== undefined) kept.set(path, page);
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
  }

  return {
    begin(headers: Record<string, string>, signal: AbortSignal): Ask {
      let pause: number | undefined;
      const ask = async <T>(path: string, { what, scope, schema }: Question<T>): Promise<Page<T>> => {
        if (pause !== undefined) throw new RateLimited(pause);
        const known = kept.get(path);
        const server = { name, address, token, scope };
        const answer = await conditionalGet(`${base}${path}`, {
          headers,
          etag: known?.etag,
          what,
          server,
          signal,
        });
        pause = pauseBefore(answer.headers);
        const { etag, body, next } =
          !answer.changed && known
            ? known
            : { etag: answer.etag, body: answer.body, next: nextPage(path, answer.headers) };
        const read = schema.safeParse(body);
        if (!read.success) {
          throw new InquestError(
            "malformed_answer",
            `What ${name} answers for ${what} is not what it documents.`,
            `Check ${address}, and whether a proxy answers in ${name}'s place.`,
            { cause: read.error },
          );
        }
        const page = { etag, body: read.data, next };
        keep(path, page);
        return page;
      };
      return {
        one: async (path, question) => (await ask(path, question)).body,
        async *pages(path, question) {
          let next: string | undefined = path;
          for (let count = 0; next !== undefined && count < mostPages; count += 1) {
            const page: Page<z.infer<typeof question.schema>> = await ask(next, question);
            yield page.body;
            next = page.next;
          }
        },
      };
    },
  };
}

/**
 * The path of the next page by the Link header. Only its query is taken: the token goes nowhere but to the
 * configured address, whatever name a proxy makes the host call itself.
 */
function nextPage(path: string, headers: Headers): string | undefined {
  const link = headers
    .get("link")
    ?.slice(0, 5_000)
    .split(",")
    .find((one) => /;\s{0,5}rel="?next"?/.test(one));
  const address = /<([^<>]+)>/.exec(link ?? "")?.[1];
  if (!address || !URL.canParse(address)) return undefined;
  return `${path.split("?", 1)[0]}${new URL(address).search}`;
}

/** A list of which an item that is not as documented is left out: it must not keep the others from being told. */
export function listOf<T>(item: z.ZodType<T>) {
  return z.array(z.unknown()).transform((all) =>
    all.flatMap((one) => {
      const read = item.safeParse(one);
      return read.success ? [read.data] : [];
    }),
  );
}
