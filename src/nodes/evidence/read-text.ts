import type { EvidenceStore } from "../../store/ports.ts";

/** The end of a stored text, at most `maxBytes` of it; a failure is told near the end more often than not. */
export async function readTail(
  store: Pick<EvidenceStore, "read">,
  incident: string,
  evidence: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of store.read(incident, evidence)) {
    signal.throwIfAborted();
    chunks.push(chunk);
    size += chunk.length;
    while (chunks.length > 1 && size - (chunks[0]?.length ?? 0) >= maxBytes) {
      size -= chunks.shift()?.length ?? 0;
    }
  }
  const bytes = Buffer.concat(chunks);
  return bytes.subarray(Math.max(0, bytes.length - maxBytes)).toString("utf8");
}
