import type { FailedTest, LogFindings } from "../../domain/index.ts";
import { foldersOf } from "./folders.ts";
import { type FileKind, kindOf, stemOf, subjectOf, wordsOf } from "./names.ts";

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

export interface TestClue {
  name: string;
  /** Without the packages before its class. */
  shortName: string;
  /** The class or file of the test, without what marks it as a test. */
  subject: string;
  /** Its own class or file. */
  owner: string;
  /** Folders or packages it lives in, outermost first. */
  folders: string[];
  /** Those, in lower case. */
  folderNames: Set<string>;
  subjectWords: Set<string>;
  words: Set<string>;
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

/** Lines of the log that speak of the failure; bounded. */
const MOST_LINES = 2000;
const LONGEST_LINE = 600;
const MOST_TESTS = 30;
const MOST_OWNERS = 15;
const LINES_AFTER = 120;
/** Of a longer log only its end is read. */
const MOST_TEXT = 32 * 1024 * 1024;

const FRAME =
  /(?:at\s{1,4}(?:[\w-]{1,60}\/{1,2}){0,2}((?:[\w$]{1,100}\.){1,20})[\w$<>]{1,100}\(([\w$]{1,100}\.\w{1,10}):(\d{1,7})\))|((?:[A-Za-z]:)?[\w.@+\\/-]{1,300}\.[A-Za-z]\w{0,9})(?:["']?,\s{1,2}line\s{1,2}|:|\()(\d{1,7})/g;
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
const TROUBLE =
  /(?:error|exception)\b|\b(?:fail(?:ed|ure|ures)?|panic(?:ked)?|assert\w{0,20}|fatal|undefined|not found|cannot)\b/i;

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

/** Suites that a runner says failed, where it names no case: Surefire, Jest and Vitest, `go test`. */
function failedSuites(text: string): FailedTest[] {
  const suites = new Map<string, FailedTest>();
  const say = (name: string | undefined) => {
    if (name !== undefined && suites.size < MOST_TESTS) suites.set(name, { name });
  };
  for (const match of text.matchAll(/Tests run:[^\n]{1,200}<<< (?:FAILURE|ERROR)!/g)) {
    // The nearest suite above is the one that failed.
    const above = text.slice(Math.max(0, match.index - 16_384), match.index);
    say(/^[\w.$]{3,200}/.exec(above.slice(above.lastIndexOf("Running ") + 8))?.[0]);
    if (suites.size >= MOST_TESTS) break;
  }
  for (const match of text.matchAll(
    /^(?:FAIL|\s{0,4}[✗✘×❯])\s{1,4}([\w@./-]{3,200}\/[\w@./-]{1,200}|[\w@-]{1,100}\.\w{1,8})(?=\s|$)/gm,
  )) {
    say(match[1]);
  }
  return [...suites.values()];
}

interface Found {
  frames: Frame[];
  mentions: Map<string, number>;
  words: Map<string, number>;
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

/** A hundred failing cases of one class tell no more than one whose name has the words of them all. */
function oneForEachOwner(tests: readonly TestClue[]): TestClue[] {
  const byOwner = new Map<string, TestClue>();
  for (const test of tests) {
    const key = `${test.folders.join("/")}/${test.owner}`;
    const known = byOwner.get(key);
    byOwner.set(
      key,
      known === undefined ? test : { ...known, words: new Set([...known.words, ...test.words]) },
    );
  }
  return [...byOwner.values()].slice(0, MOST_OWNERS);
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** `pkg.ClassTest.method`, `path/file.test.ts › suite › case`, `module::test`, `tests/test_a.py::TestB::test_c`. */
function readTest(test: FailedTest): TestClue {
  const parts = test.name.split(/\s+[›>]\s+|::|#/).map((part) => part.trim());
  const head = parts[0] ?? "";
  let owner = "";
  let folders: string[] = [];
  if (test.file !== undefined) {
    owner = stemOf(test.file.replaceAll("\\", "/"));
    folders = test.file.replaceAll("\\", "/").split("/").slice(0, -1);
  } else if (/[/\\]/.test(head) && !/\.\w+$/.test(head)) {
    folders = head.replaceAll("\\", "/").split("/");
    owner = folders.at(-1) ?? head;
  } else if (/[/\\]/.test(head)) {
    owner = stemOf(head.replaceAll("\\", "/"));
    folders = head.replaceAll("\\", "/").split("/").slice(0, -1);
  } else {
    const dotted = head.replace(/\(.*$/, "").split(/[.$]/);
    const at = dotted.findIndex((part) => /^[A-Z]/.test(part));
    if (at >= 0) {
      owner = dotted[at] ?? "";
      folders = dotted.slice(0, at);
    } else {
      owner = dotted.at(parts.length > 1 ? -1 : -2) ?? head;
      folders = dotted.slice(0, -2);
    }
  }
  const subject = subjectOf(owner);
  return {
    name: test.name,
    shortName: test.name.replace(/^(?:[a-z_][\w$]*\.){2,}(?=[A-Z])/, "").slice(0, 160),
    subject,
    owner,
    folders,
    folderNames: new Set(folders.map((folder) => folder.toLowerCase()).filter((folder) => folder.length > 1)),
    subjectWords: new Set(wordsOf(subject)),
    words: new Set(wordsOf(test.name.slice(-200))),
  };
}

/** Stretches of lines about the failure: at each failed test's mentions, or at lines of trouble where there is none. */
function failureBlocks(text: string, failed: readonly FailedTest[], tests: readonly TestClue[]): string[][] {
  const blocks: string[][] = [];
  const taken = new Set<number>();
  let budget = MOST_LINES;
  const take = (offset: number) => {
    const start = text.lastIndexOf("\n", offset) + 1;
    if (taken.has(start) || budget <= 0) return;
    const lines: string[] = [];
    let at = start;
    while (at < text.length && lines.length < LINES_AFTER && budget > 0) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(at, Math.min(end, at + LONGEST_LINE)).trimEnd();
      if (lines.length > 0 && (taken.has(at) || endsBlock(line))) break;
      taken.add(at);
      lines.push(line);
      budget -= 1;
      at = end + 1;
    }
    blocks.push(lines);
  };
  failed.forEach((test, i) => {
    const leaf =
      test.name
        .split(/\s+[›>]\s+|::|#|\.(?=[^.]*$)/)
        .at(-1)
        ?.trim() ?? "";
    const owner = tests[i]?.owner ?? "";
    if (leaf.length < 3) return;
    let found = 0;
    let at = text.indexOf(leaf);
    while (at >= 0 && found < 8) {
      const start = text.lastIndexOf("\n", at) + 1;
      const newline = text.indexOf("\n", at);
      const line = text.slice(start, Math.min(newline < 0 ? text.length : newline, start + LONGEST_LINE));
      if (leaf.length > 12 || line.includes(owner)) {
        take(at);
        found += 1;
      }
      at = newline < 0 ? -1 : text.indexOf(leaf, newline);
    }
  });
  if (blocks.length > 0) return blocks;
  // The last lines of trouble and the end of the log.
  const end = text.slice(-256 * 1024);
  const base = text.length - end.length;
  const offsets: number[] = [];
  let at = 0;
  for (const line of end.split("\n")) {
    if (TROUBLE.test(line.slice(0, LONGEST_LINE))) offsets.push(base + at);
    at += line.length + 1;
  }
  for (const offset of offsets.slice(-80)) take(offset);
  return blocks;
}

function endsBlock(line: string): boolean {
  return line.trim() === "" || /^(?:Running |Tests run:|=== |--- (?:PASS|FAIL)|ok \d|not ok \d)/.test(line);
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
