/** Bounds on what one request may cost. */
export interface KubernetesLimits {
  /** Most objects read of one kind. */
  objects: number;
  /** Most pods that are described; those that fail come first. */
  pods: number;
  /** Most pods whose logs are read, and most containers of all. */
  logPods: number;
  logContainers: number;
  /** Lines that are asked for of one log, bytes kept of it, and bytes read. */
  logLines: number;
  logBytes: number;
  logReadBytes: number;
  /** Most events told, newest kept. */
  events: number;
  /** Characters of the objects' text. */
  textBytes: number;
  /** Revisions of a rollout that are compared. */
  revisions: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: KubernetesLimits = {
  objects: 2_000,
  pods: 20,
  logPods: 6,
  logContainers: 16,
  logLines: 5_000,
  logBytes: 4 * MiB,
  logReadBytes: 32 * MiB,
  events: 300,
  textBytes: MiB,
  revisions: 10,
};
