import type { Citation, Evidence, PostMortem } from "../../src/domain/index.ts";

/** A small invented failure: a rounding change breaks one test of a shop's checkout. */

const failedLog: Evidence = {
  id: "E3",
  kind: "failed_log",
  title: "Log of job test (step npm test)",
  collector: "github",
  url: "https://github.com/acme/checkout/actions/runs/8841/job/2",
  bytes: 48_213,
  lines: 612,
  sha256: "4f1c".repeat(16),
  truncated: false,
  redactions: { github_token: 2 },
  round: 1,
  collectedAt: "2026-03-14T09:26:12Z",
};

const evidence: Evidence[] = [
  {
    id: "E1",
    kind: "run",
    title: "Run 8841 of workflow ci",
    collector: "github",
    url: "https://github.com/acme/checkout/actions/runs/8841",
    bytes: 2_310,
    lines: 84,
    sha256: "0a2b".repeat(16),
    truncated: false,
    redactions: {},
    round: 1,
    collectedAt: "2026-03-14T09:26:10Z",
  },
  {
    id: "E2",
    kind: "changes",
    title: "Changes between 5d0e7aa and 9c41b27",
    collector: "github",
    bytes: 6_004,
    lines: 151,
    sha256: "77de".repeat(16),
    truncated: false,
    redactions: {},
    round: 1,
    collectedAt: "2026-03-14T09:26:11Z",
  },
  failedLog,
  {
    id: "E4",
    kind: "green_log",
    title: "Log of job test in the last green run 8836",
    collector: "github",
    bytes: 47_020,
    lines: 598,
    sha256: "c0de".repeat(16),
    truncated: true,
    redactions: {},
    round: 2,
    collectedAt: "2026-03-14T09:26:14Z",
  },
];

export const sampleCitation: Citation = {
  evidence: "E3",
  start: 120,
  end: 123,
  quote: [
    "FAIL  test/cart.test.ts > cart > sums prices in cents",
    "AssertionError: expected 1999 to be 2000 // Object.is equality",
    "  at test/cart.test.ts:31:22",
    "  at src/cart.ts:12:10",
  ].join("\n"),
};

export const samplePostMortem: PostMortem = {
  incident: "INC-7",
  version: 1,
  title: "ci failed on main of acme/checkout",
  event: {
    source: "github",
    kind: "failure",
    dedupeKey: "github:acme/checkout:run:8841:1",
    stream: "github:acme/checkout:ci:main",
    title: "ci failed on main of acme/checkout",
    occurredAt: "2026-03-14T09:26:02Z",
    subject: { kind: "github_run", owner: "acme", repo: "checkout", runId: 8841, attempt: 1 },
    repository: "acme/checkout",
    commit: "9c41b27d5e8f0a1b2c3d4e5f60718293a4b5c6d7",
    branch: "main",
    actor: "grace",
    url: "https://github.com/acme/checkout/actions/runs/8841",
  },
  status: "open",
  impact: "Nothing can be merged or deployed from main of acme/checkout until this test passes.",
  diagnosis: {
    category: "test_failure",
    summary: "One of 505 tests failed: cart › sums prices in cents.",
    verdict: "likely",
    causes: [
      {
        statement:
          "`sumPrices` in src/cart.ts truncates half cents, so the cart total is 1999 instead of 2000.",
        category: "test_failure",
        verdict: "likely",
        confidence: 0.82,
        citations: [
          sampleCitation,
          {
            evidence: "E2",
            start: 40,
            end: 41,
            quote: "-  return Math.round(total * 100);\n+  return Math.trunc(total * 100);",
          },
        ],
        origin: "rules",
      },
      {
        statement: "The price fixtures were regenerated with a different currency.",
        category: "configuration",
        verdict: "inconclusive",
        confidence: 0.2,
        citations: [],
        origin: "model",
      },
    ],
    suspects: {
      verdict: "change",
      ranking: [
        {
          id: "9c41b27d5e8f0a1b2c3d4e5f60718293a4b5c6d7",
          title: "Drop the rounding step from sumPrices",
          author: "Ada Lovelace",
          login: "ada",
          url: "https://github.com/acme/checkout/commit/9c41b27",
          score: 0.91,
          reasons: [
            "touches src/cart.ts, which the failure names at line 12",
            "is the only change since the last green run that touches the failing test's code",
          ],
        },
        {
          id: "1f2e3d4c5b6a79880716253443526170fedcba98",
          title: "Bump eslint",
          author: "Grace Hopper",
          score: 0.07,
          reasons: ["changes package-lock.json only"],
        },
      ],
    },
    failedTests: [{ name: "cart › sums prices in cents", file: "test/cart.test.ts", line: 31, at: 120 }],
    locations: [
      {
        path: "src/cart.ts",
        line: 12,
        column: 10,
        severity: "error",
        message: "expected 1999 to be 2000",
        at: 123,
      },
    ],
    signature: "a81f4c92",
    ruledOut: [
      "A flaky test: the same commit failed in two attempts.",
      "The runner: disk, memory and network show no error in the log.",
    ],
    dataGaps: [
      {
        missing: "The annotations of run 8841",
        code: "permission_missing",
        remedy: "Give the token the permission checks:read.",
      },
    ],
  },
  timeline: [
    {
      at: "2026-03-14T09:21:40Z",
      what: "ada pushed 9c41b27 to main",
      url: "https://github.com/acme/checkout/commit/9c41b27",
    },
    { at: "2026-03-14T09:22:05Z", what: "Run 8841 of ci started" },
    { at: "2026-03-14T09:25:58Z", what: "Step npm test failed with exit code 1", citation: sampleCitation },
    { at: "2026-03-14T09:26:16Z", what: "Inquest reported the cause" },
  ],
  contributingFactors: ["No test covers half cents in src/cart.ts itself."],
  similar: [
    {
      incident: "INC-3",
      title: "ci failed on main of acme/checkout",
      summary: "cart › sums prices in cents failed after a rounding change.",
      category: "test_failure",
      openedAt: "2026-02-02T14:03:00Z",
      match: "signature",
      score: 1,
      resolution: "Fixed by 77aa01c “Round to whole cents again”.",
    },
  ],
  actionItems: [
    "Revert 9c41b27 or round half cents in sumPrices.",
    "Add a test for half cents to src/cart.ts.",
  ],
  evidence,
  partial: false,
  url: "/incidents/INC-7",
  writtenAt: "2026-03-14T09:26:16Z",
};

/** The sample with some fields of it, or of its diagnosis, replaced. */
export function samplePostMortemWith(
  changes: Partial<Omit<PostMortem, "diagnosis">> & { diagnosis?: Partial<PostMortem["diagnosis"]> },
): PostMortem {
  const { diagnosis, ...rest } = changes;
  return {
    ...samplePostMortem,
    ...rest,
    diagnosis: { ...samplePostMortem.diagnosis, ...diagnosis },
  };
}

/** The sample with the same words wherever a log, a commit, a person or a model may have written them. */
export function withWords(words: string): PostMortem {
  const { diagnosis } = samplePostMortem;
  return samplePostMortemWith({
    title: words,
    impact: words,
    event: {
      ...samplePostMortem.event,
      title: words,
      repository: words,
      commit: words,
      branch: words,
      service: words,
      environment: words,
      url: words,
    },
    timeline: [{ at: "2026-03-14T09:21:40Z", what: words, url: words }],
    contributingFactors: [words],
    actionItems: [words],
    similar: samplePostMortem.similar.map((similar) => ({
      ...similar,
      title: words,
      summary: words,
      resolution: words,
    })),
    evidence: samplePostMortem.evidence.map((piece) => ({ ...piece, title: words, url: words })),
    status: "resolved",
    resolution: words,
    diagnosis: {
      summary: words,
      causes: diagnosis.causes.map((cause) => ({
        ...cause,
        statement: words,
        citations: [{ evidence: "E3", start: 120, end: 120, quote: words }],
      })),
      suspects: {
        verdict: "change",
        ranking: [
          { id: words, title: words, author: words, login: words, url: words, score: 1, reasons: [words] },
          { id: words, title: words, author: words, score: 0.1, reasons: [words] },
        ],
      },
      failedTests: [{ name: words, file: words, line: 1 }],
      ruledOut: [words],
      dataGaps: [{ missing: words, code: words, remedy: words }],
      signature: words,
    },
  });
}
