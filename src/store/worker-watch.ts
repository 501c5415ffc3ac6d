import { EventEmitter } from "node:events";
import type { WorkerEvents } from "graphile-worker";

export interface WorkerWatch {
  events: WorkerEvents;
  /** What this process's workers lock jobs with. */
  workerIds(): string[];
  /** The jobs that are being worked on here. */
  activeJobs(): string[];
  /** Resolves when the workers must be started anew, or when the signal aborts. */
  fallen(signal: AbortSignal): Promise<void>;
}

/** Keeps count of graphile-worker's workers in this process by what they tell. */
export function watchWorkers(): WorkerWatch {
  const events: WorkerEvents = new EventEmitter();
  const workerIds = new Set<string>();
  const activeJobs = new Set<string>();
  let everLooked = false;
  let fall: () => void = () => undefined;

  events.on("pool:create", () => {
    everLooked = false;
  });
  events.on("worker:create", ({ worker }) => workerIds.add(worker.workerId));
  events.on("worker:stop", ({ worker }) => workerIds.delete(worker.workerId));
  events.on("worker:getJob:empty", () => {
    everLooked = true;
  });
  events.on("job:start", ({ job }) => {
    everLooked = true;
    activeJobs.add(job.id);
  });
  events.on("job:complete", ({ job }) => activeJobs.delete(job.id));
  // graphile-worker 0.16 keeps the failure of its very first look for ever (`getTaskDetails`).
  events.on("worker:getJob:error", () => {
    if (!everLooked) fall();
  });
  // A worker that could not give its job back ends; what it holds is freed like a dead process's.
  events.on("worker:fatalError", ({ worker }) => {
    workerIds.delete(worker.workerId);
    const job = worker.getActiveJob();
    if (job) activeJobs.delete(job.id);
    fall();
  });

  return {
    events,
    workerIds: () => [...workerIds],
    activeJobs: () => [...activeJobs],
    fallen: (signal) =>
      new Promise((resolve) => {
        fall = resolve;
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
  };
}
