import pino from "pino";
import { expect, test } from "vitest";
import { InquestError } from "../../src/domain/index.ts";
import { watchSources } from "../../src/services/watch-sources.ts";
import type { PollSource } from "../../src/triggers/poll-source.ts";

test("a host that is away for a moment is told once, with what to do, and so is its return", async () => {
  const away = new InquestError(
    "unreachable",
    "GitHub cannot be asked.",
    "Check GITHUB_API_URL and the network.",
  );
  const stopped = new AbortController();
  let looks = 0;
  const source: PollSource = {
    name: "github acme/shop",
    source: "github",
    look: async () => {
      looks += 1;
      if (looks < 3) throw away;
      return { news: [], position: { since: "2026-03-14T10:00:00Z", told: [] } };
    },
  };
  const notes: string[] = [];
  const logged: string[] = [];
  await watchSources(
    {
      sources: [source],
      positions: { read: async () => undefined, write: async () => undefined },
      incidents: { receive: async () => expect.fail("there is no news") },
      logger: pino({ level: "warn" }, { write: (line: string) => void logged.push(line) }),
      every: 0,
      onNote: (line) => {
        notes.push(line);
        if (line.endsWith("again")) stopped.abort();
      },
    },
    stopped.signal,
  );
  expect(notes).toEqual([
    "GitHub cannot be asked. Check GITHUB_API_URL and the network.",
    "github acme/shop answers again",
  ]);
  // The words are enough; no stack beside them.
  expect(logged).toEqual([]);
});
