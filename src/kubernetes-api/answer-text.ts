import type { IncomingMessage } from "node:http";
import { KubernetesError } from "./kubernetes-error.ts";

/** Of one line of a watch: one object with what happened to it. */
const mostLine = 8 * 1024 * 1024;

/** The whole answer; rejects with `too_large` beyond `most` bytes. */
export async function textOf(answer: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > most) {
      answer.destroy();
      throw new KubernetesError(
        "too_large",
        "The API server's answer is larger than any list of objects should be.",
        "Narrow INQUEST_KUBERNETES_NAMESPACES.",
      );
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The lines of an answer that goes on; rejects with `too_large` when one has no end. */
export async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    let bytes = Buffer.from(chunk as Uint8Array);
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      yield Buffer.concat([...rest, bytes.subarray(0, end)]).toString("utf8");
      rest = [];
      size = 0;
      bytes = bytes.subarray(end + 1);
    }
    size += bytes.length;
    if (size > mostLine) {
      throw new KubernetesError("too_large", "A line of a watch has no end.", "Watch fewer namespaces.");
    }
    if (bytes.length > 0) rest.push(bytes);
  }
}
