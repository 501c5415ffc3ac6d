import { serve } from "@hono/node-server";
import pino from "pino";
import type { Access } from "../../src/http/access.ts";
import { createApp } from "../../src/http/create-app.tsx";
import type { Services } from "../../src/services/services.ts";

export interface ServedApp {
  /** `http://127.0.0.1:PORT` */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** The app behind a real HTTP server on a free port. */
export async function serveApp(services: Services, access: Access): Promise<ServedApp> {
  const app = createApp({ services, access, logger: pino({ level: "silent" }) });
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
      resolve({
        url: `http://127.0.0.1:${port}`,
        port,
        close: () =>
          new Promise((closed, failed) => {
            server.close((error) => (error === undefined ? closed() : failed(error)));
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
  });
}
