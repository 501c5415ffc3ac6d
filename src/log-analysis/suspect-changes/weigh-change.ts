import type { Change } from "../../domain/index.ts";
import type { FailureClues, Frame } from "./failure-clues.ts";
import { foldersOf, samePlace, sharedFromEnd, stepsBetween } from "./folders.ts";
import { type FileKind, kindOf, spellings, stemOf, subjectOf, wordsOf } from "./names.ts";
import type { Rarity } from "./rarity.ts";
import type { Feature, Features } from "./weights.ts";

/** One thing a person can check, for one feature of one change. */
export interface Reason {
  feature: Feature;
  /** 0 to 1. */
  value: number;
  sentence: string;
}

export interface WeighedChange {
  features: Features;
  /** The best reason for each feature. */
  reasons: Reason[];
}

/** What the changes of one range have in common. */
export interface Rarities {
  words: Rarity;
  folders: Rarity;
  /** How many changes there are. */
  changes: number;
}

/** Of a change; only the words and folders of more are read. */
const MOST_FILES = 300;
/** Of all changes together, so that a thousand large ones cost no more than a hundred. */
const MOST_FILES_TOGETHER = 12_000;
const MOST_FRAMES_NEAR = 30;
const LONGEST_PATCH = 200_000;
const LARGEST = 3;

/** How well a frame names a file of the same name: 1 for its path, less the less of the path agrees. */
function frameMatch(frame: Frame, path: string): number {
  if (!frame.path.includes("/")) return 0.6;
  if (samePlace(frame.path, path)) return 1;
  const same = sharedFromEnd(frame.path, path);
  return same >= 3 ? 1 : same === 2 ? 0.8 : 0.3;
}

function closeness(depth: number): number {
  return 1 / (1 + 0.2 * depth);
}

function removedShare(change: Change): number {
  const added = change.files.reduce((sum, file) => sum + file.added, 0);
  const deleted = change.files.reduce((sum, file) => sum + file.deleted, 0);
  return added + deleted === 0 ? 0 : deleted / (added + deleted);
}

/** Looks at one change with the failure's clues in hand. */
export function weighChange(change: Change, clues: FailureClues, rarities: Rarities): WeighedChange {
  const best = new Map<Feature, Reason>();
  const raise = (feature: Feature, value: number, sentence: () => string): void => {
    if (value > (best.get(feature)?.value ?? 0)) best.set(feature, { feature, value, sentence: sentence() });
  };
  const most = Math.min(MOST_FILES, Math.max(12, Math.floor(MOST_FILES_TOGETHER / rarities.changes)));
  const files = change.files.slice(0, most).map((file) => ({ ...file, kind: kindOf(file.path) }));
  for (const file of files) {
    weighFrames(file.path, file.kind, clues, raise);
    weighTests(file.path, file.kind, clues, rarities, raise);
    if (file.kind === "code" || file.kind === "other") weighMessages(file.path, clues, rarities, raise);
    if (file.patch !== undefined) weighPatch(file.path, file.patch, clues, raise);
    const wanted = clues.configuration;
    if (wanted !== undefined && (file.kind === "build" || file.kind === "deployment")) {
      const value = wanted === file.kind || wanted === "either" ? 1 : 0.5;
      raise(
        "configuration",
        value,
        () => `changes ${file.path}, and the failure is about what such files set`,
      );
    }
  }
  weighWords(change, clues, rarities, raise);

  const only = (...kinds: FileKind[]) => files.length > 0 && files.every((file) => kinds.includes(file.kind));
  const value = (feature: Feature) => best.get(feature)?.value ?? 0;
  const features: Features = {
    frame: value("frame"),
    subject: value("subject"),
    alike: value("alike"),
    ownTest: value("ownTest"),
    mention: value("mention"),
    words: value("words"),
    folder: value("folder"),
    near: value("near"),
    frameNear: value("frameNear"),
    explained: value("explained"),
    said: value("said"),
    patch: value("patch"),
    configuration: value("configuration"),
    removes: removedShare(change),
    files: Math.min(LARGEST, Math.log(1 + change.files.length)),
    documents: only("document") ? 1 : 0,
    tests: only("document", "test") && !only("document") ? 1 : 0,
    merge: /^Merge (?:branch|pull request|remote|tag|commit|[0-9a-f]{7,40} into)\b/i.test(change.title)
      ? 1
      : 0,
  };
  return { features, reasons: [...best.values()] };
}

type Raise = (feature: Feature, value: number, sentence: () => string) => void;

function weighFrames(path: string, kind: FileKind, clues: FailureClues, raise: Raise): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  for (const frame of [
    ...(clues.framesByName.get(name) ?? []),
    ...(clues.framesByName.get(stemOf(name)) ?? []),
  ]) {
    const value = frameMatch(frame, path) * closeness(frame.depth);
    const place = frame.line > 0 ? ` at line ${frame.line}` : "";
    raise(
      kind === "test" ? "ownTest" : "frame",
      value,
      () => `changes ${path}, which the failure names${place}`,
    );
  }
  if (kind === "test" || kind === "document") return;
  const folders = foldersOf(path);
  for (const frame of clues.frames.slice(0, MOST_FRAMES_NEAR)) {
    if (frame.kind === "test" || !frame.path.includes("/")) continue;
    const steps = stepsBetween(frame.folders, folders);
    if (steps === undefined || steps > 8) continue;
    const value = closeness(frame.depth) / (1 + steps);
    raise("frameNear", value, () => `changes ${path}, near ${frame.path}, which the failure names`);
  }
}

function weighTests(
  path: string,
  kind: FileKind,
  clues: FailureClues,
  rarities: Rarities,
  raise: Raise,
): void {
  if (kind === "document") return;
  const stem = stemOf(path);
  const folders = foldersOf(path);
  const name = new Set(wordsOf(stem));
  const nameWeight = Math.max(0.8, rarities.words.sum(name));
  const inFolders = new Set(folders.map((folder) => folder.toLowerCase()));
  for (const test of clues.tests) {
    if (kind === "test") {
      const own = stem === test.owner;
      if (own) raise("ownTest", 1, () => `changes ${path}, which holds the failing test ${test.shortName}`);
    } else {
      const subject = subjectOf(stem).toLowerCase();
      const isSubject = subject.length > 2 && subject === test.subject.toLowerCase();
      if (isSubject)
        raise("subject", 1, () => `changes ${path}, which the failing test ${test.shortName} is about`);
      const shared = [...name].filter((word) => test.subjectWords.has(word));
      const all = rarities.words.sum(new Set([...name, ...test.subjectWords]));
      const alike = isSubject ? 0 : rarities.words.sum(shared) / Math.max(0.5, all);
      raise("alike", alike, () => `changes ${path}, named much like the failing test ${test.shortName}`);
      const told = rarities.words.sum([...name].filter((word) => test.words.has(word))) / nameWeight;
      raise(
        "explained",
        told,
        () => `changes ${path}, whose name is in the failing test's, ${test.shortName}`,
      );
    }
    const steps = stepsBetween(test.folders, folders);
    if (steps !== undefined && steps < 9) {
      const where = steps === 0 ? "in the same package as" : "close to";
      raise("near", 1 / (1 + steps), () => `changes ${path}, ${where} the failing test ${test.shortName}`);
    }
    const wanted = [...test.folderNames];
    const common = rarities.folders.sum(wanted.filter((folder) => inFolders.has(folder)));
    const share = wanted.length === 0 ? 0 : common / Math.max(0.01, rarities.folders.sum(wanted));
    raise("folder", share, () => `changes ${path}, in folders of the failing test ${test.shortName}`);
  }
}

function weighMessages(path: string, clues: FailureClues, rarities: Rarities, raise: Raise): void {
  const stem = stemOf(path);
  const name = new Set(wordsOf(stem));
  const shared = [...name].filter((word) => clues.words.has(word));
  const value = rarities.words.sum(shared) / Math.max(0.8, rarities.words.sum(name));
  raise("said", value, () => `changes ${path}; the failure's message has the words of its name`);
  const times = clues.mentions.get(stem) ?? 0;
  const telling = stem.length >= 4 && /[A-Z_]/.test(stem) && /[a-z]/.test(stem);
  if (times > 0 && telling) {
    raise(
      "mention",
      Math.min(1, 0.6 + 0.1 * times),
      () => `changes ${path}; the failure's message names ${stem}`,
    );
  }
}

function weighPatch(path: string, patch: string, clues: FailureClues, raise: Raise): void {
  if (clues.symbols.size === 0) return;
  const changed = patch
    .slice(0, LONGEST_PATCH)
    .split("\n")
    .filter((line) => /^[+-](?![+-]{2} )/.test(line));
  const found = new Set<string>();
  for (const line of changed) {
    for (const symbol of line.slice(0, 2000).match(/[A-Za-z_$][\w$-]{3,80}/g) ?? []) {
      if (clues.symbols.has(symbol)) found.add(symbol);
    }
  }
  if (found.size === 0) return;
  const named = [...found].slice(0, 3).join(", ");
  const value = Math.min(1, 0.4 + 0.2 * found.size);
  raise("patch", value, () => `changes lines of ${path} that name ${named}, as the failure does`);
}

function weighWords(change: Change, clues: FailureClues, rarities: Rarities, raise: Raise): void {
  const mine = wordsOfChange(change);
  let hits = 0;
  let all = 0;
  const told: string[] = [];
  for (const word of clues.testWords.size > 0 ? clues.testWords : clues.words.keys()) {
    const weight = rarities.words.of(word);
    all += weight;
    if (!mine.has(word)) continue;
    hits += weight;
    if (weight > 0.5) told.push(word);
  }
  if (hits === 0 || told.length === 0) return;
  const spelt = spellings(
    `${change.title} ${change.files.map((file) => file.path).join(" ")}`.slice(0, 20_000),
  );
  const list = told.slice(0, 5).map((word) => spelt.get(word) ?? word);
  raise("words", hits / all, () => `shares words with the failure: ${list.join(", ")}`);
}

/** Words of the paths and the title of a change. */
export function wordsOfChange(change: Change): Set<string> {
  const words = new Set(wordsOf(change.title.slice(0, 300)));
  for (const file of change.files.slice(0, MOST_FILES))
    for (const word of wordsOf(file.path)) words.add(word);
  return words;
}

/** Folders of a change, in lower case. */
export function foldersOfChange(change: Change): Set<string> {
  const folders = new Set<string>();
  for (const file of change.files.slice(0, MOST_FILES)) {
    for (const folder of foldersOf(file.path)) folders.add(folder.toLowerCase());
  }
  return folders;
}
