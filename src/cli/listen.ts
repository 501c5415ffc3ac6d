import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { InquestError } from "../domain/index.ts";

export interface Listening {
  /** Where a person on this machine reaches it. */
  url: string;
  /** Answers with this from now on; before, webhooks wait a while and everything else is answered with 503. */
  answerWith(fetch: Answer): void;
  /** Takes no more requests and lets those in flight end within a moment. */
  close(): Promise<void>;
}

type Answer = (request: Request) => Response | Promise<Response>;

/** GitHub and GitLab give up after ten seconds, and GitHub does not send again. */
const holdMs = 8_000;
/** Webhooks that wait for the start at a time. */
const mostHeld = 200;

/** Requests that follow an investigation never end by themselves. */
const graceMs = 1_000;

/**
 * Takes the port before anything else is started, so that a taken one is told at once.
 *
 * @throws InquestError `port_taken`, `port_forbidden` or `address_unavailable`.
 */
export async function listen(host: string, port: number, hold = holdMs): Promise<Listening> {
  const starting = untilReady(hold);
  let answer: Answer = starting.answer;
  const server = createAdaptorServer({ fetch: (request) => answer(request) }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://${reachable(host)}:${taken}`,
    answerWith: (fetch) => {
      answer = fetch;
      starting.end(fetch);
    },
    close: async () => {
      starting.end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Answers while Inquest starts: a delivery that comes during a restart is held until it can be recorded. */
function untilReady(hold: number): { answer: Answer; end(fetch?: Answer): void } {
  const refuse = () =>
    new Response("Inquest is starting.\n", { status: 503, headers: { "retry-after": "5" } });
  const held = new Set<(answer: Answer) => void>();
  let ended = false;
  return {
    answer: async (request) => {
      const isWebhook = request.method === "POST" && new URL(request.url).pathname.startsWith("/webhooks/");
      if (ended || !isWebhook || held.size >= mostHeld) return refuse();
      const answer = await new Promise<Answer>((resolve) => {
        const timer = setTimeout(() => release(refuse), hold);
        const release = (answer: Answer) => {
          clearTimeout(timer);
          held.delete(release);
          resolve(answer);
        };
        held.add(release);
      });
      return answer(request);
    },
    end: (fetch = refuse) => {
      ended = true;
      for (const release of held) release(fetch);
    },
  };
}

/** An address that listens everywhere is no address to go to. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const told = (code: string, sentence: string, remedy: string) =>
    new InquestError(code, sentence, remedy, { cause });
  if (cause.code === "EADDRINUSE") {
    return told(
      "port_taken",
      `Port ${port} on ${host} is taken.`,
      "Another `inquest serve` may run already; stop it, or choose another port with `--port` or INQUEST_PORT.",
    );
  }
  if (cause.code === "EACCES") {
    return told(
      "port_forbidden",
      `This user may not listen on port ${port}.`,
      "Choose a port above 1023 with `--port` or INQUEST_PORT.",
    );
  }
  if (cause.code && ["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"].includes(cause.code)) {
    return told(
      "address_unavailable",
      `${host} is no address of this machine.`,
      "Correct INQUEST_HOST; 127.0.0.1 listens for this machine only, 0.0.0.0 for everyone.",
    );
  }
  return cause;
}
