import { createReadStream } from "node:fs";
import { opendir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { createGunzip } from "node:zlib";
import { type DataGap, InquestError } from "../../domain/index.ts";
import { readBounded } from "../bounded-bytes.ts";
import type { CollectedEvidence, Collector } from "../collector.ts";
import { changesEvidence, changesFile, readFolderChanges } from "./folder-changes.ts";

/** Bounds on what one folder may cost. */
export interface FolderLimits {
  /** Most files taken, and most entries looked at. */
  files: number;
  entries: number;
  /** Deepest folder, counted from the given one. */
  depth: number;
  /** Most bytes kept of one file and of all together; most bytes read of one (a small `.gz` can hold much). */
  fileBytes: number;
  totalBytes: number;
  readBytes: number;
}

const MiB = 1024 * 1024;

const defaultLimits: FolderLimits = {
  files: 200,
  entries: 20_000,
  depth: 8,
  fileBytes: 32 * MiB,
  totalBytes: 128 * MiB,
  readBytes: 1024 * MiB,
};

/**
 * Evidence for subject `folder`: its text files, also in folders below and as `.gz`, by name. Kind `files`;
 * `target` narrows to one file or folder, relative to the given one. Links that lead outside are not followed.
 * A `changes.json` that holds a `ChangeSet` is no log but the answer to kind `changes`.
 *
 * @example
 * const { evidence } = await createFolderCollector().collect(
 *   { kind: "folder", directory }, { kind: "files", target: "", reason, askedBy: "triage" }, { signal });
 */
export function createFolderCollector(options: { limits?: Partial<FolderLimits> } = {}): Collector {
  const limits = { ...defaultLimits, ...options.limits };
  return {
    name: "folder",
    answers: (subject, request) =>
      subject.kind === "folder" && (request.kind === "files" || request.kind === "changes"),
    async collect(subject, request, { signal }) {
      const gaps: DataGap[] = [];
      if (subject.kind !== "folder") return { evidence: [], gaps };
      const root = await realpath(subject.directory).catch(() => undefined);
      if (!root) {
        gaps.push(gap(`The folder ${subject.directory}`, "not_found", "Check the path."));
        return { evidence: [], gaps };
      }
      const changes = await readFolderChanges(root);
      if (request.kind === "changes") return { evidence: changes ? [changesEvidence(changes)] : [], gaps };
      const paths = (await listed(root, limits, gaps, signal)).filter(
        (path) =>
          (!request.target && !(changes && path === changesFile)) ||
          path === request.target ||
          path.startsWith(`${request.target.replace(/\/+$/, "")}/`),
      );
      return { evidence: await read(root, paths, limits, gaps, signal), gaps };
    },
  };
}

/** Regular files below `root`, relative and sorted by name, so that their order is the same everywhere. */
async function listed(
  root: string,
  limits: FolderLimits,
  gaps: DataGap[],
  signal: AbortSignal,
): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set([root]);
  const waiting = [{ path: root, depth: 0 }];
  let entries = 0;
  for (let folder = waiting.shift(); folder; folder = waiting.shift()) {
    signal.throwIfAborted();
    const listing = await opendir(folder.path).catch(() => undefined);
    if (!listing) {
      gaps.push(gap(`The folder ${relative(root, folder.path)}`, "permission_missing", "Make it readable."));
      continue;
    }
    for await (const entry of listing) {
      entries += 1;
      if (entries > limits.entries) break;
      const path = join(folder.path, entry.name);
      const real = entry.isSymbolicLink() ? await realpath(path).catch(() => undefined) : path;
      if (!real || (real !== root && !real.startsWith(root + sep))) continue;
      const facts = entry.isSymbolicLink() ? await stat(real).catch(() => undefined) : entry;
      if (facts?.isFile()) found.push(relative(root, path));
      if (facts?.isDirectory() && entry.name !== ".git" && folder.depth < limits.depth && !seen.has(real)) {
        seen.add(real);
        waiting.push({ path, depth: folder.depth + 1 });
      }
    }
    if (entries > limits.entries) {
      gaps.push(
        gap(`Entries beyond the first ${limits.entries}`, "limit_reached", "Point at a smaller folder."),
      );
      break;
    }
  }
  return found.toSorted();
}

async function read(
  root: string,
  paths: string[],
  limits: FolderLimits,
  gaps: DataGap[],
  signal: AbortSignal,
): Promise<CollectedEvidence[]> {
  const evidence: CollectedEvidence[] = [];
  let left = limits.totalBytes;
  for (const [index, path] of paths.entries()) {
    signal.throwIfAborted();
    if (evidence.length >= limits.files || left <= 0) {
      gaps.push(
        gap(
          `${paths.length - index} more files of the folder`,
          "limit_reached",
          "Point at a smaller folder.",
        ),
      );
      break;
    }
    const keep = Math.min(limits.fileBytes, left);
    const file = await readBounded(textOf(join(root, path)), { keep, read: limits.readBytes }, signal);
    if (file.brokenBy instanceof NotText) continue;
    if (file.brokenBy !== undefined) {
      gaps.push(
        gap(`File ${path}`, "not_found", "Make it readable, or pack it again when it is a broken .gz."),
      );
      if (file.kept === 0) continue;
    }
    left -= file.kept;
    evidence.push({
      kind: "files",
      title: path,
      content: file.content,
      ...(file.truncated || file.brokenBy !== undefined ? { truncated: true } : {}),
    });
  }
  return evidence;
}

/** Thrown out of a file's bytes when they are no text; such a file is no evidence, and nobody misses it. */
class NotText extends InquestError {
  constructor() {
    super("not_text", "The file is not text.", "Nothing to do.");
  }
}

async function* textOf(path: string): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(path, { highWaterMark: 256 * 1024 });
  const stream = path.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  raw.on("error", (cause) => stream.destroy(cause));
  try {
    let first = true;
    for await (const chunk of stream) {
      const bytes: unknown = chunk;
      if (!(bytes instanceof Uint8Array)) continue;
      // A zero in the first part is how git tells a binary file, too.
      if (first && bytes.subarray(0, 8192).includes(0)) throw new NotText();
      first = false;
      yield bytes;
    }
  } finally {
    raw.destroy();
    stream.destroy();
  }
}

function gap(missing: string, code: string, remedy: string): DataGap {
  return { missing, code, remedy };
}
