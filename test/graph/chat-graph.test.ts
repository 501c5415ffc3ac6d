import { HumanMessage } from "@langchain/core/messages";
import { MemorySaver } from "@langchain/langgraph";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChangeSet, FailureEvent } from "../../src/domain/index.ts";
import { createChatGraph } from "../../src/graph/chat/graph.ts";
import type { ChatResult } from "../../src/nodes/answer/conversation.ts";
import type { Bench } from "../nodes/support.ts";
import { createBench, createTestCollector, failureEvent } from "../nodes/support.ts";

const changes: ChangeSet = {
  head: "feedface00feedface00",
  truncated: false,
  changes: [
    {
      id: "feedface00feedface00",
      title: "Write prices as text",
      author: "Mira Holt",
      files: [{ path: "src/price.ts", added: 2, deleted: 1 }],
    },
  ],
};

let bench: Bench;
let payments: string;
let docs: string;
let search: string;

beforeAll(async () => {
  bench = await createBench({
    collectors: [
      createTestCollector({
        failed_log: {
          kind: "failed_log",
          title: "Log of job build",
          content:
            "> tsc\nsrc/price.ts(12,9): error TS2322: Type 'string' is not assignable to type 'number'.\n",
        },
        changes: { kind: "changes", title: "Changes", content: "one commit\n", data: changes },
      }),
    ],
  });
  payments = await investigated("payments", "Deploy failed on main of acme/payments", "2026-03-01T23:10:00Z");
  docs = await investigated("docs", "Docs failed on main of acme/docs", "2026-03-02T08:00:00Z");
  search = await investigated("search", "CI failed on next of acme/search", "2026-03-02T09:00:00Z");
  await bench.store.incidents.receive({
    source: "github",
    deliveryId: "docs-green",
    event: {
      ...streamOf("docs"),
      kind: "resolution",
      dedupeKey: "docs-green",
      occurredAt: "2026-03-02T08:30:00Z",
      commit: "cafe0123cafe0123",
    },
  });
});

afterAll(async () => {
  await bench.close();
});

function streamOf(name: string): FailureEvent {
  return failureEvent({ stream: `github:acme/${name}:ci.yml:main`, repository: `acme/${name}` });
}

async function investigated(name: string, title: string, occurredAt: string): Promise<string> {
  const incident = await bench.open({ ...streamOf(name), title, occurredAt, service: name });
  await bench.investigate(incident);
  return incident;
}

/** A conversation: each question goes to the same thread. */
function conversation() {
  const graph = createChatGraph({
    ...bench.dependencies,
    now: () => new Date("2026-03-02T10:00:00Z"),
  }).compile({ checkpointer: new MemorySaver() });
  return async (question: string): Promise<{ text: string; result: ChatResult }> => {
    const { messages, result } = await graph.invoke(
      { messages: [new HumanMessage(question)] },
      { configurable: { thread_id: "one" } },
    );
    const last = messages.at(-1);
    expect(last?.additional_kwargs.result).toEqual(result);
    if (result === null) throw new Error("the chat gave no result");
    return { text: last?.text ?? "", result };
  };
}

test("what failed last is the newest incident, with the lines that prove its cause", async () => {
  const { text, result } = await conversation()("What failed last?");
  expect(result.incidents).toEqual([search]);
  expect(text).toContain(search);
  expect(text).toContain("TS2322");
  expect(result.citations[0]).toMatchObject({ incident: search, evidence: "E1" });
});

test.each([
  "why did payments fail?",
  "Why did last night's deploy of payments fail?",
  "what went wrong in acme/payments",
  "why did it fail, payments, again??",
])("%s is answered from the incident that the words name", async (question) => {
  const { result, text } = await conversation()(question);
  expect(result.incidents[0]).toBe(payments);
  expect(result.intent).toBe("why");
  expect(text).toContain("TS2322");
});

test("follow-ups are about the incident of the answer before", async () => {
  const ask = conversation();
  expect((await ask("what failed last?")).result.incidents[0]).toBe(search);
  const before = await ask("and the one before?");
  expect(before.result.incidents[0]).toBe(docs);
  const why = await ask("why?");
  expect(why.result).toMatchObject({ intent: "why", incidents: [docs] });
  const changed = await ask("what changed?");
  expect(changed.text).toContain("Write prices as text");
  expect(changed.result.incidents).toEqual([docs]);
  expect((await ask("and the one before that?")).result).toMatchObject({
    intent: "what_changed",
    incidents: [payments],
  });
});

test("an incident is shown by its id, in any case, with what to do next", async () => {
  const { text, result } = await conversation()(`show ${payments.toLowerCase()}`);
  expect(result.incidents).toEqual([payments]);
  expect(text).toContain("Impact:");
  expect(text).toContain("src/price.ts:12");
});

test("open incidents leave out what is resolved, and all of them do not", async () => {
  const ask = conversation();
  const open = await ask("list open incidents");
  expect(open.result.incidents).toEqual([search, payments]);
  expect((await ask("list all incidents")).result.incidents).toEqual([search, docs, payments]);
});

test("what fixed it names the commit that made it green", async () => {
  const ask = conversation();
  expect((await ask("what fixed docs?")).text).toContain("cafe012");
  expect((await ask(`how was ${search} fixed?`)).text).toContain("not resolved yet");
});

test("two incidents are compared by their ids or as the two just named", async () => {
  const ask = conversation();
  const compared = await ask(`what changed between ${payments} and ${search}?`);
  expect(compared.result.incidents).toEqual([search, payments]);
  expect(compared.text).toContain("They failed the same way.");
  expect((await ask("what is different between the two?")).result.incidents).toEqual([search, payments]);
});

test("seen before is answered from the report when there is no memory", async () => {
  const { text, result } = await conversation()("has payments failed like this before?");
  expect(result.intent).toBe("seen_before");
  expect(text).toContain("Nothing like this was seen before.");
});

test.each(["", "???", "how do I bake bread?", "drop table incidents", "x".repeat(100_000)])(
  "a question it does not understand gets the list of what it does",
  async (question) => {
    const { text, result } = await conversation()(question);
    expect(text).toContain("what failed last?");
    expect(result.incidents).toEqual([]);
  },
);

test("words that match nothing say so and show the latest", async () => {
  const { text } = await conversation()("why did warehouse-robots fail?");
  expect(text).toContain("No incident matches.");
  expect(text).toContain(search);
});

test("what a log or a title wrote stays text in the answer", async () => {
  const incident = await bench.open({
    title: "CI failed [click](https://evil.example) @everyone `x` <img src=x>",
    repository: "acme/hostile",
  });
  const { text } = await conversation()(`show ${incident}`);
  expect(text).not.toContain("](https://evil.example)");
  expect(text).not.toContain("@everyone");
  expect(text).not.toMatch(/(?<!\\)<img/);
  expect(text).toContain("still being investigated");
});
