import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { InquestError } from "../domain/index.ts";

export interface Listening {
  /** Where a person on this machine reaches it. */
  url: string;
  /** Answers with this from now on; before, everything is answered with 503. */
  answerWith(fetch: (request: Request) => Response | Promise<Response>): void;
  /** Takes no more requests and lets those in flight end within a moment. */
  close(): Promise<void>;
}

/** Requests that follow an investigation never end by themselves. */
const graceMs = 1_000;

/**
 * Takes the port before anything else is started, so that a taken one is told at once.
 *
 * @throws InquestError `port_taken`, `port_forbidden` or `address_unavailable`.
 */
export async function listen(host: string, port: number): Promise<Listening> {
  let answer: (request: Request) => Response | Promise<Response> = () =>
    new Response("Inquest is starting.\n", { status: 503, headers: { "retry-after": "5" } });
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
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
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
