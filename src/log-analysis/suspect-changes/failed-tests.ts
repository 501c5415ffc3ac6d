import type { FailedTest } from "../../domain/index.ts";
import { stemOf, subjectOf, wordsOf } from "./names.ts";

export const MOST_TESTS = 30;
const MOST_OWNERS = 15;

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

/** `pkg.ClassTest.method`, `path/file.test.ts › suite › case`, `module::test`, `tests/test_a.py::TestB::test_c`. */
export function readTest(test: FailedTest): TestClue {
  const parts = test.name.split(/\s{1,4}[›>]\s{1,4}|::|#/).map((part) => part.trim());
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

/** A hundred failing cases of one class tell no more than one whose name has the words of them all. */
export function oneForEachOwner(tests: readonly TestClue[]): TestClue[] {
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

/** Suites that a runner says failed, where it names no case: Surefire, Jest and Vitest, `go test`. */
export function failedSuites(text: string): FailedTest[] {
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
