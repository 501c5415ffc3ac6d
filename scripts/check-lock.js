import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Optional packages that the lock file lacks because the registry it was made from does not carry them. Kept
 * beside it so that one that npm drops by itself (its bug 4828: a lock file made over an existing
 * `node_modules` forgets other platforms) is noticed.
 */
const gapsFile = join("scripts", "lock-gaps.json");

/** Nobody can do without these: the platforms that the checks, the tests and the container image run on. */
const needed = /(^|[-/.])linux[-.](x64|arm64)(?!.*musl)/;

/**
 * What is wrong with a lock file, one sentence each.
 *
 * @param manifest content of package.json
 * @param lock content of package-lock.json
 * @param gaps names of optional packages that may be missing
 */
export function lockProblems(manifest, lock, gaps) {
  const missing = missingOptional(lock);
  return [
    ...outOfStep(manifest, lock),
    ...Object.entries(lock.packages)
      .filter(([, entry]) => entry.resolved !== undefined && !entry.link)
      .map(([path]) => `${path} names the registry it came from (\`resolved\`).`),
    ...Object.entries(lock.packages)
      .filter(([path, entry]) => path !== "" && !entry.link && !entry.inBundle && !entry.integrity)
      .map(([path]) => `${path} has no integrity hash.`),
    ...missingRequired(lock),
    ...missing
      .filter((name) => needed.test(name) || !gaps.includes(name))
      .map((name) => `${name} is missing, an optional package of another platform.`),
    ...gaps
      .filter((name) => !missing.includes(name))
      .map((name) => `${name} stands in scripts/lock-gaps.json and is not missing any more.`),
  ];
}

function outOfStep(manifest, lock) {
  const own = lock.packages[""] ?? {};
  const problems = [];
  for (const field of ["name", "version"]) {
    if (lock[field] !== manifest[field] || own[field] !== manifest[field]) {
      problems.push(`The lock file's ${field} is not package.json's.`);
    }
  }
  for (const field of ["dependencies", "devDependencies", "optionalDependencies"]) {
    if (!alike(own[field], manifest[field])) {
      problems.push(`The lock file's ${field} are not package.json's.`);
    }
  }
  return problems;
}

function alike(a = {}, b = {}) {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

function missingRequired(lock) {
  const problems = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    const optional = entry.optionalDependencies ?? {};
    for (const name of Object.keys(entry.dependencies ?? {})) {
      if (!(name in optional) && !isLocked(lock, path, name)) {
        problems.push(`${name} is missing, which ${path || "package.json"} needs.`);
      }
    }
  }
  return problems;
}

/** Names of optional packages that some package lists and the lock file lacks, in alphabetical order. */
export function missingOptional(lock) {
  const names = new Set();
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isLocked(lock, path, name)) names.add(name);
    }
  }
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

/** Node's own look-up: the folder's own `node_modules`, then each parent's. */
function isLocked(lock, from, name) {
  for (let folder = from; folder !== undefined; folder = parentOf(folder)) {
    if (lock.packages[folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`]) return true;
  }
  return false;
}

function parentOf(folder) {
  const at = folder.lastIndexOf("node_modules/");
  return at < 0 ? undefined : folder.slice(0, at).replace(/\/$/, "");
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const root = args.find((arg) => !arg.startsWith("--")) ?? dirname(import.meta.dirname);
  const lock = readJson(join(root, "package-lock.json"));
  if (args.includes("--record")) {
    const gaps = missingOptional(lock).filter((name) => !needed.test(name));
    writeFileSync(join(root, gapsFile), `${JSON.stringify(gaps, undefined, 2)}\n`);
    console.log(`${gaps.length} optional packages noted in ${gapsFile}.`);
  }
  const problems = lockProblems(readJson(join(root, "package.json")), lock, readJson(join(root, gapsFile)));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    console.error(
      "Make the lock file anew (`rm package-lock.json && npm install --package-lock-only`); if the registry in" +
        " use lacks these packages, note that with `node scripts/check-lock.js --record`.",
    );
    process.exitCode = 1;
  }
}
