import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface LokiQuestion {
  query: string;
  /** Seconds since 1970. */
  start: number;
  end: number;
  limit: number;
  headers: IncomingMessage["headers"];
}

export interface LokiStream {
  labels: Record<string, string>;
  /** ISO time and text. */
  lines: readonly (readonly [string, string])[];
}

/** Loki's query API on 127.0.0.1, as far as Inquest uses it; anything else is answered 500 and remembered. */
export interface LokiStandIn {
  url: string;
  questions: LokiQuestion[];
  /** Answers come before those of `streams`, each once: a status (0: none ever), possibly with headers or a body. */
  next(...answers: { status: number; headers?: Record<string, string>; body?: string | Buffer }[]): void;
  assertClean(): void;
  close(): Promise<void>;
}

/** Serves the lines whose stream fits the selector, within range and limit, newest first, as Loki does. */
export async function createLokiStandIn(streams: readonly LokiStream[]): Promise<LokiStandIn> {
  const questions: LokiQuestion[] = [];
  const unexpected: string[] = [];
  const scripted: Parameters<LokiStandIn["next"]> = [];

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://loki");
    const parameter = (name: string) => url.searchParams.get(name) ?? "";
    const complaint = complaintAbout(request, url);
    if (complaint !== undefined) {
      unexpected.push(complaint);
      return send(response, 500, complaint);
    }
    const question: LokiQuestion = {
      query: parameter("query"),
      start: Number(parameter("start")) / 1e9,
      end: Number(parameter("end")) / 1e9,
      limit: Number(parameter("limit")),
      headers: request.headers,
    };
    questions.push(question);
    const answer = scripted.shift();
    if (answer?.status === 0) return;
    if (answer !== undefined) return send(response, answer.status, answer.body ?? "", answer.headers);
    send(response, 200, JSON.stringify(answerTo(question, streams)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    questions,
    next: (...answers) => scripted.push(...answers),
    assertClean: () => {
      if (unexpected.length > 0) throw new Error(`Loki was asked: ${unexpected.join("; ")}`);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const SELECTOR = /^\{((?:[a-z][a-z0-9_]*=~?"(?:[^"\\]|\\.)*",?)+)\}(?: \|~ ("(?:[^"\\]|\\.)*"))?$/;

function complaintAbout(request: IncomingMessage, url: URL): string | undefined {
  const { searchParams } = url;
  if (request.method !== "GET" || url.pathname !== "/loki/api/v1/query_range")
    return `${request.method} ${url.pathname}`;
  if (!SELECTOR.test(searchParams.get("query") ?? "")) return `bad LogQL: ${searchParams.get("query")}`;
  for (const name of ["start", "end"]) {
    if (!/^\d{19}$/.test(searchParams.get(name) ?? "")) return `${name} is not in nanoseconds`;
  }
  if (Number(searchParams.get("limit")) > 5_000) return "max entries limit per query exceeded";
  return searchParams.get("direction") === "backward" ? undefined : "direction";
}

function answerTo({ query, start, end, limit }: LokiQuestion, streams: readonly LokiStream[]) {
  const [, matchers = "", filter] = SELECTOR.exec(query) ?? [];
  const wanted = [...matchers.matchAll(/([a-z][a-z0-9_]*)=(~?)("(?:[^"\\]|\\.)*")/g)];
  const pattern =
    filter === undefined ? undefined : new RegExp((JSON.parse(filter) as string).replace("(?i)", ""), "i");
  let left = limit;
  const result = [];
  for (const { labels, lines } of streams) {
    const fits = wanted.every(([, name = "", regex, text = '""']) => {
      const value = JSON.parse(text) as string;
      const label = labels[name] ?? "";
      return regex === "~" ? new RegExp(`^(?:${value})$`).test(label) : label === value;
    });
    if (!fits) continue;
    const values = lines
      .filter(([time]) => Date.parse(time) / 1000 >= start && Date.parse(time) / 1000 < end)
      .filter(([, text]) => pattern === undefined || pattern.test(text))
      .toReversed()
      .slice(0, left)
      .map(([time, text]) => [`${BigInt(Date.parse(time)) * 1_000_000n}`, text]);
    left -= values.length;
    if (values.length > 0) result.push({ stream: labels, values });
  }
  return { status: "success", data: { resultType: "streams", result, stats: {} } };
}

function send(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
}
