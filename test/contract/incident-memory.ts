import { expect, test } from "vitest";
import type { IncidentMemory, MemoryEntry } from "../../src/vectorstore/incident-memory.ts";

const signal = new AbortController().signal;

/** What every incident memory does. `create` gives an empty one. */
export function itRemembersIncidents(name: string, create: () => IncidentMemory | Promise<IncidentMemory>) {
  const missingModule = "Error: Cannot find module './cart' imported from checkout.ts";
  const fullDisk = "write /var/lib/docker/layer.tar: no space left on device";

  test(`${name}: recalls by meaning what differs only in its numbers and directories, and nothing else`, async () => {
    const memory = await create();
    await memory.remember(entry("INC-1", { text: `${missingModule} at /home/a/src (run 4711)` }), { signal });
    await memory.remember(entry("INC-2", { text: fullDisk, category: "disk_full" }), { signal });
    const found = await memory.recall(
      { text: `${missingModule} at /builds/b/src (run 99)`, signature: "other", limit: 5 },
      { signal },
    );
    expect(found).toEqual([
      {
        incident: "INC-1",
        title: "title of INC-1",
        summary: "summary of INC-1",
        category: "compile_error",
        openedAt: "2026-03-01T10:00:00.000Z",
        match: "meaning",
        score: expect.any(Number),
      },
    ]);
    expect(found[0]?.score).toBeGreaterThan(0.7);
    expect(found[0]?.score).toBeLessThanOrEqual(1);
  });

  test(`${name}: the same signature comes first, newest first, each incident once`, async () => {
    const memory = await create();
    await memory.remember(entry("INC-8", { signature: "elsewhere", text: missingModule }), { signal });
    for (const id of ["INC-9", "INC-11", "INC-10"]) {
      await memory.remember(entry(id, { signature: "same", text: fullDisk }), { signal });
    }
    const query = { text: missingModule, signature: "same", limit: 10 };
    const found = await memory.recall(query, { signal });
    expect(found.map(({ incident, match }) => [incident, match])).toEqual([
      ["INC-11", "signature"],
      ["INC-10", "signature"],
      ["INC-9", "signature"],
      ["INC-8", "meaning"],
    ]);
    const two = await memory.recall({ ...query, limit: 2 }, { signal });
    expect(two.map(({ incident }) => incident)).toEqual(["INC-11", "INC-10"]);
  });

  test(`${name}: the incident that asks is never in its own answer`, async () => {
    const memory = await create();
    await memory.remember(entry("INC-1", { signature: "s" }), { signal });
    await memory.remember(entry("INC-2", { signature: "t" }), { signal });
    const text = entry("INC-1").text;
    const bySignature = await memory.recall({ text, signature: "s", exclude: "INC-1", limit: 5 }, { signal });
    expect(bySignature.map(({ incident }) => incident)).toEqual(["INC-2"]);
    const one = await memory.recall({ text, signature: "u", exclude: "INC-1", limit: 1 }, { signal });
    expect(one.map(({ incident }) => incident)).toEqual(["INC-2"]);
  });

  test(`${name}: what ended an incident is recalled with it; an unknown incident is passed over`, async () => {
    const memory = await create();
    await memory.remember(entry("INC-1", { signature: "s" }), { signal });
    await memory.resolve("INC-1", "reverted 1a2b3c4", { signal });
    await memory.resolve("INC-404", "never seen", { signal });
    const found = await memory.recall({ text: "", signature: "s", limit: 5 }, { signal });
    expect(found.map(({ incident, resolution }) => [incident, resolution])).toEqual([
      ["INC-1", "reverted 1a2b3c4"],
    ]);
  });

  test(`${name}: remembering an incident again replaces what was known of it`, async () => {
    const memory = await create();
    await memory.remember(entry("INC-1", { signature: "s", text: missingModule }), { signal });
    await memory.resolve("INC-1", "by hand", { signal });
    await memory.remember(entry("INC-1", { signature: "t", text: fullDisk, title: "now this" }), { signal });
    expect(await memory.recall({ text: missingModule, signature: "s", limit: 5 }, { signal })).toEqual([]);
    const [found] = await memory.recall({ text: fullDisk, signature: "", limit: 5 }, { signal });
    expect(found).toMatchObject({ incident: "INC-1", title: "now this", match: "meaning" });
    expect(found).not.toHaveProperty("resolution");
  });

  test(`${name}: an empty memory and an empty question have no answer`, async () => {
    const memory = await create();
    expect(await memory.recall({ text: missingModule, signature: "s", limit: 5 }, { signal })).toEqual([]);
    await memory.remember(entry("INC-1", { signature: "", text: "" }), { signal });
    expect(await memory.recall({ text: "", signature: "", limit: 5 }, { signal })).toEqual([]);
  });

  test(`${name}: hostile text is kept within bounds, not refused`, async () => {
    const memory = await create();
    const hostile = `\ud800 \u0000 \u001b[31m ${"€".repeat(100_000)} ${"x".repeat(100_000)}`;
    const every = {
      title: hostile,
      summary: hostile,
      text: hostile,
      resolution: hostile,
      repository: hostile,
    };
    await memory.remember(entry("INC-1", { ...every, signature: "s" }), { signal });
    await memory.resolve("INC-1", hostile, { signal });
    const found = await memory.recall({ text: hostile, signature: "s", limit: 5 }, { signal });
    expect(found).toMatchObject([{ incident: "INC-1", match: "signature" }]);
  });

  test(`${name}: an abort ends a verb with its reason`, async () => {
    const memory = await create();
    const reason = new Error("shutting down");
    await expect(memory.remember(entry("INC-1"), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
}

function entry(incident: string, known: Partial<MemoryEntry> = {}): MemoryEntry {
  return {
    incident,
    title: `title of ${incident}`,
    summary: `summary of ${incident}`,
    category: "compile_error",
    signature: `signature of ${incident}`,
    text: "Error: Cannot find module './cart' imported from checkout.ts",
    repository: "acme/shop",
    openedAt: "2026-03-01T10:00:00.000Z",
    ...known,
  };
}
