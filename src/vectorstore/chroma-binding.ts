import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { InquestError } from "../domain/index.ts";
import { retargetedCopy } from "./glibc/retargeted-copy.ts";

/** The native library with Chroma's server in it. */
export interface ChromaBinding {
  /** A file that this machine loads. */
  file: string;
  /** Of the package that it came with. */
  version: string;
}

/** Loading runs no server; more than this means that something hangs. */
const LOAD_MILLISECONDS = 30_000;
const LOADER = "process.dlopen({ exports: {} }, process.argv[1])";

/**
 * The binding that the `chromadb` package brought for this platform, in a form that this machine loads.
 *
 * @throws InquestError `chroma_unavailable` when there is none.
 */
export async function findChromaBinding(
  cache: string,
  options: { signal: AbortSignal },
): Promise<ChromaBinding> {
  return loadableBinding(await installedBinding(), cache, options);
}

/**
 * The binding itself where it loads, or where the system's glibc is older than the one it was built on, a copy
 * that asks for the older functions, kept under `cache`. A file is always tried in a process of its own first,
 * so that a crash in it is not ours.
 *
 * @throws InquestError `chroma_unavailable` when neither loads, or the binding is not one whose copy was tried.
 */
export async function loadableBinding(
  binding: ChromaBinding,
  cache: string,
  options: { signal: AbortSignal },
): Promise<ChromaBinding> {
  const { file, version } = binding;
  if (await bindingLoads(file, options)) return binding;
  options.signal.throwIfAborted();
  const copy = await retargetedCopy(file, cache, (draft) => bindingLoads(draft, options));
  options.signal.throwIfAborted();
  if (copy) return { file: copy, version };
  throw unavailable(
    `The Chroma server that was installed (binding ${version}) does not load on this system.`,
  );
}

/** Whether the file loads as a native addon in a process of its own. */
export function bindingLoads(file: string, options: { signal: AbortSignal }): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["-e", LOADER, "--", file],
      { env: {}, signal: options.signal, timeout: LOAD_MILLISECONDS, killSignal: "SIGKILL" },
      (error) => resolve(!error),
    );
  });
}

/** The binding as npm installed it, whether or not it loads. */
export async function installedBinding(): Promise<ChromaBinding> {
  const libraries: Partial<Record<string, string>> = { linux: "-gnu", darwin: "", win32: "-msvc" };
  const name = `chromadb-js-bindings-${process.platform}-${process.arch}${libraries[process.platform] ?? ""}`;
  try {
    // The binding is a dependency of chromadb's, so it is looked for from there.
    const chromadb = createRequire(import.meta.url).resolve("chromadb");
    const file = createRequire(chromadb).resolve(name);
    const { version } = JSON.parse(await readFile(join(dirname(file), "package.json"), "utf8")) as {
      version: string;
    };
    return { file, version };
  } catch (cause) {
    throw unavailable(`No Chroma server is installed for ${process.platform} on ${process.arch}.`, cause);
  }
}

function unavailable(sentence: string, cause?: unknown): InquestError {
  return new InquestError(
    "chroma_unavailable",
    sentence,
    "Set CHROMA_URL to the address of a Chroma server, for example one started from the image chromadb/chroma.",
    { cause },
  );
}
