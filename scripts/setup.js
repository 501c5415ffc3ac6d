import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { withSetupLock } from "./setup-lock.js";

const defaultRoot = dirname(import.meta.dirname);

/** What stands in the way of setting up: one plain sentence, and what to do about it. */
export class SetupError extends Error {
  name = "SetupError";

  constructor(sentence, remedy, options) {
    super(sentence, options);
    this.remedy = remedy;
  }
}

/**
 * Makes sure that the dependencies and the build are there and as new as what they are made from. Costs a
 * walk over file times (a few milliseconds) when they are; several processes may ask at once.
 *
 * @param options.root the checkout
 * @param options.note takes one line about the work; standard error by default, so that scripts can read
 * standard output
 */
export async function setUp({ root = defaultRoot, note = tell } = {}) {
  if (isReady(root)) return;
  await locked(root, note, async () => {
    // Another process may have done the work while this one waited.
    if (!dependenciesAreFresh(root)) await installDependencies(root, note);
    if (!buildIsFresh(root)) await buildBundle(root, note);
  });
}

/** The first half of `setUp`, for the build itself. */
export async function setUpDependencies({ root = defaultRoot, note = tell } = {}) {
  if (dependenciesAreFresh(root)) return;
  await locked(root, note, async () => {
    if (!dependenciesAreFresh(root)) await installDependencies(root, note);
  });
}

function tell(line) {
  console.error(line);
}

async function locked(root, note, work) {
  try {
    await withSetupLock(root, note, work);
  } catch (cause) {
    if (cause?.code !== "EACCES" && cause?.code !== "EROFS" && cause?.code !== "EPERM") throw cause;
    throw new SetupError(
      `Inquest has to be set up first, and ${cause.path ?? root} cannot be written.`,
      "Run it once as the owner of this folder (`npm run build`), or give this user the right to write there.",
      { cause },
    );
  }
}

export function isReady(root) {
  return dependenciesAreFresh(root) && buildIsFresh(root);
}

/** Fresh: what npm installed last is not older than the lock file, or was made from the very same one. */
export function dependenciesAreFresh(root) {
  const lock = changedAt(join(root, "package-lock.json"));
  // A shipped copy may come without its lock file; then its dependencies came with it.
  if (lock === undefined) return existsSync(join(root, "node_modules"));
  const installed = changedAt(join(root, "node_modules", ".package-lock.json"));
  if (installed === undefined) return false;
  if (installed >= lock) return true;
  const stamp = join(root, "node_modules", ".inquest-setup");
  const stamped = changedAt(stamp);
  if (stamped === undefined) return false;
  if (stamped >= lock) return true;
  // A checkout touches the lock file without changing it.
  if (readFileSync(stamp, "utf8") !== lockHash(root)) return false;
  try {
    const now = new Date();
    utimesSync(stamp, now, now);
  } catch {
    // Somebody else's checkout: the comparison is then made each time.
  }
  return true;
}

/** Fresh: no source, nor the recipe of the build, is newer than the start of the last build. */
export function buildIsFresh(root) {
  const built = changedAt(join(root, "dist", "built"));
  if (built === undefined || !existsSync(join(root, "dist", "main.js"))) return false;
  const sources = join(root, "src");
  if (!existsSync(sources)) return true;
  const recipe = ["package.json", "tsconfig.json", join("scripts", "build.js")];
  if (recipe.some((file) => (changedAt(join(root, file)) ?? 0) > built)) return false;
  return !holdsNewer(sources, built);
}

/** A folder counts too: deleting or renaming a file changes only its folder's time. */
function holdsNewer(folder, than) {
  if (changedAt(folder) > than) return true;
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? holdsNewer(path, than) : (changedAt(path) ?? 0) > than;
  });
}

function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function lockHash(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

async function installDependencies(root, note) {
  note("Installing dependencies (first start only, about a minute)…");
  const started = performance.now();
  // `npm install` and not `npm ci`: a lock file made where the registry lacks some platforms' packages
  // is refused by `npm ci` elsewhere. `--no-save`, since setting up is no reason to change that file.
  const { code, output } = await runNpm(
    ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=http"],
    root,
    note,
  );
  if (code !== 0) {
    throw new SetupError(
      `Installing the dependencies failed: ${npmComplaint(output)}`,
      "Check the network and the npm registry's settings (`npm ping`), then start again; `npm install` shows all of it.",
    );
  }
  writeFileSync(join(root, "node_modules", ".inquest-setup"), lockHash(root));
  note(`Dependencies installed in ${seconds(started)}.`);
}

/** Runs npm and tells every 5 s how many packages it has fetched; keeps its last 64 KB to explain a failure. */
function runNpm(args, root, note) {
  const windows = process.platform === "win32";
  return new Promise((resolve, reject) => {
    const child = spawn(windows ? "npm.cmd" : "npm", args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      shell: windows,
      // A `.npmrc` or a global setting may ask for production packages only; the build needs the others.
      env: { ...process.env, NODE_ENV: "development", npm_config_omit: "" },
    });
    let output = "";
    let fetched = 0;
    let told = 0;
    const read = (chunk) => {
      const text = chunk.toString();
      fetched += text.split("http fetch GET 200").length - 1;
      output = (output + text).slice(-65_536);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    const progress = setInterval(() => {
      note(fetched > told ? `  … ${fetched} answers from the registry` : "  … unpacking");
      told = fetched;
    }, 5_000);
    child.on("error", (cause) => {
      clearInterval(progress);
      reject(
        cause.code === "ENOENT"
          ? new SetupError("npm was not found.", "Install npm (it comes with Node.js) and start again.", {
              cause,
            })
          : cause,
      );
    });
    child.on("close", (code) => {
      clearInterval(progress);
      resolve({ code, output });
    });
  });
}

/** npm's own first words about what went wrong, without the addresses it fetched. */
function npmComplaint(output) {
  const lines = output
    .split("\n")
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("code ") && !line.startsWith("A complete log"));
  return lines[0] ?? "npm ended without saying why.";
}

async function buildBundle(root, note) {
  // A rebuild takes a blink while somebody works on the sources; only the first one is worth a word.
  const first = !existsSync(join(root, "dist", "main.js"));
  const started = performance.now();
  // Imported late, since esbuild is among the dependencies.
  const { build } = await import(pathToFileURL(join(root, "scripts", "build.js")).href);
  try {
    await build(root);
  } catch (cause) {
    const [error] = cause?.errors ?? [];
    if (!error) throw cause;
    const place = error.location ? `${error.location.file}:${error.location.line}: ` : "";
    throw new SetupError(
      `The build failed: ${place}${error.text}`,
      "Correct that file; `npm run build` shows all of it.",
      { cause },
    );
  }
  if (first) note(`Built in ${seconds(started)}.`);
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
