import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import {
  type ClusterDiagnosis,
  type ClusterEvidence,
  diagnoseClusterInTurns,
} from "../../cluster-diagnosis/index.ts";
import type { Category, Cause, DataGap, Evidence, EvidenceKind } from "../../domain/index.ts";
import { analyzeLog } from "../../log-analysis/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import { cite } from "../evidence/quotes.ts";

/** Kinds of evidence that may tell of a cluster. */
const CLUSTER_KINDS: readonly EvidenceKind[] = [
  "files",
  "objects",
  "events",
  "container_log",
  "previous_log",
];
/** Of those, what holds objects and lists beside logs, and is read by the table for both. */
const READ_BY_TABLE: readonly EvidenceKind[] = ["files", "objects", "events"];
/** Bytes read of all evidence together, small pieces first: what describes is short, what is long is a log. */
const MAX_BYTES = 48 * 1024 * 1024;
/** Causes beside the first. */
const MAX_OTHERS = 2;
/** How much of its confidence is left to a cause that stands behind a deeper one. */
const BEHIND = 0.4;

export interface ClusterCauses {
  category: Category;
  summary: string;
  /** Best first; empty when everything looked at is well. */
  causes: Cause[];
  ruledOut: string[];
  gaps: DataGap[];
}

/** What a collector of the cluster gives beside the text: the objects that it shows. */
const WithObjects = z.object({ objects: z.array(z.unknown()) });

/** Whether evidence of this kind has been read whole, its logs included, once the table has been asked. */
export function isReadByTable(kind: EvidenceKind): boolean {
  return READ_BY_TABLE.includes(kind);
}

/** What the diagnosis table says of evidence from a cluster; undefined when there is none. */
export async function causesFromCluster(
  store: Pick<EvidenceStore, "read" | "lines" | "data">,
  incident: string,
  evidence: readonly Evidence[],
  signal: AbortSignal,
): Promise<ClusterCauses | undefined> {
  const pieces = evidence.filter((entry) => CLUSTER_KINDS.includes(entry.kind));
  const { files, gaps } = await readFiles(store, incident, pieces, signal);
  const found = await diagnosed({ files, readLog: (text) => analyzeLog(Buffer.from(text)) }, signal);
  if (found === undefined) return undefined;
  return {
    category: found.category,
    summary: found.summary,
    causes: await citedCauses(store, incident, found),
    ruledOut: found.ruledOut,
    gaps,
  };
}

/** Lets the rest of the process have its turn between two of the diagnosis: evidence may take seconds to read. */
async function diagnosed(
  evidence: ClusterEvidence,
  signal: AbortSignal,
): Promise<ClusterDiagnosis | undefined> {
  const turns = diagnoseClusterInTurns(evidence);
  for (;;) {
    const turn = turns.next();
    if (turn.done) return turn.value;
    await setImmediate(undefined, { signal });
  }
}

async function readFiles(
  store: Pick<EvidenceStore, "read" | "data">,
  incident: string,
  pieces: readonly Evidence[],
  signal: AbortSignal,
): Promise<{ files: ClusterEvidence["files"]; gaps: DataGap[] }> {
  const files: ClusterEvidence["files"][number][] = [];
  const gaps: DataGap[] = [];
  let left = MAX_BYTES;
  for (const piece of pieces.toSorted((a, b) => a.bytes - b.bytes)) {
    if (piece.bytes > left) {
      gaps.push({
        missing: `The cluster's rules over ${piece.title}, which is too long for them`,
        code: "too_large",
        remedy: "Give a shorter part of it, around the time of the failure.",
      });
      continue;
    }
    left -= piece.bytes;
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.read(incident, piece.id)) {
      signal.throwIfAborted();
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString("utf8");
    const known = piece.kind === "objects" ? await store.data(incident, piece.id) : undefined;
    const objects = WithObjects.safeParse(known).data?.objects;
    files.push({ id: piece.id, name: piece.title, text, ...(objects ? { objects } : {}) });
  }
  return { files, gaps };
}

/**
 * The causes in the words of the domain, quoted from the store. Those behind the first are what follows from it or
 * stands beside it, so they are stated with less confidence and one quote: evidence for a symptom is plentiful, and
 * counting it would let the symptom pass its cause.
 */
async function citedCauses(
  store: Pick<EvidenceStore, "lines">,
  incident: string,
  found: ClusterDiagnosis,
): Promise<Cause[]> {
  const causes: Cause[] = [];
  for (const [index, cause] of found.causes.slice(0, 1 + MAX_OTHERS).entries()) {
    const wanted = index === 0 ? cause.citations : cause.citations.slice(0, 1);
    const citations: Cause["citations"] = [];
    for (const { evidence, start, end } of wanted) {
      const citation = await cite(store, incident, evidence, { start, end, focus: start });
      if (citation) citations.push(citation);
    }
    if (citations.length === 0) continue;
    causes.push({
      statement: cause.statement,
      category: cause.category,
      verdict: "inconclusive",
      confidence: index === 0 ? cause.confidence : cause.confidence * BEHIND,
      citations,
      origin: "rules",
    });
  }
  return causes;
}
