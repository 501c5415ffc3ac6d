import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { Logger } from "pino";
import type { IncidentStatus, Step } from "../domain/index.ts";
import type { Services } from "../services/services.ts";
import type { AppEnv } from "./app-env.ts";

const HEARTBEAT_MS = 15_000;
/** How long the record may lag behind the last step. */
const LAG_MS = 2_000;

export function isRunning(status: IncidentStatus): boolean {
  return status === "queued" || status === "investigating";
}

/**
 * Server-sent events: one `step` for each step (its id is the sequence, so a browser that reconnects goes
 * on where it was), then `done` with the incident's status once the investigation has ended.
 */
export function streamSteps(
  c: Context<AppEnv>,
  services: Pick<Services, "followSteps" | "showIncident">,
  options: { id: string; after: number; logger: Logger },
): Response {
  const { id, after, logger } = options;
  c.header("Cache-Control", "no-store");
  // Proxies that buffer would show the steps when they are over.
  c.header("X-Accel-Buffering", "no");
  return streamSSE(c, async (stream) => {
    const leaving = new AbortController();
    stream.onAbort(() => leaving.abort());
    const heartbeat = setInterval(() => {
      beat(stream, services, id, leaving).catch(() => leaving.abort());
    }, HEARTBEAT_MS);
    try {
      await sendAll(stream, services.followSteps(id, after, leaving.signal), leaving.signal);
      if (stream.aborted) return;
      await stream.writeSSE({
        event: "done",
        data: JSON.stringify({ status: await finalStatus(services, id) }),
      });
    } catch (failure) {
      logger.error({ incident: id, err: failure }, "following steps failed");
    } finally {
      clearInterval(heartbeat);
      leaving.abort();
    }
  });
}

async function sendAll(
  stream: SSEStreamingApi,
  steps: AsyncIterable<Step>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const step of steps) {
      await stream.writeSSE({ id: String(step.sequence), event: "step", data: JSON.stringify(step) });
    }
  } catch (failure) {
    // Leaving is no failure, however the follower words it.
    if (!signal.aborted) throw failure;
  }
}

/** Keeps the connection open, and ends the wait for a step that will never come. */
async function beat(
  stream: SSEStreamingApi,
  services: Pick<Services, "showIncident">,
  id: string,
  leaving: AbortController,
): Promise<void> {
  await stream.write(": still here\n\n");
  if (!isRunning((await services.showIncident(id)).status)) leaving.abort();
}

async function finalStatus(services: Pick<Services, "showIncident">, id: string): Promise<IncidentStatus> {
  const deadline = Date.now() + LAG_MS;
  for (;;) {
    const { status } = await services.showIncident(id);
    if (!isRunning(status) || Date.now() > deadline) return status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
