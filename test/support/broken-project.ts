import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { asActionsLog } from "./actions-log.ts";

export interface ProjectCommit {
  sha: string;
  title: string;
  author: string;
  email: string;
  login: string;
  files: string[];
}

export interface BrokenProject {
  /** A git repository with a branch `main`, checked out at `headSha`. */
  directory: string;
  owner: string;
  name: string;
  /** The last commit whose tests pass. */
  greenSha: string;
  /** The commit that breaks the discount: it changes `src/cart.js`. */
  guiltySha: string;
  /** The newest commit; its tests fail. */
  headSha: string;
  /** Oldest first. */
  commits: ProjectCommit[];
  /** What the tests really print at the green commit and at the head, as GitHub Actions writes job logs. */
  greenLog: string;
  failedLog: string;
  /** The same without the frame and the times of Actions. */
  greenOutput: string;
  failedOutput: string;
  /** Commits a repair on top of the head and runs its tests. */
  fix(): Promise<{ sha: string; log: string }>;
  close(): Promise<void>;
}

interface Step {
  title: string;
  author: keyof typeof people;
  files: Record<string, string>;
}

const people = {
  mira: { name: "Mira Holt", email: "mira@orchard.example", login: "mira-holt" },
  jonas: { name: "Jonas Weck", email: "jonas@orchard.example", login: "jweck" },
  priya: { name: "Priya Nair", email: "priya@orchard.example", login: "priya-n" },
  tom: { name: "Tom Alder", email: "tom@orchard.example", login: "talder" },
} as const;

const cart = (discount: string) => `export function subtotal(items) {
  return items.reduce((sum, item) => sum + item.cents * item.quantity, 0);
}

/** Takes a percentage off an amount in cents. */
export function applyDiscount(cents, percent) {
  ${discount}
}

export function total(items, percent = 0) {
  return applyDiscount(subtotal(items), percent);
}
`;

const working = "return Math.round(cents * (1 - percent / 100));";
const broken = "return cents - Math.round(percent / 100) * cents;";

const steps: Step[] = [
  {
    title: "Add the cart and money in cents",
    author: "mira",
    files: {
      "package.json": `${JSON.stringify({ name: "orchard-shop", version: "1.0.0", private: true, type: "module", scripts: { test: "node --test --test-reporter=spec" } }, null, 2)}\n`,
      "README.md": "# Orchard shop\n\nThe shop's cart, money and shipping.\n",
      ".github/workflows/ci.yml":
        "name: CI\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm test\n",
      "src/money.js":
        'export function format(cents) {\n  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;\n}\n',
      "src/cart.js": cart(working),
      "test/money.test.js":
        'import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { format } from "../src/money.js";\n\ntest("money is written with two places", () => {\n  assert.equal(format(1205), "12.05");\n});\n',
      "test/cart.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { subtotal, total } from "../src/cart.js";

const items = [
  { cents: 1250, quantity: 2 },
  { cents: 399, quantity: 1 },
];

test("the subtotal counts quantities", () => {
  assert.equal(subtotal(items), 2899);
});

test("the total takes the discount off", () => {
  assert.equal(total(items, 20), 2319);
});
`,
    },
  },
  {
    title: "Charge shipping by weight",
    author: "jonas",
    files: {
      "src/shipping.js":
        "export function shipping(grams) {\n  if (grams <= 500) return 390;\n  return grams <= 2000 ? 590 : 990;\n}\n",
      "test/shipping.test.js":
        'import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { shipping } from "../src/shipping.js";\n\ntest("heavy parcels cost more", () => {\n  assert.equal(shipping(400), 390);\n  assert.equal(shipping(2500), 990);\n});\n',
    },
  },
  {
    title: "Explain the shipping bands",
    author: "priya",
    files: {
      "README.md":
        "# Orchard shop\n\nThe shop's cart, money and shipping.\n\nUp to 500 g, up to 2 kg, and above.\n",
    },
  },
  {
    title: "Round the discount before it is taken off",
    author: "tom",
    files: { "src/cart.js": cart(broken) },
  },
  {
    title: "Allow a currency sign before money",
    author: "jonas",
    files: {
      "src/money.js":
        'export function format(cents, sign = "") {\n  return `${sign}${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;\n}\n',
    },
  },
  { title: "Say which Node the shop wants", author: "mira", files: { ".nvmrc": "20\n" } },
];
const greenStep = 1;
const guiltyStep = 3;

const environment = {
  PATH: process.env["PATH"] ?? "",
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  LC_ALL: "C",
};

/** Runs git in a folder and gives its output; times and people come from `extra`. */
export async function git(
  directory: string,
  args: string[],
  extra: Record<string, string> = {},
): Promise<string> {
  return gitInput(directory, args, "", extra);
}

/** The same with something on its standard input. */
export async function gitInput(
  directory: string,
  args: string[],
  input: string,
  extra: Record<string, string> = {},
): Promise<string> {
  const running = promisify(execFile)("git", args, {
    cwd: directory,
    env: { ...environment, ...extra },
    maxBuffer: 64 * 1024 * 1024,
  });
  // A git that reads no input may be gone before its end is written.
  running.child.stdin?.on("error", () => undefined).end(input);
  return (await running).stdout;
}

/** Commits the files in `directory` as one of the project's people, an hour after the one before. */
async function commit(directory: string, step: Step, at: Date): Promise<ProjectCommit> {
  const person = people[step.author];
  for (const [path, text] of Object.entries(step.files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  await git(directory, ["add", "--all"]);
  await git(directory, ["commit", "--quiet", "-m", step.title], {
    GIT_AUTHOR_NAME: person.name,
    GIT_AUTHOR_EMAIL: person.email,
    GIT_AUTHOR_DATE: at.toISOString(),
    GIT_COMMITTER_NAME: person.name,
    GIT_COMMITTER_EMAIL: person.email,
    GIT_COMMITTER_DATE: at.toISOString(),
  });
  const sha = (await git(directory, ["rev-parse", "HEAD"])).trim();
  const { name: author, email, login } = person;
  return { sha, title: step.title, author, email, login, files: Object.keys(step.files) };
}

/** Runs the project's tests as they are checked out and gives all that they print, in order. */
async function runTests(directory: string): Promise<{ output: string; exitCode: number }> {
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec"], {
    cwd: directory,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  const banner = "\n> orchard-shop@1.0.0 test\n> node --test --test-reporter=spec\n\n";
  return { output: banner + Buffer.concat(chunks).toString("utf8"), exitCode };
}

/**
 * Builds a small real repository in a temporary folder: six commits by four people, of which the fourth
 * breaks a test, and runs its tests at the last green commit and at the head. Takes about a second.
 */
export async function createBrokenProject(): Promise<BrokenProject> {
  const directory = await mkdtemp(join(tmpdir(), "inquest-broken-project-"));
  await git(directory, ["init", "--quiet", "--initial-branch=main"]);
  const start = Date.now() - 8 * 3_600_000;
  const commits: ProjectCommit[] = [];
  let green = { output: "", exitCode: 1 };
  for (const [index, step] of steps.entries()) {
    commits.push(await commit(directory, step, new Date(start + index * 3_600_000)));
    if (index === greenStep) green = await runTests(directory);
  }
  const failed = await runTests(directory);
  if (green.exitCode !== 0 || failed.exitCode === 0) {
    throw new Error(`The broken project is not broken as it should be:\n${green.output}\n${failed.output}`);
  }
  const sha = (index: number) => commits[index]?.sha ?? "";
  const headSha = sha(commits.length - 1);
  const log = (run: { output: string; exitCode: number }, index: number, commitSha: string) =>
    // Where Actions checks a repository out.
    asActionsLog(run.output.replaceAll(directory, "/home/runner/work/shop/shop"), {
      startedAt: new Date(start + index * 3_600_000 + 60_000),
      command: "npm test",
      exitCode: run.exitCode,
      repository: "orchard/shop",
      sha: commitSha,
    });
  return {
    directory,
    owner: "orchard",
    name: "shop",
    greenSha: sha(greenStep),
    guiltySha: sha(guiltyStep),
    headSha,
    commits,
    greenLog: log(green, greenStep, sha(greenStep)),
    failedLog: log(failed, steps.length - 1, headSha),
    greenOutput: green.output,
    failedOutput: failed.output,
    async fix() {
      const repair: Step = {
        title: "Take the discount off before rounding",
        author: "tom",
        files: { "src/cart.js": cart(working) },
      };
      const repaired = await commit(directory, repair, new Date(start + steps.length * 3_600_000));
      commits.push(repaired);
      const run = await runTests(directory);
      return { sha: repaired.sha, log: log(run, steps.length, repaired.sha) };
    },
    close: async () => rm(directory, { recursive: true, force: true }),
  };
}
