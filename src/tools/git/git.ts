import { spawn } from "node:child_process";
import { realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, relative } from "node:path";
import { InquestError } from "../../domain/index.ts";
import type { GitLimits } from "./limits.ts";

/** Where git is found and whose settings it reads. */
export interface GitEnvironment {
  PATH?: string;
  HOME?: string;
}

export interface GitOutput {
  text: string;
  exitCode: number;
  /** True when git had more to say than the limit lets through. */
  truncated: boolean;
}

/** One repository on disk, read-only. */
export interface Repository {
  /** The top folder of the working tree. */
  root: string;
  shallow: boolean;
  /** Runs git with these arguments, without a shell. Rejects when git fails, unless `mayFail`. */
  run(args: string[], options?: { bytes?: number; mayFail?: boolean }): Promise<GitOutput>;
}

// A repository is somebody else's input: its config can name programs that git starts. Each of these is a
// place where `log`, `diff`, `show` or `status` would start one, or would change how its output reads.
// https://git-scm.com/docs/git-config
const neutral = {
  "core.fsmonitor": "false",
  "core.hooksPath": "/dev/null",
  "core.pager": "cat",
  "core.quotePath": "false",
  "core.askPass": "",
  "credential.helper": "",
  "safe.bareRepository": "explicit",
  "protocol.allow": "never",
  "color.ui": "false",
  "diff.ignoreSubmodules": "all",
  "diff.orderFile": "/dev/null",
  "diff.submodule": "short",
  "log.showSignature": "false",
  "log.mailmap": "false",
  "i18n.logOutputEncoding": "UTF-8",
  "submodule.recurse": "false",
};

/** For every command that shows a diff: no outside program, no rename guessing, the usual prefixes. */
export const diffOptions = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-renames",
  "--no-color",
  "--ignore-submodules=all",
  "--src-prefix=a/",
  "--dst-prefix=b/",
];

const standardPath = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";

/** Opens the repository that `directory` lies in. Rejects with an `InquestError` when there is none to read. */
export async function openRepository(
  directory: string,
  options: { limits: GitLimits; environment: GitEnvironment; signal: AbortSignal },
): Promise<Repository> {
  const { limits, environment, signal } = options;
  const folder = await realpath(directory).catch(() => undefined);
  if (!folder || !(await stat(folder)).isDirectory()) {
    throw new InquestError(
      "not_found",
      `The folder ${directory} is not there.`,
      "Run it where the project is.",
    );
  }
  const git = async (args: string[], config: Record<string, string>, bytes: number) =>
    runGit(args, {
      folder,
      bytes,
      signal,
      milliseconds: limits.commandMs,
      environment: environmentFor(environment, config),
    });
  const about = await git(["rev-parse", "--show-toplevel", "--is-shallow-repository"], {}, 64 * 1024);
  const [root = "", shallow] = about.text.split("\n");
  if (about.exitCode !== 0 || !root) throw whyNoRepository(about.complaint, directory);
  const inside = relative(await realpath(root).catch(() => root), folder);
  if (inside.startsWith("..") || isAbsolute(inside)) {
    // `core.worktree` of a hostile config can point git at files that are none of the project's.
    throw new InquestError(
      "not_a_repository",
      "The repository's working tree lies elsewhere.",
      "Remove core.worktree from the repository's config.",
    );
  }
  const filters = await git(
    ["config", "--null", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|smudge|process|required)$"],
    {},
    256 * 1024,
  );
  const noFilters = Object.fromEntries(
    filters.text
      .split("\0")
      .filter((name) => name !== "")
      .map((name) => [name, name.endsWith(".required") ? "false" : ""]),
  );
  return {
    root,
    shallow: shallow === "true",
    async run(args, { bytes = limits.outputBytes, mayFail = false } = {}) {
      const { complaint, ...output } = await git(args, noFilters, bytes);
      if (output.exitCode !== 0 && !output.truncated && !mayFail) {
        throw new InquestError(
          "git_failed",
          `git ${args[0]} failed: ${complaint}`,
          "Try the same in a terminal.",
        );
      }
      return output;
    },
  };
}

function whyNoRepository(complaint: string, directory: string): InquestError {
  if (/dubious ownership/.test(complaint)) {
    return new InquestError(
      "permission_missing",
      "The repository belongs to another user, and git does not trust it.",
      `Run: git config --global --add safe.directory ${directory}`,
    );
  }
  return new InquestError(
    "not_a_repository",
    "The folder is no git working tree, so that its history cannot be read.",
    "Run it inside a git repository to learn which change is to blame.",
  );
}

function environmentFor(given: GitEnvironment, config: Record<string, string>): Record<string, string> {
  const settings = Object.entries({ ...neutral, ...config });
  return {
    PATH: given.PATH ?? standardPath,
    HOME: given.HOME ?? homedir(),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    // Reading must not rewrite the index, nor fetch what a partial clone lacks.
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_PAGER: "cat",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([name, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, name],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

interface Finished extends GitOutput {
  /** First line of standard error. */
  complaint: string;
}

async function runGit(
  args: string[],
  options: {
    folder: string;
    bytes: number;
    milliseconds: number;
    signal: AbortSignal;
    environment: Record<string, string>;
  },
): Promise<Finished> {
  const { signal, bytes, milliseconds } = options;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["--no-pager", ...args], {
      cwd: options.folder,
      env: options.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const kill = () => child.kill("SIGKILL");
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, milliseconds);
    signal.addEventListener("abort", kill, { once: true });
    const out: Buffer[] = [];
    let size = 0;
    let truncated = false;
    child.stdout.on("data", (chunk: Buffer) => {
      const room = bytes - size;
      size += chunk.length;
      if (room > 0) out.push(chunk.subarray(0, room));
      if (size > bytes && !truncated) {
        truncated = true;
        kill();
      }
    });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      if (complaint.length < 4096) complaint += chunk.toString("utf8");
    });
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", kill);
    };
    child.once("error", (cause) => {
      done();
      reject(
        new InquestError("git_missing", "git could not be started.", "Install git and put it on the PATH.", {
          cause,
        }),
      );
    });
    child.once("close", (exitCode) => {
      done();
      if (signal.aborted) reject(signal.reason);
      else if (late) {
        const seconds = Math.round(milliseconds / 1000);
        reject(
          new InquestError(
            "timeout",
            `git ${args[0]} took longer than ${seconds} s.`,
            "Try it in a terminal.",
          ),
        );
      } else {
        const text = Buffer.concat(out).toString("utf8");
        resolve({ text, exitCode: exitCode ?? 1, truncated, complaint: complaint.split("\n", 1)[0] ?? "" });
      }
    });
  });
}
