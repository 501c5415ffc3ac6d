import { z } from "zod";
import { InquestError } from "../../domain/index.ts";
import { conditionalGet, pauseBefore, RateLimited } from "../conditional-get.ts";
import { type Look, type PollSource, type Position, positionAfter, startOf } from "../poll-source.ts";
import { readApiPipeline } from "./events.ts";
import { ApiPipeline } from "./payloads.ts";

export interface GitLabPollOptions {
  /** `group/subgroup/name`. */
  project: string;
  /** `https://gitlab.com` unless it is another. */
  url?: string;
  /** With `read_api`; none for a public project. */
  token?: string;
  now?: () => Date;
}

const ProjectAnswer = z.object({
  id: z.number().int(),
  path_with_namespace: z.string(),
  web_url: z.string().optional(),
});

const Listed = z.object({ id: z.number().int(), status: z.string(), updated_at: z.string() });
type Listed = z.infer<typeof Listed>;

const perPage = 100;
const mostPages = 10;
const ends = new Set(["failed", "success"]);

/** The pipelines of one project, as pipeline webhooks would tell of them. */
export function createGitLabPollSource(options: GitLabPollOptions): PollSource {
  const { token, now = () => new Date() } = options;
  const api = `${(options.url ?? "https://gitlab.com").replace(/\/+$/, "")}/api/v4/projects`;
  const server = { name: "GitLab", address: "GITLAB_URL", token: "GITLAB_TOKEN", scope: "read_api" };
  const ask = async (path: string, signal: AbortSignal, etag?: string) =>
    conditionalGet(`${api}/${path}`, {
      headers: token ? { "private-token": token } : {},
      etag,
      what: `the pipelines of ${options.project}`,
      server,
      signal,
    });
  let known: Promise<z.infer<typeof ProjectAnswer>> | undefined;
  const project = async (signal: AbortSignal) => {
    known ??= ask(encodeURIComponent(options.project), signal).then(({ body }) => read(ProjectAnswer, body));
    // A failed try must not stay.
    return known.catch((cause: unknown) => {
      known = undefined;
      throw cause;
    });
  };

  async function newsOf(
    listed: Listed[],
    before: Position,
    signal: AbortSignal,
  ): Promise<Pick<Look, "news"> & { told: string[]; paused?: number }> {
    const { id, path_with_namespace: path, web_url: url } = await project(signal);
    const told = new Set(before.told);
    const news: Look["news"] = [];
    const ended = listed
      .filter((one) => ends.has(one.status) && Date.parse(one.updated_at) >= Date.parse(before.since))
      .toSorted((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at));
    for (const { id: pipelineId, updated_at: updated } of ended) {
      const key = `${pipelineId}:${updated}`;
      if (told.has(key)) continue;
      // The list does not tell when a pipeline ended, nor who started it.
      let body: unknown;
      try {
        ({ body } = await ask(`${id}/pipelines/${pipelineId}`, signal));
      } catch (cause) {
        // What was heard so far is told, so that many ends and a low limit come to an end together.
        if (cause instanceof RateLimited) return { news, told: [...told], paused: cause.seconds };
        throw cause;
      }
      told.add(key);
      const pipeline = ApiPipeline.safeParse(body);
      // One strange pipeline must not keep the others from being told.
      if (!pipeline.success) continue;
      const reading = readApiPipeline(pipeline.data, { path, ...(url ? { url } : {}) });
      if ("event" in reading && reading.deliveryId) {
        news.push({ deliveryId: reading.deliveryId, event: reading.event });
      }
    }
    return { news, told: [...told] };
  }

  return {
    name: `gitlab ${options.project}`,
    source: "gitlab",
    async look(position, { signal }) {
      const before = startOf(position, now());
      const started = now();
      try {
        const { id } = await project(signal);
        const list = `${id}/pipelines?order_by=updated_at&sort=desc&per_page=${perPage}`;
        const first = await ask(`${list}&page=1`, signal, before.etag);
        const waitSeconds = pauseBefore(first.headers);
        const wait = waitSeconds === undefined ? {} : { waitSeconds };
        if (!first.changed) return { news: [], position: before, ...wait };
        const listed = read(z.array(Listed), first.body);
        for (let number = 2, last = listed.at(-1); number <= mostPages && last; number += 1) {
          if (listed.length < (number - 1) * perPage || last.updated_at < before.since) break;
          const more = read(z.array(Listed), (await ask(`${list}&page=${number}`, signal)).body);
          listed.push(...more);
          last = more.at(-1);
        }
        const { news, told, paused } = await newsOf(listed, before, signal);
        if (paused !== undefined)
          return { news, position: { since: before.since, told }, waitSeconds: paused };
        const after = positionAfter(before, started, { etag: first.etag, told });
        return { news, position: after, ...wait };
      } catch (cause) {
        if (cause instanceof RateLimited) return { news: [], position: before, waitSeconds: cause.seconds };
        throw cause;
      }
    },
  };
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const answer = schema.safeParse(body);
  if (answer.success) return answer.data;
  throw new InquestError(
    "malformed_answer",
    "The list of pipelines is not what GitLab documents.",
    "Check GITLAB_URL, and whether a proxy answers in GitLab's place.",
    { cause: answer.error },
  );
}
