import { z } from "zod";
import { type DataGap, InquestError } from "../../domain/index.ts";
import type { Collected, CollectedEvidence, CollectOptions, Collector } from "../collector.ts";
import { createJsonSource, orGap } from "../json-source.ts";
import { defaultLimits, type LokiLimits } from "./limits.ts";
import { type LoggingSubject, literal, loggingOf } from "./selectors.ts";
import { lokiServer } from "./server.ts";

export interface LokiOptions {
  url: string;
  /** Bearer token, or `user:password` for basic auth. */
  token?: string | undefined;
  /** Sent as `X-Scope-OrgID`. */
  tenant?: string | undefined;
  now: () => Date;
  limits?: Partial<LokiLimits>;
}

/** Loki's HTTP API: https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
const Streams = z.object({
  data: z.object({
    resultType: z.literal("streams"),
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        // A third part, structured metadata, may follow.
        values: z.array(z.tuple([z.string(), z.string()], z.unknown())),
      }),
    ),
  }),
});
type Streams = z.infer<typeof Streams>["data"]["result"];

/** Words that failures are told with; RE2, so that no line makes it slow. */
const ERRORS =
  "(?i)(error|exception|fatal|panic|fail(ed|ure)|critical|traceback|segfault|oom|killed|refused|denied|timed? ?out|unavailable|no space left)";

/** Below this many lines an answer that is too large is given up on. */
const LEAST_LINES = 100;

interface Found {
  streams: Streams;
  /** There may be more. */
  full: boolean;
}

interface Line {
  /** Nanoseconds since 1970, which no number holds exactly. */
  at: bigint;
  text: string;
}

/**
 * What the workload's containers wrote around the failure. Answers `container_log` (`target` narrows to a pod or a
 * container): the lines right around the start, and those that speak of errors in the hour before. One piece of
 * evidence a container.
 *
 * @example
 * const collector = createLokiCollector({ url: "http://loki:3100", tenant: "shop", now: () => new Date() });
 */
export function createLokiCollector(options: LokiOptions): Collector {
  const limits = { ...defaultLimits, ...options.limits };
  const ask = createJsonSource({ ...options, ...lokiServer, limits });

  /** The newest lines, fewer where that many are more than Loki gives or than may be read. */
  async function query(text: string, range: Range, signal: AbortSignal): Promise<Found> {
    for (let lines = limits.lines; ; ) {
      try {
        const { data } = await ask(
          "loki/api/v1/query_range",
          [
            ["query", text],
            ["start", `${Math.floor(range.start)}000000000`],
            ["end", `${Math.ceil(range.end)}000000000`],
            ["limit", String(lines)],
            ["direction", "backward"],
          ],
          Streams,
          signal,
        );
        return { streams: data.result, full: count(data.result) >= lines };
      } catch (cause) {
        if (!(cause instanceof InquestError) || cause.code !== "too_large" || lines < LEAST_LINES)
          throw cause;
        // Loki names its own limit: "(5000 > 1000)".
        const allowed = Number(/\(\d+ > (\d{1,9})\)/.exec(cause.message)?.[1] ?? Number.NaN);
        lines = allowed >= 1 && allowed < lines ? allowed : Math.floor(lines / 10);
      }
    }
  }

  async function read(
    subject: LoggingSubject,
    target: string,
    { signal, at: failedAt }: CollectOptions,
  ): Promise<Collected> {
    const gaps: DataGap[] = [];
    const logging = loggingOf(subject);
    if (logging === undefined) return { evidence: [], gaps: [nothingFound("the failure")] };
    const now = options.now().getTime() / 1000;
    const told = subject.kind === "alert" ? subject.startsAt : failedAt;
    const at = told === undefined ? now : Math.min(Date.parse(told) / 1000, now);
    const around = { start: at - limits.beforeSeconds, end: Math.min(now + 1, at + limits.afterSeconds) };
    const before = { start: at - limits.errorsBeforeSeconds, end: around.end };
    for (const selector of logging.selectors) {
      const wanted = `The logs of ${logging.name}`;
      const near = await orGap(gaps, wanted, () => query(selector, around, signal));
      // What is wrong with the first question is wrong with all of them.
      if (near === undefined) return { evidence: [], gaps };
      const errors = await orGap(gaps, wanted, () =>
        query(`${selector} |~ ${literal(ERRORS)}`, before, signal),
      );
      const logs = grouped([...near.streams, ...(errors?.streams ?? [])], target);
      if (logs.size === 0) continue;
      const full = near.full || errors?.full === true;
      const evidence = [...logs]
        .slice(0, limits.streams)
        .map(([name, lines]) => evidenceOf(name, lines, full));
      if (logs.size > limits.streams) gaps.push(tooMany(logs.size, limits.streams));
      return { evidence, gaps };
    }
    return { evidence: [], gaps: gaps.length > 0 ? gaps : [nothingFound(logging.name)] };
  }

  return {
    name: "loki",
    answers: (subject, request) =>
      request.kind === "container_log" && (subject.kind === "alert" || subject.kind === "workload"),
    collect: async (subject, request, options) =>
      subject.kind === "alert" || subject.kind === "workload"
        ? read(subject, request.target, options)
        : { evidence: [], gaps: [] },
  };
}

/** Seconds since 1970. */
interface Range {
  start: number;
  end: number;
}

/** Lines by pod and container, those with the most first; a line found by both questions counts once. */
function grouped(streams: Streams, target: string): Map<string, Line[]> {
  const groups = new Map<string, Map<string, Line>>();
  for (const { stream, values } of streams) {
    const name = nameOf(stream);
    if (target !== "" && !name.includes(target)) continue;
    const lines = groups.get(name) ?? new Map<string, Line>();
    groups.set(name, lines);
    for (const [time, text] of values) {
      if (/^\d{1,20}$/.test(time)) lines.set(`${time} ${text}`, { at: BigInt(time), text });
    }
  }
  const sorted = [...groups]
    .map(([name, lines]): [string, Line[]] => [
      name,
      [...lines.values()].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    ])
    .filter(([, lines]) => lines.length > 0)
    .toSorted(([, a], [, b]) => b.length - a.length);
  return new Map(sorted);
}

function nameOf(stream: Record<string, string>): string {
  const pod = stream["pod"] ?? stream["k8s_pod_name"];
  const container = stream["container"] ?? stream["k8s_container_name"];
  const parts = [pod, container].filter((part) => part !== undefined);
  if (parts.length > 0) return parts.join("/");
  return stream["service_name"] ?? stream["app"] ?? stream["job"] ?? stream["filename"] ?? "unnamed";
}

function evidenceOf(name: string, lines: readonly Line[], truncated: boolean): CollectedEvidence {
  const text = lines.map((line) => `${timeOf(line.at)} ${line.text.replaceAll(/\r?\n/g, " ⏎ ")}`).join("\n");
  return { kind: "container_log", title: `Log of ${name} (Loki)`, content: `${text}\n`, truncated };
}

function timeOf(at: bigint): string {
  const date = new Date(Number(at / 1_000_000n));
  return Number.isNaN(date.getTime()) ? "1970-01-01T00:00:00.000Z" : date.toISOString();
}

function count(streams: Streams): number {
  return streams.reduce((sum, { values }) => sum + values.length, 0);
}

function nothingFound(name: string): DataGap {
  return {
    missing: `Logs of ${name} in Loki`,
    code: "not_found",
    remedy:
      "Loki has no stream under the labels that name it; see docs/alertmanager.md for those that are tried.",
  };
}

function tooMany(streams: number, kept: number): DataGap {
  return {
    missing: `The logs of ${streams - kept} more containers`,
    code: "too_large",
    remedy: "Read them in Loki; the containers with the most lines were taken.",
  };
}
