import type {
  Evidence,
  EvidenceKind,
  FailureEvent,
  Incident,
  IncidentStatus,
  PostMortem,
  Silence,
  SilenceMatcher,
  Step,
} from "../domain/index.ts";

/** Webhook deliveries seen, so that a redelivery does nothing twice. */
export interface ReceivedDelivery {
  source: string;
  deliveryId: string;
  event: FailureEvent;
}

export type Received =
  /** The delivery was seen before. */
  | { kind: "duplicate" }
  /** A new incident; its investigation is queued in the same transaction. */
  | { kind: "opened"; incident: Incident }
  /** The failure belongs to an incident that is open already. */
  | { kind: "joined"; incident: Incident }
  /** A success ended these incidents; their notification update is queued. Empty when none was open. */
  | { kind: "resolved"; incidents: Incident[] }
  /** A success ended a signal of these incidents, which others keep open. */
  | { kind: "updated"; incidents: Incident[] }
  /** A deployment went well and ended nothing: it is remembered, and a signal of these open incidents. */
  | { kind: "deployed"; incidents: Incident[] }
  /** Somebody silenced it: it is recorded, and nothing follows from it. */
  | { kind: "silenced"; silence: string };

export interface IncidentStore {
  /** Durable and idempotent: delivery, incident, and queued work in one transaction. */
  receive(delivery: ReceivedDelivery): Promise<Received>;
  /** With its signals. */
  get(id: string): Promise<Incident | undefined>;
  /** Newest first. `text` searches titles, summaries, repositories and commits. */
  list(filter: {
    status?: IncidentStatus;
    text?: string;
    limit: number;
    before?: string;
  }): Promise<Incident[]>;
  setStatus(id: string, status: IncidentStatus): Promise<void>;
  /** Writes the post-mortem under the next version (or the same, when its content is alike) and returns it as stored. */
  savePostMortem(id: string, postMortem: PostMortem): Promise<PostMortem>;
  /**
   * Makes a new incident of one signal and has both investigated. The two are remembered as not the same, so
   * that a repetition does not join them again. A signal that came with a merged incident goes back to that one,
   * with all that came with it; a deployment is taken out of the incident, which is given back.
   *
   * @throws InquestError `incident_not_found`, `signal_not_found`, `invalid_request` when it is the only one
   */
  split(id: string, signal: number): Promise<Incident>;
  /** Queues another investigation when a signal joined after the last one began. Gives back whether it did. */
  investigateJoined(id: string): Promise<boolean>;
  addStep(step: Omit<Step, "sequence" | "at">): Promise<Step>;
  steps(incident: string, afterSequence: number): Promise<Step[]>;
  /** Yields steps as any process adds them (LISTEN/NOTIFY), from `afterSequence` on, until the signal. */
  follow(incident: string, afterSequence: number, signal: AbortSignal): AsyncIterable<Step>;
}

export interface EvidenceText {
  kind: EvidenceKind;
  title: string;
  collector: string;
  url?: string;
  round: number;
  truncated: boolean;
  redactions: Record<string, number>;
  data?: unknown;
}

export interface EvidenceStore {
  /**
   * Stores redacted text as it streams in, compressed in chunks. The pair (kind, title) names it within its
   * incident: a second `put` of the same (a resumed fetch) replaces the text and keeps the id. `describe`
   * is called when the text has ended, since redaction counts are known only then.
   */
  put(incident: string, text: AsyncIterable<string>, describe: () => EvidenceText): Promise<Evidence>;
  list(incident: string): Promise<Evidence[]>;
  /** Lines `start` to `end`, 1-based, inclusive; fewer when the text is shorter. */
  lines(incident: string, evidence: string, start: number, end: number): Promise<string[]>;
  /** The whole text in chunks of UTF-8. */
  read(incident: string, evidence: string): AsyncIterable<Uint8Array>;
  data(incident: string, evidence: string): Promise<unknown>;
}

export interface OutboxEntry {
  incident: string;
  channel: string;
  version: number;
  /** Receipt of the incident's earlier message on this channel. */
  previous?: Record<string, string>;
  uncertain: boolean;
}

/** What people do not want to hear of for a while. */
export interface SilenceStore {
  add(silence: { matcher: SilenceMatcher; until: string; reason?: string }): Promise<Silence>;
  /** Those that hold; with `all`, those that have ended too. Newest first, at most 200. */
  list(filter?: { all?: boolean }): Promise<Silence[]>;
  /** Ends it now. False when there is none of this id that holds. */
  remove(id: string): Promise<boolean>;
  /** The silence that keeps this from being told, counted as used. */
  holding(event: FailureEvent, signature: string): Promise<Silence | undefined>;
}

/** What is to be told, once per incident version and channel. */
export interface Outbox {
  /** Idempotent; queues the sending in the same transaction. */
  add(incident: string, version: number, channels: string[]): Promise<void>;
  /** Marks the entry as being sent and returns it; undefined when it was sent, or a newer version supersedes it. */
  begin(incident: string, version: number, channel: string): Promise<OutboxEntry | undefined>;
  sent(incident: string, version: number, channel: string, receipt: Record<string, string>): Promise<void>;
  /** The channels that were told of the incident, or are about to be. */
  told(incident: string): Promise<string[]>;
}

/** What the queue carries. Names and payloads are stable: they outlive a process. */
export interface Tasks {
  investigate: { incident: string };
  notify: { incident: string; version: number; channel: string };
  /** After a resolution: write the new version, remember what ended it, notify. */
  close: { incident: string };
}

export type TaskHandlers = {
  [Name in keyof Tasks]: (payload: Tasks[Name], signal: AbortSignal) => Promise<void>;
};

export interface Queue {
  add<Name extends keyof Tasks>(name: Name, payload: Tasks[Name]): Promise<void>;
  /** Works on tasks until stopped; `stop` lets running tasks end within its grace time, then aborts them. */
  work(handlers: TaskHandlers): Promise<{ stop(): Promise<void> }>;
}
