import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError, setUpDependencies } from "./setup.js";

/** Chunks of an earlier build are kept this long: a server that runs still imports them by name. */
const keepOldChunksMs = 24 * 60 * 60 * 1000;

/**
 * Bundles `src/cli/main.ts` into `dist/`, one chunk per dynamic import. Chunks carry their content's hash and
 * are written before `main.js` replaces its forerunner, so a process that starts meanwhile sees a whole build.
 *
 * @returns esbuild's metafile: which output imports which
 */
export async function build(root, { logLevel = "silent" } = {}) {
  // Imported late: a fresh clone has no dependencies until `main` below has installed them.
  const esbuild = await import("esbuild");
  const started = new Date();
  const result = await esbuild.build({ ...options(root), logLevel });
  // Its helper process would live as long as the server that this build is for.
  await esbuild.stop();
  const folder = join(root, "dist");
  mkdirSync(folder, { recursive: true });
  const written = new Set();
  const files = result.outputFiles.toSorted((a, b) => isEntry(a) - isEntry(b));
  for (const file of files) {
    const name = basename(file.path);
    const draft = join(folder, `.${name}.${process.pid}`);
    writeFileSync(draft, file.contents);
    renameSync(draft, join(folder, name));
    written.add(name);
  }
  // Set-up compares this file's time with the sources': one that changed during the build must count as newer.
  const stamp = join(folder, "built");
  writeFileSync(stamp, "");
  utimesSync(stamp, started, started);
  written.add("built");
  removeOldChunks(folder, written, started);
  return result.metafile;
}

function options(root) {
  return {
    absWorkingDir: root,
    entryPoints: [join("src", "cli", "main.ts")],
    outdir: "dist",
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    chunkNames: "[name]-[hash]",
    metafile: true,
    write: false,
  };
}

function isEntry(file) {
  return basename(file.path) === "main.js" ? 1 : 0;
}

function removeOldChunks(folder, written, now) {
  for (const name of readdirSync(folder)) {
    if (written.has(name)) continue;
    const path = join(folder, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (now.getTime() - changed > keepOldChunksMs) rmSync(path, { force: true, recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(import.meta.dirname);
  await setUpDependencies({ root }).catch((error) => {
    if (!(error instanceof SetupError)) throw error;
    console.error(`${error.message}\n${error.remedy}`);
    process.exit(1);
  });
  // esbuild has told what is wrong by then.
  const metafile = await build(root, { logLevel: "warning" }).catch(() => process.exit(1));
  if (process.argv.includes("--metafile")) {
    console.log(JSON.stringify(metafile));
  } else {
    const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
    console.log(`dist/: ${Object.keys(metafile.outputs).length} files, ${Math.round(bytes / 1024)} KB`);
  }
}
