import { afterEach, beforeEach, expect, test } from "vitest";
import { InquestError, type PostMortem } from "../../../src/domain/index.ts";
import type { Delivery } from "../../../src/notifiers/notifier.ts";
import { createSlackNotifier } from "../../../src/notifiers/slack/index.ts";
import { samplePostMortem, samplePostMortemWith } from "../../support/sample-post-mortem.ts";
import { type SlackStandIn, startSlackStandIn } from "../../support/slack-stand-in.ts";

let slack: SlackStandIn;

beforeEach(async () => {
  slack = await startSlackStandIn({ pageSize: 2 });
});

afterEach(async () => {
  await slack.close();
  slack.assertClean();
});

function notifier(changes: { token?: string; channel?: string; timeoutMs?: number } = {}) {
  return createSlackNotifier({
    token: changes.token ?? slack.token,
    channel: changes.channel ?? "#incidents",
    apiUrl: slack.apiUrl,
    publicUrl: "https://inquest.example.com/",
    ...(changes.timeoutMs === undefined ? {} : { timeoutMs: changes.timeoutMs }),
  });
}

function delivery(postMortem: PostMortem = samplePostMortem, changes: Partial<Delivery> = {}): Delivery {
  return {
    postMortem,
    uncertain: false,
    idempotencyKey: "INC-7@slack",
    signal: AbortSignal.timeout(20_000),
    ...changes,
  };
}

const resolved = samplePostMortemWith({
  version: 2,
  status: "resolved",
  resolvedAt: "2026-03-14T10:02:00Z",
  resolution: "Run 8850 of ci succeeded at 77be01d “Round half cents again”.",
});

test("the channel reads the cause first, then the proof, the suspect and what fixed it last time", async () => {
  await notifier().deliver(delivery());

  const [message, ...others] = slack.messages();
  expect(others).toEqual([]);
  expect(message?.text).toContain("the cart total is 1999 instead of 2000");
  const lines = slack.shown(message!).split("\n");
  expect(lines[0]).toMatch(/^\*Likely cause:\* ʼsumPricesʼ in src\/cart\.ts truncates half cents/);
  const shown = lines.join("\n");
  expect(shown).toContain("121  AssertionError: expected 1999 to be 2000 // Object.is equality");
  expect(shown).toContain(
    "<https://inquest.example.com/incidents/INC-7/evidence/E3?line=120#L120|E3, lines 120–123>",
  );
  expect(shown).toContain("<https://github.com/acme/checkout/commit/9c41b27|9c41b27> Drop the rounding step");
  expect(shown).toContain("by Ada Lovelace (ada)");
  expect(shown).toContain(
    "<https://inquest.example.com/incidents/INC-3|INC-3 on 2026-02-02, same signature>",
  );
  expect(shown).toContain("Fixed by 77aa01c");
  expect(shown).toContain("<https://inquest.example.com/incidents/INC-7|INC-7: open the post-mortem>");

  const thread = slack.replies(message!.ts);
  expect(thread).toHaveLength(1);
  expect(slack.shown(thread[0]!)).toContain("Give the token the permission checks:read.");
});

test("a resolution edits the message and tells the thread once", async () => {
  const previous = await notifier().deliver(delivery());
  const receipt = await notifier().deliver(delivery(resolved, { previous }));
  await notifier().deliver(delivery(resolved, { previous, uncertain: true }));

  expect(slack.messages()).toHaveLength(1);
  const message = slack.messages()[0]!;
  expect(slack.shown(message)).toMatch(/^:white_check_mark: \*Resolved\.\* Run 8850 of ci succeeded/);
  const thread = slack.replies(message.ts).map((reply) => slack.shown(reply));
  expect(thread).toHaveLength(2);
  expect(thread[1]).toContain("*Resolved at 2026-03-14 10:02:00 UTC.* Run 8850 of ci succeeded");
  expect(receipt).toMatchObject({ channel: slack.channelId, ts: message.ts, version: "2" });
});

test("a post whose answer was lost is found again at once", async () => {
  slack.next("chat.postMessage", { kind: "die_after_storing" });
  const receipt = await notifier().deliver(delivery());

  expect(slack.messages()).toHaveLength(1);
  expect(receipt.ts).toBe(slack.messages()[0]?.ts);
  expect(slack.replies(receipt.ts!)).toHaveLength(1);
});

test("after a crash the message and its details are looked for, also pages back, before anything is posted", async () => {
  await notifier().deliver(delivery());
  for (const text of ["thanks", "looking", "on it", "done?", "yes"]) slack.chat(text);

  const receipt = await notifier().deliver(delivery(samplePostMortem, { uncertain: true }));

  const ours = slack.messages().filter((message) => message.metadata !== undefined);
  expect(ours).toHaveLength(1);
  expect(receipt.ts).toBe(ours[0]?.ts);
  expect(slack.replies(receipt.ts!)).toHaveLength(1);
});

test("after a crash before the post, the message is posted", async () => {
  slack.chat("quiet today");
  await notifier({ channel: slack.channelId }).deliver(delivery(samplePostMortem, { uncertain: true }));
  expect(slack.messages().filter((message) => message.metadata !== undefined)).toHaveLength(1);
});

test("another incident's message is not taken for this one's", async () => {
  await notifier().deliver(delivery());
  await notifier().deliver(delivery(samplePostMortem, { uncertain: true, idempotencyKey: "INC-8@slack" }));
  expect(slack.messages()).toHaveLength(2);
});

test("a message that somebody deleted is posted anew", async () => {
  const previous = await notifier().deliver(delivery());
  slack.remove(previous.ts!);
  const receipt = await notifier().deliver(delivery(resolved, { previous }));
  expect(slack.messages().map((message) => message.ts)).toEqual([receipt.ts]);
  expect(slack.replies(receipt.ts!)).toHaveLength(1);
});

test("Slack's request to wait is obeyed", async () => {
  slack.next("chat.postMessage", { kind: "rate_limit", seconds: 1 });
  const started = performance.now();
  await notifier().deliver(delivery());
  expect(performance.now() - started).toBeGreaterThan(950);
  expect(slack.messages()).toHaveLength(1);
});

test("a wait that is too long, and an abort, end the delivery", async () => {
  slack.next("chat.postMessage", { kind: "rate_limit", seconds: 3600 });
  await expect(notifier().deliver(delivery())).rejects.toMatchObject({ code: "slack_rate_limited" });

  slack.next("chat.postMessage", { kind: "rate_limit", seconds: 30 });
  await expect(
    notifier().deliver(delivery(samplePostMortem, { signal: AbortSignal.timeout(150) })),
  ).rejects.toMatchObject({ name: expect.stringMatching(/AbortError|TimeoutError/) });
  expect(slack.messages()).toEqual([]);
});

test.each([
  ["invalid_auth", "slack_invalid_auth", /SLACK_BOT_TOKEN/],
  ["channel_not_found", "slack_channel_not_found", /SLACK_CHANNEL/],
  ["not_in_channel", "slack_not_in_channel", /\/invite/],
  ["missing_scope", "slack_missing_scope", /chat:write/],
  ["no_permission", "slack_no_permission", /Slack's description/],
])("the error %s says what to do", async (error, code, remedy) => {
  slack.next("chat.postMessage", { kind: "error", error, acceptedScopes: "chat:write" });
  const failure = await notifier()
    .deliver(delivery())
    .catch((reason: unknown) => reason);
  expect(failure).toBeInstanceOf(InquestError);
  expect(failure).toMatchObject({ code, remedy: expect.stringMatching(remedy) });
  expect(JSON.stringify(failure)).not.toContain(slack.token);
});

test("a wrong token is refused by name and not shown", async () => {
  const failure = await notifier({ token: "xoxb-wrong-token" })
    .deliver(delivery())
    .catch((reason: unknown) => reason);
  expect(failure).toMatchObject({ code: "slack_invalid_auth" });
  expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toContain("xoxb-wrong-token");
});

test("a server error is told as Slack being unreachable", async () => {
  slack.next("chat.postMessage", { kind: "status", status: 503 });
  await expect(notifier().deliver(delivery())).rejects.toMatchObject({ code: "slack_unreachable" });
});

test("log lines cannot call the channel, link, or leave their fence", async () => {
  const hostile = [
    "<!channel> <@U012AB3CD> <https://evil.example|click> & <b>",
    "@here @channel @everyone help",
    "``` out of the fence ```````",
    "\u001b[31mred\u001b[0m \u202Ereversed",
  ];
  const cause = samplePostMortem.diagnosis.causes[0]!;
  const words = hostile.join("\n");
  await notifier().deliver(
    delivery(
      samplePostMortemWith({
        title: words,
        impact: words,
        contributingFactors: hostile,
        actionItems: hostile,
        diagnosis: {
          summary: words,
          causes: [
            { ...cause, statement: words, citations: [{ evidence: "E3", start: 1, end: 4, quote: words }] },
            { ...cause, statement: words },
          ],
          suspects: {
            verdict: "change",
            ranking: [
              {
                id: words,
                title: words,
                author: words,
                login: "<!here>",
                url: "javascript:alert(1)",
                score: 1,
                reasons: hostile,
              },
            ],
          },
          ruledOut: hostile,
          dataGaps: [{ missing: words, code: "not_found", remedy: words }],
        },
      }),
    ),
  );
  const message = slack.messages()[0]!;
  const shown = slack.shown(message);
  expect(shown).toContain("&lt;!channel&gt;");
  expect(shown).not.toContain("<!");
  expect(shown).not.toMatch(/@(here|channel|everyone)/);
  expect(shown).not.toContain("javascript:");
});

test("a post-mortem far beyond Slack's limits still arrives", async () => {
  const long = "x<&".repeat(5_000);
  const many = Array.from({ length: 500 }, (_, index) => `${index} ${long}`);
  const cause = samplePostMortem.diagnosis.causes[0]!;
  await notifier().deliver(
    delivery(
      samplePostMortemWith({
        title: long,
        impact: long,
        contributingFactors: many,
        actionItems: many,
        timeline: many.map((what) => ({ at: "2026-03-14T09:21:40Z", what })),
        diagnosis: {
          summary: long,
          causes: Array.from({ length: 30 }, () => ({
            ...cause,
            statement: long,
            citations: [{ evidence: "E3", start: 1, end: 500, quote: many.join("\n") }],
          })),
          failedTests: many.map((name) => ({ name })),
          ruledOut: many,
        },
      }),
    ),
  );
  expect(slack.messages()).toHaveLength(1);
  expect(slack.replies(slack.messages()[0]!.ts)).toHaveLength(1);
});

test("no change to blame, no precedent and a partial report are said", async () => {
  await notifier().deliver(
    delivery(
      samplePostMortemWith({
        partial: true,
        similar: [],
        diagnosis: {
          causes: [],
          verdict: "inconclusive",
          suspects: { verdict: "no_code_cause", ranking: [] },
        },
      }),
    ),
  );
  const shown = slack.shown(slack.messages()[0]!);
  expect(shown).toMatch(/^\*Inconclusive:\* One of 505 tests failed/);
  expect(shown).toContain("No change is to blame.");
  expect(shown).toContain("*Seen before:* no");
  expect(shown).toContain("Partial report");
});
