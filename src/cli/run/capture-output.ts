import { createRedactor } from "../../log-analysis/redact/index.ts";
import { createCapturedLog } from "./captured-log.ts";
import { createLineWeaver } from "./line-weaver.ts";

export interface OutputCapture {
  tee(stream: 0 | 1, chunk: Uint8Array): Promise<void>;
  /** Ends the file; false when nothing usable could be kept. */
  finish(): Promise<boolean>;
}

/**
 * Keeps what a command says in a bounded file, without its secrets. A full disk or a redactor that fails
 * costs the file and never the command: its output passes through all the same.
 */
export async function captureOutput(file: string, salt: string): Promise<OutputCapture> {
  const log = await createCapturedLog(file);
  const weaver = createLineWeaver(2);
  const redactor = createRedactor({ salt });
  let usable = true;

  async function keep(text: () => string): Promise<void> {
    if (!usable) return;
    try {
      const redacted = text();
      if (redacted !== "") await log.write(redacted);
    } catch {
      usable = false;
    }
  }

  return {
    tee: (stream, chunk) => keep(() => redactor.push(weaver.push(stream, chunk))),
    async finish() {
      await keep(() => redactor.push(weaver.end()) + redactor.finish());
      try {
        if (usable) await log.finish();
        else await log.discard();
      } catch {
        usable = false;
      }
      return usable;
    },
  };
}
