// Records the evidence in examples/failed-deployment: makes a small service's repository commit by commit,
// deploys it with its own deployment script before and after a change that breaks it, and keeps what the
// deployment that failed really wrote, and the commits since the one that worked. Nothing in the evidence is written by hand.
//
//     node scripts/record-example.js [WORKING_FOLDER]
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const examples = join(dirname(import.meta.dirname), "examples");
const evidence = join(examples, "failed-deployment");
const work = process.argv[2] ?? mkdtempSync(join(tmpdir(), "shop-"));
const repository = join(work, "shop");
const hour = 60 * 60 * 1000;

const ada = "Ada Brandt <ada@shop.example>";
const jun = "Jun Okafor <jun@shop.example>";
const mira = "Mira Lindqvist <mira@shop.example>";

/** Oldest first. The first is the whole of examples/shop; the others are edits of it. */
const history = [
  { author: ada, hoursAgo: 75, title: "Serve the catalogue and take orders", edits: [] },
  {
    author: jun,
    hoursAgo: 50,
    title: "Refuse orders without an item",
    edits: [
      {
        file: "src/orders.js",
        from: "export async function placeOrder(order, config) {\n",
        to: 'export async function placeOrder(order, config) {\n  if (!order.item) throw new Error("an order needs an item");\n',
      },
    ],
    deployed: true,
  },
  {
    author: jun,
    hoursAgo: 28,
    title: "Show what is in stock first",
    edits: [
      {
        file: "src/catalogue.js",
        from: "  return items.filter((item) => item.stock > 0);\n",
        to: "  return items.toSorted((a, b) => b.stock - a.stock);\n",
      },
    ],
  },
  {
    author: mira,
    hoursAgo: 5,
    title: "Group the payment settings under one key",
    edits: [
      {
        file: "src/config.js",
        from: '    paymentUrl: required(settings, "paymentUrl", environment),\n    paymentTimeoutMs: settings.paymentTimeoutMs,\n',
        to: '    payments: {\n      url: required(settings, "payments.url", environment),\n      timeoutMs: settings.payments.timeoutMs,\n    },\n',
      },
      {
        file: "src/orders.js",
        from: "fetch(config.paymentUrl, {\n    signal: AbortSignal.timeout(config.paymentTimeoutMs),\n",
        to: "fetch(config.payments.url, {\n    signal: AbortSignal.timeout(config.payments.timeoutMs),\n",
      },
      {
        file: "config/default.json",
        from: '  "paymentTimeoutMs": 2000\n',
        to: '  "payments": { "timeoutMs": 2000 }\n',
      },
      {
        file: "config/test.json",
        from: '{ "paymentUrl": "http://127.0.0.1:9/charge" }\n',
        to: '{ "payments": { "url": "http://127.0.0.1:9/charge" } }\n',
      },
      {
        file: "config/production.json",
        from: '{ "paymentUrl": "https://pay.shop.example/charge" }\n',
        to: '{ "payments": { "url": "https://pay.shop.example/charge" } }\n',
      },
      {
        file: "test/config.test.js",
        from: "config.paymentUrl, ",
        to: "config.payments.url, ",
      },
    ],
  },
  {
    author: ada,
    hoursAgo: 2,
    title: "Offer a bench",
    edits: [
      {
        file: "src/catalogue.js",
        from: '  { name: "desk", price: 310, stock: 4 },\n',
        to: '  { name: "desk", price: 310, stock: 4 },\n  { name: "bench", price: 95, stock: 2 },\n',
      },
    ],
    deployed: true,
  },
];

function git(...args) {
  return execFileSync("git", args, { cwd: repository, encoding: "utf8" });
}

function commit({ author, hoursAgo, title, edits }) {
  for (const { file, from, to } of edits) {
    const path = join(repository, file);
    const before = readFileSync(path, "utf8");
    if (!before.includes(from)) throw new Error(`${file} does not hold what "${title}" replaces`);
    writeFileSync(
      path,
      before.replace(from, () => to),
    );
  }
  const [, name, email] = /^(.*) <(.*)>$/.exec(author);
  const date = new Date(Date.now() - hoursAgo * hour).toISOString();
  git("add", "--all");
  execFileSync("git", ["commit", "--quiet", "--message", title], {
    cwd: repository,
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    },
  });
  return git("rev-parse", "HEAD").trim();
}

/** Runs the service's own deployment script. */
function deploy() {
  const { status, stdout } = spawnSync("sh", ["-c", "exec deploy/deploy.sh staging 2>&1"], {
    cwd: repository,
    encoding: "utf8",
    env: { PATH: process.env.PATH, SHOP_HOME: work, npm_config_userconfig: "/dev/null" },
  });
  return { status, log: stdout };
}

function changesBetween(base, head) {
  const ids = git("rev-list", `${base}..${head}`).trim().split("\n");
  return {
    base,
    head,
    truncated: false,
    changes: ids.map((id) => {
      const [title, author, committedAt] = git("log", "-1", "--format=%s%n%an%n%cI", id).trim().split("\n");
      const files = git("show", "--numstat", "--format=", id).trim().split("\n");
      return {
        id,
        title,
        author,
        committedAt,
        files: files.map((line) => {
          const [added, deleted, path] = line.split("\t");
          const patch = git("show", "--format=", id, "--", path);
          return { path, added: Number(added), deleted: Number(deleted), patch };
        }),
      };
    }),
  };
}

rmSync(evidence, { recursive: true, force: true });
mkdirSync(evidence, { recursive: true });
rmSync(repository, { recursive: true, force: true });
cpSync(join(examples, "shop"), repository, { recursive: true });
git("init", "--quiet", "--initial-branch=main");
const deployments = [];
for (const step of history) {
  const id = commit(step);
  if (step.deployed) deployments.push({ id, ...deploy() });
}
const [green, failed] = deployments;
if (green.status !== 0 || failed.status === 0)
  throw new Error(`ended with ${green.status} and ${failed.status}`);
writeFileSync(join(evidence, "deploy.log"), failed.log);
process.kill(Number(readFileSync(join(work, "pid"), "utf8")));
const release = git("rev-parse", "--short", failed.id).trim();
copyFileSync(join(work, "log", `shop.log.${release}`), join(evidence, "service.log"));
const changes = changesBetween(green.id, failed.id);
writeFileSync(join(evidence, "changes.json"), `${JSON.stringify(changes, undefined, 2)}\n`);
execFileSync("npx", ["biome", "format", "--write", evidence], { stdio: "ignore" });
rmSync(work, { recursive: true, force: true });
