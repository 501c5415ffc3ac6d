import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type {
  Evidence,
  EvidenceKind,
  FailureEvent,
  IncidentStatus,
  PostMortem,
  SilenceMatcher,
  Step,
} from "../domain/index.ts";

/** Everything of Inquest lives in this schema of the database; the queue and the checkpoints have their own. */
export const schemaName = "inquest";

type Written = ColumnType<Date, string | undefined, string>;
type Json<Value extends object> = JSONColumnType<Value, string, string>;

/** The tables as the migrations leave them. Hashes are SHA-256: the names behind them may be of any length. */
export interface Tables {
  incidents: {
    number: Generated<number>;
    status: IncidentStatus;
    event: Json<FailureEvent>;
    event_count: Generated<number>;
    dedupe_hash: Buffer;
    stream_hash: Buffer;
    commit: string | null;
    opened_at: Written;
    updated_at: Written;
    /** When its latest failure happened; a success before that resolves nothing. */
    last_failed_at: ColumnType<Date, string, string>;
    resolved_at: ColumnType<Date | null, string | null | undefined, string>;
    resolution: string | null;
    /** Of its latest post-mortem; 0 before there is one. */
    version: Generated<number>;
    last_step: Generated<number>;
    last_evidence: Generated<number>;
    /** Lower-case text that `list` searches. */
    search: string;
    signal_count: Generated<number>;
    last_signal: Generated<number>;
    /** The last signal that an investigation has taken up. */
    taken_signal: Generated<number>;
    /** How often its stream failed within the flapping period; null when it does not flap. */
    flaps: number | null;
    flapping_since: ColumnType<Date | null, string | null | undefined, string | null>;
    /** The incident of this flapping period that the team was told of, when it is another one. */
    flaps_told_by: number | null;
    /** When its old texts, steps, deliveries and checkpoints were removed. */
    cleaned_at: ColumnType<Date | null, string | null | undefined, string | null>;
    /** The older incident that has this one's signals now, and why. */
    merged_into: ColumnType<number | null, never, number | null>;
    merged_reason: ColumnType<string | null, never, string | null>;
    merged_at: ColumnType<Date | null, never, string | null>;
    /** What was added there to the numbers of the signals, so that they can come back under their own. */
    merged_offset: ColumnType<number | null, never, number | null>;
  };
  signals: {
    incident: number;
    number: number;
    event: Json<FailureEvent>;
    likeness_hash: Buffer;
    identity_hash: Buffer;
    reason: string;
    repeats: Generated<number>;
    received_at: Written;
    first_failed_at: ColumnType<Date, string, string>;
    last_failed_at: ColumnType<Date, string, string>;
    resolved_at: ColumnType<Date | null, string | null | undefined, string | null>;
    resolution: string | null;
    /** A deployment that went well: nothing of it is open, and it keeps no incident open. */
    is_change: Generated<boolean>;
  };
  /** Where a signal is found by what it may share with another. */
  signal_keys: { key: Buffer; incident: number; signal: number };
  /** Each distinct failure that a signal stands for: a storm of alerts about many pods is one signal. */
  failures: {
    incident: number;
    signal: number;
    dedupe_hash: Buffer;
    stream_hash: Buffer;
    last_failed_at: ColumnType<Date, string, string>;
    resolved_at: ColumnType<Date | null, string | null | undefined, string | null>;
    /** When it had recovered before it failed again under the same key; the latest few. */
    recovered_at: Generated<Date[]>;
  };
  /** Deployments that went well: what an alert may be about. Kept as short as they can be. */
  deployments: {
    number: Generated<string>;
    delivery_hash: Buffer;
    /** The same service in the same environment. */
    place_hash: Buffer;
    event: Json<FailureEvent>;
    commit: string | null;
    deployed_at: ColumnType<Date, string, string>;
  };
  deployment_keys: { key: Buffer; deployed_at: ColumnType<Date, string, string>; deployment: string };
  /** Pairs of identities that somebody split; in order. */
  not_the_same: { one: Buffer; other: Buffer; told_at: Written };
  silences: {
    number: Generated<number>;
    matcher: Json<SilenceMatcher>;
    reason: string | null;
    created_at: Written;
    until: ColumnType<Date, string, string>;
    removed_at: ColumnType<Date | null, string | null | undefined, string | null>;
    count: Generated<number>;
    last_at: ColumnType<Date | null, string | null | undefined, string | null>;
  };
  deliveries: {
    hash: Buffer;
    source: string;
    delivery_id: string;
    received_at: Written;
    kind: FailureEvent["kind"];
    occurred_at: ColumnType<Date, string, string>;
    dedupe_hash: Buffer;
    stream_hash: Buffer;
    event: Json<FailureEvent>;
    incident: number | null;
    signal: number | null;
    /** The silence that kept it from opening an incident. */
    silence: number | null;
  };
  post_mortems: {
    incident: number;
    version: number;
    content: Json<PostMortem>;
    written_at: Written;
  };
  steps: {
    incident: number;
    sequence: number;
    node: string;
    state: Step["state"];
    message: string;
    at: Written;
  };
  /** A text of some evidence: its chunks. One that no evidence refers to was left by a crash. */
  contents: {
    id: Generated<string>;
    created_at: Written;
  };
  chunks: {
    content: string;
    chunk: number;
    /** 1-based number of the line that the chunk's first byte belongs to. */
    first_line: number;
    /** Line ends in the chunk. */
    line_ends: number;
    /** Gzipped UTF-8. */
    body: Buffer;
  };
  evidence: {
    incident: number;
    number: number;
    kind: EvidenceKind;
    title: string;
    title_hash: Buffer;
    collector: string;
    url: string | null;
    bytes: ColumnType<string, number, number>;
    lines: number;
    sha256: string;
    truncated: boolean;
    redactions: Json<Evidence["redactions"]>;
    round: number;
    collected_at: Written;
    data: ColumnType<unknown, string | null, string | null>;
    content: string;
  };
  outbox: {
    incident: number;
    channel: string;
    wanted: number;
    sending: number | null;
    sent: Generated<number>;
    receipt: ColumnType<Record<string, string> | null, string | null | undefined, string | null>;
    updated_at: Written;
  };
  workers: {
    id: string;
    host: string;
    pid: number;
    started: string;
    worker_ids: string[];
    beat_at: Written;
  };
}
