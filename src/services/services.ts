import type {
  Citation,
  Evidence,
  Incident,
  IncidentStatus,
  Silence,
  SilenceMatcher,
  Step,
  Subject,
} from "../domain/index.ts";
import type { WebhookRequest } from "../triggers/trigger.ts";

/** How every surface tells an error: a stable code, one plain sentence, what to do about it. */
export interface ErrorBody {
  code: string;
  message: string;
  remedy: string;
}

/** What became of a webhook delivery. It is durable when `receiveWebhook` answers 202. */
export type WebhookAnswer =
  | {
      status: 202;
      body: {
        /**
         * `updated`: a signal ended, and others keep its incident open. `deployed`: a deployment went well, which is
         * remembered. `silenced`: somebody asked for that.
         */
        outcome:
          | "opened"
          | "joined"
          | "resolved"
          | "updated"
          | "deployed"
          | "silenced"
          | "duplicate"
          | "ignored";
        /** The incidents it opened, joined, resolved or updated. */
        incidents: string[];
        /** Why it was ignored. */
        reason?: string;
      };
    }
  | { status: 400 | 401 | 403 | 404 | 413 | 503; body: { error: ErrorBody } };

export interface IncidentFilter {
  status?: IncidentStatus;
  /** Searches titles, summaries, repositories and commits. */
  text?: string;
  /** 1 to 100. */
  limit: number;
  /** Id of the last incident of the page before this one. */
  before?: string;
}

/** What to investigate: an address that a collector knows (a run's page), or a subject. */
export type InvestigationWish = { url: string } | { subject: Subject };

/** The chat's answer. `text` is Markdown and untrusted like everything that quotes a log. */
export interface Answer {
  text: string;
  /** Incidents that the answer is about, most relevant first. */
  incidents: string[];
  citations: ({ incident: string } & Citation)[];
}

export interface Health {
  /** False while a part that answers depend on is not reachable. */
  ready: boolean;
  parts: { name: string; ready: boolean; message?: string }[];
}

/**
 * The verbs that every surface calls: HTTP, MCP, the command line. They reject with an `InquestError`; the
 * codes a surface knows how to map are `incident_not_found`, `evidence_not_found`, `signal_not_found`,
 * `silence_not_found`, `invalid_request`, `not_configured` and `unavailable`.
 */
export interface Services {
  /** Verifies, parses and records one delivery. Never rejects for any body; `source` is untrusted. */
  receiveWebhook(source: string, request: WebhookRequest): Promise<WebhookAnswer>;
  /** Newest first. */
  listIncidents(filter: IncidentFilter): Promise<Incident[]>;
  /** With its post-mortem, once there is one. Rejects with `incident_not_found`. */
  showIncident(id: string): Promise<Incident>;
  listEvidence(id: string): Promise<Evidence[]>;
  /** Lines `start` to `end`, 1-based, inclusive; fewer when the text is shorter. */
  evidenceLines(id: string, evidence: string, start: number, end: number): Promise<string[]>;
  /** The whole stored text in chunks of UTF-8. */
  readEvidence(id: string, evidence: string): AsyncIterable<Uint8Array>;
  /** Steps with a sequence above `after`, oldest first. */
  steps(id: string, after: number): Promise<Step[]>;
  /** Yields steps as they are added, and ends once the investigation has ended or the signal aborts. */
  followSteps(id: string, after: number, signal: AbortSignal): AsyncIterable<Step>;
  /** Opens an incident (or joins the open one) and queues its investigation. */
  investigate(wish: InvestigationWish): Promise<Incident>;
  /** Makes an incident of its own of one signal. Rejects with `incident_not_found` or `signal_not_found`. */
  splitIncident(id: string, signal: number): Promise<Incident>;
  silence(silence: { matcher: SilenceMatcher; until: string; reason?: string }): Promise<Silence>;
  /** Those that hold, newest first; with `all`, those that have ended too. */
  listSilences(filter?: { all?: boolean }): Promise<Silence[]>;
  /** Rejects with `silence_not_found`. */
  removeSilence(id: string): Promise<void>;
  ask(question: string, signal: AbortSignal): Promise<Answer>;
  health(): Promise<Health>;
}
