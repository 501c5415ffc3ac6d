import {
  type ChangeSet,
  type DataGap,
  type EvidenceRequest,
  InquestError,
  type Subject,
} from "../../domain/index.ts";
import type { CollectedEvidence, Collector } from "../collector.ts";
import { diffOptions, type GitEnvironment, openRepository, type Repository } from "./git.ts";
import { readCommit, readHistory } from "./history.ts";
import { defaultLimits, type GitLimits } from "./limits.ts";
import { readLogFile } from "./log-file.ts";
import { readUncommitted, uncommittedId } from "./uncommitted.ts";

export interface GitCollectorOptions {
  limits?: Partial<GitLimits>;
  /** `PATH` and `HOME` for git; usual places unless given. */
  environment?: GitEnvironment;
}

type Command = Extract<Subject, { kind: "command" }>;

/**
 * Evidence for a command that failed on this machine: its captured output, and the local history of the
 * repository that its folder lies in.
 *
 * | kind | `target` | `data` |
 * |---|---|---|
 * | `failed_log` | – | |
 * | `green_log` | –; the output of the last success, where Inquest saw one | |
 * | `changes` | a commit known to be good; empty: the last green commit, else the last commits | `ChangeSet` with `uncommitted` first |
 * | `diff` | a commit or `uncommitted`; empty: the uncommitted change, else the last commit | `Change` |
 *
 * @example
 * const git = createGitCollector();
 * const { evidence } = await git.collect(subject, request, { signal });
 */
export function createGitCollector(options: GitCollectorOptions = {}): Collector {
  const limits = { ...defaultLimits, ...options.limits };
  const environment = options.environment ?? {};
  const kinds = new Set<EvidenceRequest["kind"]>(["failed_log", "green_log", "changes", "diff"]);
  return {
    name: "git",
    answers: (subject, request) => subject.kind === "command" && kinds.has(request.kind),
    async collect(subject, request, { signal }) {
      const gaps: DataGap[] = [];
      if (subject.kind !== "command") return { evidence: [], gaps };
      try {
        const evidence = await answer(subject, request, { limits, environment, signal, gaps });
        return { evidence: evidence ? [evidence] : [], gaps };
      } catch (cause) {
        if (!(cause instanceof InquestError)) throw cause;
        gaps.push({ missing: cause.message, code: cause.code, remedy: cause.remedy });
        return { evidence: [], gaps };
      }
    },
  };
}

interface Scene {
  limits: GitLimits;
  environment: GitEnvironment;
  signal: AbortSignal;
  gaps: DataGap[];
}

async function answer(
  subject: Command,
  request: EvidenceRequest,
  scene: Scene,
): Promise<CollectedEvidence | undefined> {
  if (request.kind === "failed_log") {
    return readLogFile(subject, "failed_log", subject.logFile, scene.limits, scene.signal);
  }
  if (request.kind === "green_log") {
    // Never seen green is no gap: most commands that fail for the first time have no success before.
    if (subject.greenLogFile === undefined) return undefined;
    return readLogFile(subject, "green_log", subject.greenLogFile, scene.limits, scene.signal);
  }
  const repository = await openRepository(subject.directory, scene);
  const head = await repository.run(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], { mayFail: true });
  if (head.exitCode !== 0) {
    throw new InquestError(
      "no_commits",
      "The repository has no commit yet.",
      "Commit once; then changes can be told.",
    );
  }
  if (request.kind === "changes") {
    return collectChanges(repository, head.text.trim(), request.target || (subject.greenCommit ?? ""), scene);
  }
  if (request.kind === "diff") return collectDiff(repository, request.target, scene);
  return undefined;
}

async function collectChanges(
  repository: Repository,
  head: string,
  target: string,
  scene: Scene,
): Promise<CollectedEvidence> {
  const base = target ? await commitOf(repository, target, scene) : undefined;
  const uncommitted = await readUncommitted(repository, scene.limits);
  const history = await readHistory(repository, base, scene.limits);
  if (repository.shallow && !history.more && !base) {
    scene.gaps.push({
      missing: `History before the last ${history.changes.length} commits: this is a shallow clone`,
      code: "shallow_clone",
      remedy: "Run `git fetch --unshallow`, or set fetch-depth: 0 in the checkout step.",
    });
  }
  const data: ChangeSet = {
    ...(base ? { base } : {}),
    head,
    changes: [...(uncommitted ? [uncommitted.change] : []), ...history.changes],
    truncated: history.more || (uncommitted?.more ?? false),
  };
  return {
    kind: "changes",
    title: base ? `Changes since ${base.slice(0, 7)}` : "The last changes",
    content: describe(data),
    data,
    ...(data.truncated ? { truncated: true } : {}),
  };
}

async function commitOf(repository: Repository, name: string, scene: Scene): Promise<string | undefined> {
  // Only a commit's id: a word from outside could be an option or a ref's reflog syntax.
  if (/^[0-9a-f]{4,64}$/i.test(name)) {
    const found = await repository.run(["rev-parse", "--verify", "--quiet", `${name}^{commit}`], {
      mayFail: true,
    });
    if (found.exitCode === 0) return found.text.trim();
  }
  scene.gaps.push({
    missing: "The commit that is known to be good: this clone does not have it",
    code: "not_found",
    remedy: "Run `git fetch`, then try again.",
  });
  return undefined;
}

async function collectDiff(
  repository: Repository,
  target: string,
  scene: Scene,
): Promise<CollectedEvidence | undefined> {
  const bytes = scene.limits.diffBytes;
  if (target === "" || target === uncommittedId) {
    const uncommitted = await readUncommitted(repository, scene.limits);
    if (uncommitted) {
      const files = uncommitted.change.files.map(
        (file) =>
          `diff --git a/${file.path} b/${file.path}\n--- a/${file.path}\n+++ b/${file.path}\n${file.patch ?? "[no patch: binary, too large or unreadable]"}\n`,
      );
      const text = files.join("");
      const cut = text.length > bytes;
      return {
        kind: "diff",
        title: "Diff of the uncommitted change",
        content: cut ? `${text.slice(0, bytes)}\n[inquest left out the rest]\n` : text,
        data: uncommitted.change,
        ...(cut || uncommitted.more ? { truncated: true } : {}),
      };
    }
    if (target === uncommittedId) return undefined;
  }
  const commit = target ? await commitOf(repository, target, scene) : "HEAD";
  if (!commit) return undefined;
  const shown = await repository.run(
    ["show", "--no-show-signature", "--format=fuller", ...diffOptions, commit, "--"],
    {
      bytes,
    },
  );
  return {
    kind: "diff",
    title: `Diff of commit ${target ? commit.slice(0, 7) : "HEAD"}`,
    content: shown.truncated ? `${shown.text}\n[inquest left out the rest]\n` : shown.text,
    data: await readCommit(repository, commit, scene.limits),
    ...(shown.truncated ? { truncated: true } : {}),
  };
}

function describe(set: ChangeSet): string {
  const count = set.changes.length === 1 ? "1 change" : `${set.changes.length} changes`;
  const lines = [`${count}${set.base ? ` since ${set.base}` : ""} up to ${set.head}`];
  if (set.truncated) lines.push("There are more; these are the newest.");
  for (const change of set.changes) {
    lines.push("", change.committedAt ? `commit ${change.id}` : change.id);
    lines.push(
      `by ${change.author}${change.committedAt ? ` at ${change.committedAt}` : ""}`,
      `    ${change.title}`,
    );
    for (const file of change.files) {
      lines.push(`  ${file.path.replace(/\s+/g, " ")} +${file.added} -${file.deleted}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
