import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChangeSet } from "../../src/domain/index.ts";
import { createBench, createTestCollector } from "../nodes/support.ts";
import type { BrokenProject } from "../support/broken-project.ts";
import { createBrokenProject, git } from "../support/broken-project.ts";

let project: BrokenProject;

beforeAll(async () => {
  project = await createBrokenProject();
});

afterAll(async () => {
  await project.close();
});

/** The commits since the green one as a host tells them, with the patches that git has. */
async function changesOf(from: BrokenProject): Promise<ChangeSet> {
  const green = from.commits.findIndex((commit) => commit.sha === from.greenSha);
  const since = from.commits.slice(green + 1).toReversed();
  const changes = await Promise.all(
    since.map(async (commit) => ({
      id: commit.sha,
      title: commit.title,
      author: commit.author,
      login: commit.login,
      committedAt: "2026-03-01T10:00:00Z",
      files: await Promise.all(
        commit.files.map(async (path) => ({
          path,
          added: 1,
          deleted: 1,
          patch: await git(from.directory, ["show", "--format=", commit.sha, "--", path]),
        })),
      ),
    })),
  );
  return { base: from.greenSha, head: from.headSha, changes, truncated: false };
}

async function hostOf(from: BrokenProject) {
  const changes = await changesOf(from);
  return createTestCollector({
    run: {
      kind: "run",
      title: "Run 12 of CI",
      content: "Run 12 of workflow CI: failure\n",
      data: {
        workflow: "CI",
        conclusion: "failure",
        startedAt: "2026-03-01T11:58:00Z",
        endedAt: "2026-03-01T12:00:00Z",
        jobs: [
          {
            name: "test",
            conclusion: "failure",
            steps: [{ name: "npm test", conclusion: "failure", endedAt: "2026-03-01T11:59:30Z" }],
          },
        ],
      },
    },
    failed_log: { kind: "failed_log", title: "Log of job test (step npm test)", content: from.failedLog },
    green_log: { kind: "green_log", title: "Green log of job test", content: from.greenLog },
    changes: { kind: "changes", title: "Changes", content: "commits\n", data: changes },
    diff: async (request) => ({
      kind: "diff",
      title: `Diff of commit ${request.target.slice(0, 7)}`,
      content: await git(from.directory, ["show", "--format=", request.target]),
    }),
  });
}

test("a failed run becomes a post-mortem with quotes that stand in its evidence and the guilty change", async () => {
  const host = await hostOf(project);
  const bench = await createBench({ collectors: [host], channels: ["slack"] });
  try {
    const incident = await bench.open();
    const postMortem = await bench.investigate(incident);

    expect(postMortem.partial).toBe(false);
    const cause = postMortem.diagnosis.causes[0];
    expect(cause?.origin).toBe("rules");
    expect(["confirmed", "likely"]).toContain(cause?.verdict);
    for (const citation of cause?.citations ?? []) {
      const stored = await bench.store.evidence.lines(
        incident,
        citation.evidence,
        citation.start,
        citation.end,
      );
      for (const [index, line] of citation.quote.split("\n").entries()) expect(stored[index]).toContain(line);
    }
    expect(cause?.citations.map((citation) => citation.quote).join("\n")).toContain(
      "Expected values to be strictly equal",
    );
    expect(postMortem.timeline.map((entry) => entry.what)).toContain("Step npm test of job test failed");

    const asked = host.asked.map((request) => `${request.askedBy} ${request.kind}`);
    expect(asked).toContain("rules green_log");
    expect((await bench.store.incidents.get(incident))?.status).toBe("reported");
    const round = ["fetch", "recall", "analyze"];
    expect((await bench.steps(incident)).map((step) => step.split(":")[0])).toEqual([
      "triage",
      ...round,
      ...round,
      "verify",
      "report",
      "notify",
      "remember",
    ]);
    const entry = await bench.store.outbox.begin(incident, postMortem.version, "slack");
    expect(entry?.incident).toBe(incident);
  } finally {
    await bench.close();
  }
});

test("the change that touches the place the failure names is quoted beside it, and that confirms the cause", async () => {
  const change = (id: string, title: string, path: string) => ({
    id: id.repeat(5),
    title,
    author: "Tom Alder",
    login: "talder",
    committedAt: "2026-03-01T10:00:00Z",
    files: [{ path, added: 1, deleted: 1 }],
  });
  const guilty = change("badc0ffe", "Take prices as text", "src/cart.ts");
  const innocent = change("900dc0de", "Explain the shipping bands", "docs/shipping.md");
  const log = (lines: string[]) => ["> orchard-shop@1.0.0 build", "> tsc --noEmit", ...lines, ""].join("\n");
  const host = createTestCollector({
    failed_log: {
      kind: "failed_log",
      title: "Log of job build (step tsc)",
      content: log([
        "src/cart.ts(12,9): error TS2322: Type 'string' is not assignable to type 'number'.",
        "Process completed with exit code 2.",
      ]),
    },
    green_log: { kind: "green_log", title: "Green log of job build", content: log([]) },
    changes: {
      kind: "changes",
      title: "Changes",
      content: "two commits\n",
      data: { changes: [innocent, guilty], truncated: false },
    },
    diff: (request) => ({
      kind: "diff",
      title: `Diff of commit ${request.target.slice(0, 7)}`,
      content: [
        "diff --git a/src/cart.ts b/src/cart.ts",
        "--- a/src/cart.ts",
        "+++ b/src/cart.ts",
        "@@ -11,2 +11,2 @@",
        " function price(item: Item): number {",
        "-  return item.cents;",
        "+  return item.price;",
        "",
      ].join("\n"),
    }),
  });
  const bench = await createBench({ collectors: [host] });
  try {
    const { diagnosis, actionItems } = await bench.investigate(await bench.open());
    expect(diagnosis.suspects.verdict).toBe("change");
    expect(diagnosis.suspects.ranking[0]).toMatchObject({ id: guilty.id, login: "talder" });
    expect(host.asked.at(-1)).toMatchObject({ kind: "diff", target: guilty.id, askedBy: "rules" });
    const cause = diagnosis.causes[0];
    expect(cause?.verdict).toBe("confirmed");
    expect(cause?.citations.map((citation) => citation.quote).join("\n")).toContain(
      "-  return item.cents;\n+  return item.price;",
    );
    expect(actionItems.join("\n")).toMatch(/src\/cart\.ts:12/);
    expect(actionItems.join("\n")).toContain("badc0ff");
    expect(diagnosis.suspects.ranking[0]?.title).toBe("Take prices as text");
  } finally {
    await bench.close();
  }
});

test("one round only makes a partial report that says so", async () => {
  const host = await hostOf(project);
  const limits = { rounds: 1, seconds: 120, modelTokens: 1_000, collectorSeconds: 20 };
  const bench = await createBench({ collectors: [host], limits });
  try {
    const postMortem = await bench.investigate(await bench.open());
    expect(postMortem.partial).toBe(true);
    expect(postMortem.diagnosis.causes.length).toBeGreaterThan(0);
    expect(postMortem.diagnosis.dataGaps.map((gap) => gap.code)).toContain("limit_reached");
    expect(host.asked.map((request) => request.kind)).not.toContain("green_log");
  } finally {
    await bench.close();
  }
});

test("seconds of work run out between rounds, and the report says so", async () => {
  const host = await hostOf(project);
  // Every look at the clock is a second later, so the first round takes up all there is.
  let seconds = 0;
  const now = () => new Date(Date.parse("2026-03-01T12:00:00Z") + 1_000 * seconds++);
  const limits = { rounds: 5, seconds: 2, modelTokens: 1_000, collectorSeconds: 20 };
  const bench = await createBench({ collectors: [host], limits, now });
  try {
    const postMortem = await bench.investigate(await bench.open());
    expect(postMortem.partial).toBe(true);
    expect(postMortem.diagnosis.dataGaps).toContainEqual(
      expect.objectContaining({ code: "limit_reached", missing: "Evidence beyond 2 seconds of work" }),
    );
    expect(postMortem.diagnosis.causes.length).toBeGreaterThan(0);
  } finally {
    await bench.close();
  }
});

test("a failure of which nothing can be had is a report that names what is missing", async () => {
  const bench = await createBench({ collectors: [] });
  try {
    const postMortem = await bench.investigate(await bench.open());
    expect(postMortem.diagnosis.verdict).toBe("inconclusive");
    expect(postMortem.diagnosis.causes).toEqual([]);
    expect(postMortem.diagnosis.dataGaps[0]?.missing.toLowerCase()).toContain("the log of the failed job");
    expect(postMortem.actionItems.join("\n")).toContain("Connect the source of the log");
  } finally {
    await bench.close();
  }
});

test("without a log the run's annotations say why", async () => {
  const bench = await createBench({
    collectors: [
      createTestCollector({
        failed_log: {
          evidence: [],
          gaps: [{ missing: "The log", code: "log_expired", remedy: "Run it again." }],
        },
        annotations: {
          kind: "annotations",
          title: "Annotations",
          content:
            "failure in build: src/cart.ts:12\n    error TS2322: Type 'string' is not assignable to type 'number'.\n",
        },
      }),
    ],
  });
  try {
    const { diagnosis } = await bench.investigate(await bench.open());
    expect(diagnosis.causes[0]?.citations[0]?.quote).toContain("TS2322");
    expect(diagnosis.dataGaps.map((gap) => gap.code)).toContain("log_expired");
  } finally {
    await bench.close();
  }
});

test("a secret in a title or a command line reaches neither the report nor the steps", async () => {
  const secret = ["ghp", "q8Zt3LmN5vXw7Rk2Yb9Hd4Gf6Js1Pc0aTe4W"].join("_");
  const bench = await createBench({ collectors: [] });
  try {
    const incident = await bench.open({
      title: `deploy with ${secret} failed`,
      commit: project.headSha,
      url: "https://github.example/orchard/shop/actions/runs/7",
      subject: {
        kind: "command",
        command: ["deploy", "--token", secret, "--to", "production"],
        directory: "/srv/shop",
        exitCode: 1,
        logFile: "/srv/log",
      },
    });
    const postMortem = await bench.investigate(incident);
    expect(JSON.stringify(postMortem)).not.toContain(secret);
    expect((await bench.steps(incident)).join("\n")).not.toContain(secret);
    expect(postMortem.event.commit).toBe(project.headSha);
    expect(postMortem.impact).toContain("--to production");
  } finally {
    await bench.close();
  }
});

test("a store that is away for a moment is tried again", async () => {
  const bench = await createBench({ collectors: [] });
  try {
    const { evidence } = bench.dependencies;
    let failures = 2;
    bench.dependencies.evidence = {
      ...evidence,
      list: (incident) => {
        if (failures-- > 0) return Promise.reject(new Error("Connection terminated unexpectedly"));
        return evidence.list(incident);
      },
    };
    const incident = await bench.open();
    await bench.investigate(incident);
    const steps = await bench.store.incidents.steps(incident, 0);
    expect(steps.filter((step) => step.state === "failed").map((step) => step.message)).toEqual([
      "fetch failed and will be tried again",
      "fetch failed and will be tried again",
    ]);
    expect((await bench.store.incidents.get(incident))?.status).toBe("reported");
  } finally {
    await bench.close();
  }
});
