import type { LogFindings } from "../../domain/index.ts";
import { failedSuites, MOST_TESTS, oneForEachOwner, readTest, type TestClue } from "./failed-tests.ts";
import { failureBlocks, LONGEST_LINE } from "./failure-blocks.ts";
import { foldersOf } from "./folders.ts";
import { type FileKind, kindOf, wordsOf } from "./names.ts";

/** A place in code that the failure names: a stack frame, or a file and line in a message. */
export interface Frame {
  /** With `/`, as the log has it, or built from the qualified class name. */
  path: string;
  line: number;
  /** 0 for the first frame of its failure, counting only frames of different files. */
  depth: number;
  folders: string[];
  kind: FileKind;
}

/** What the failure says that can point to a change. */
export interface FailureClues {
  tests: TestClue[];
  /** One for each file, the shallowest; shallowest first. */
  frames: Frame[];
  framesByName: Map<string, Frame[]>;
  /** Identifiers in the failure's own lines and how often they stand there. */
  mentions: Map<string, number>;
  /** Words of the messages. */
  words: Map<string, number>;
  /** Words of the failing tests' names. */
  testWords: Set<string>;
  /** Identifiers worth looking for in a patch. */
  symbols: Set<string>;
  /** What kind of settings the failure is about, if any. */
  configuration: "build" | "deployment" | "either" | undefined;
}

/** Of a longer log only its end is read. */
const MOST_TEXT = 32 * 1024 * 1024;

const MOST_TEST_FRAMES = 5;

const FRAME =
  /(?:at\s{1,4}(?:[\w-]{1,60}\/{1,2}){0,2}((?:[\w$]{1,100}\.){1,20})[\w$<>]{1,100}\(([\w$]{1,100}\.\w{1,10}):(\d{1,7})\))|((?:\b[A-Za-z]:)?[\w.@+\\/-]{1,300}\.[A-Za-z]\w{0,9})(?:["']?,\s{1,2}line\s{1,2}|:|\()(\d{1,7})/g;
const LIBRARY =
  /^(?:(?:java|javax|jdk|sun|junit|kotlin|scala)\/|com\/sun\/|org\/(?:junit|apache\/maven\/(?:surefire|plugin\/surefire)|gradle|testng|hamcrest|mockito)\/|node:|internal\/)|\/(?:node_modules|site-packages|dist-packages|rustc|\.cargo|vendor|lib\/python[\d.]+|usr\/lib)\//;
/** An identifier with a capital, an underscore or a digit within, or a long one: no word of a sentence. */
const TELLING = /[a-z][A-Z]|[A-Z].*[a-z]{2}.*[A-Z]|_|\d|-|.{12}/;
const CONFIGURED: ReadonlyMap<LogFindings["category"], "build" | "deployment" | "either"> = new Map([
  ["dependency_resolution", "build"],
  ["configuration", "either"],
  ["deployment", "deployment"],
  ["missing_env_var", "deployment"],
  ["config_missing", "deployment"],
  ["command_not_found", "either"],
  ["image_pull_failure", "deployment"],
  ["unschedulable_resources", "deployment"],
  ["unschedulable_node_selector", "deployment"],
  ["readiness_probe_failed", "deployment"],
  ["liveness_probe_failed", "deployment"],
  ["oom_killed", "deployment"],
  ["rbac_forbidden", "deployment"],
  ["ingress_misconfigured", "deployment"],
  ["permission", "either"],
] satisfies [LogFindings["category"], "build" | "deployment" | "either"][]);
export function readClues(
  findings: Pick<LogFindings, "failedTests" | "locations" | "category" | "summary">,
  logText: string,
): FailureClues {
  const text = logText.length > MOST_TEXT ? logText.slice(-MOST_TEXT) : logText;
  const named = findings.failedTests.slice(0, MOST_TESTS);
  const failed = named.length > 0 ? named : failedSuites(text);
  const tests = failed.map(readTest);
  const found: Found = { frames: [], mentions: new Map(), words: new Map() };
  for (const block of failureBlocks(text, failed, tests)) readBlock(block, found);
  for (const location of findings.locations.filter((one) => one.severity !== "warning").slice(0, 60)) {
    found.frames.push(frameOf(location.path.replaceAll("\\", "/"), location.line, 0));
    for (const word of wordsOf((location.message ?? "").slice(0, LONGEST_LINE))) count(found.words, word);
  }
  for (const word of wordsOf(findings.summary.slice(0, LONGEST_LINE))) count(found.words, word);
  const frames = shallowest(found.frames);
  const framesByName = new Map<string, Frame[]>();
  for (const frame of frames) {
    const name = frame.path.slice(frame.path.lastIndexOf("/") + 1);
    framesByName.set(name, [...(framesByName.get(name) ?? []), frame]);
  }
  tests.push(...testsOfFrames(frames));
  return {
    tests: oneForEachOwner(tests),
    frames,
    framesByName,
    mentions: found.mentions,
    words: found.words,
    testWords: new Set(tests.flatMap((test) => [...test.words])),
    symbols: new Set(
      [...found.mentions.keys()].filter((word) => word.length >= 5 && TELLING.test(word)).slice(0, 500),
    ),
    configuration: CONFIGURED.get(findings.category),
  };
}

interface Found {
  frames: Frame[];
  mentions: Map<string, number>;
  words: Map<string, number>;
}

/**
 * Test files that the failure's frames name. Runners that name a test by a sentence (node:test, Mocha, RSpec)
 * leave it to the stack to say where it stands.
 */
function testsOfFrames(frames: readonly Frame[]): TestClue[] {
  return (
    frames
      .filter((frame) => frame.kind === "test" && frame.path.includes("/"))
      .slice(0, MOST_TEST_FRAMES)
      .map((frame) => readTest({ name: frame.path.split("/").slice(-2).join("/"), file: frame.path }))
      // All tests of such a project may lie in one folder, which then ties none of them to this failure.
      .map((test) => ({ ...test, folders: [], folderNames: new Set<string>() }))
  );
}

function frameOf(path: string, line: number, depth: number): Frame {
  return { path, line, depth, folders: foldersOf(path), kind: kindOf(path) };
}

function shallowest(frames: readonly Frame[]): Frame[] {
  const byPath = new Map<string, Frame>();
  for (const frame of frames) {
    const known = byPath.get(frame.path);
    if (known === undefined || frame.depth < known.depth) byPath.set(frame.path, frame);
  }
  return [...byPath.values()].sort((a, b) => a.depth - b.depth).slice(0, 120);
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function readBlock(lines: readonly string[], clues: Found): void {
  const seen = new Set<string>();
  let depth = 0;
  lines.forEach((line, index) => {
    let isFrame = false;
    for (const match of line.matchAll(FRAME)) {
      let path =
        match[2] === undefined
          ? (match[4] ?? "").replaceAll("\\", "/").replace(/^\.\//, "")
          : `${(match[1] ?? "").split(".").slice(0, -2).join("/")}/${match[2]}`;
      isFrame = true;
      // `CartTest.adds:12->helper:40`: a class and its method, no file.
      if (match[2] === undefined && !path.includes("/") && kindOf(path) === "other")
        path = path.split(".")[0] ?? path;
      if (LIBRARY.test(path)) continue;
      if (!seen.has(path)) {
        seen.add(path);
        depth += 1;
      }
      if (clues.frames.length < 400) {
        clues.frames.push(frameOf(path, Number(match[3] ?? match[5]), depth - 1));
      }
    }
    if ((isFrame && index > 0) || /^\s*at\s/.test(line)) return;
    for (const identifier of line.match(/[A-Za-z_$][\w$]{3,80}/g) ?? []) count(clues.mentions, identifier);
    for (const word of wordsOf(line)) count(clues.words, word);
  });
}
