/** Reading names as people write them: paths, classes, test names, words within them. */

/** `src/a/HtmlHeader.java` → `HtmlHeader`; `cart.test.ts` → `cart.test`; `Makefile` → `Makefile`. */
export function stemOf(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1);
  const dot = base.lastIndexOf(".");
  return dot > 0 ? base.slice(0, dot) : base;
}

/** The extension in lower case without its dot; empty when there is none. */
export function extensionOf(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1);
  const dot = base.lastIndexOf(".");
  return dot > 0 ? base.slice(dot + 1).toLowerCase() : "";
}

/** Words within a name, in lower case: `parseHTTPHeader_v2` → parse, http, header. */
export function wordsOf(name: string): string[] {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u0080-\uffff]+/g) ?? [];
  return words
    .map((word) => stem(word.toLowerCase()))
    .filter((word) => word.length > 1 && !EMPTY_WORDS.has(word));
}

/** The same words as they are spelt, by what `wordsOf` makes of them; for showing. */
export function spellings(name: string): Map<string, string> {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return new Map(words.map((word) => [stem(word.toLowerCase()), word.toLowerCase()]));
}

/** The plainest of stemming: `headers` and `header`, `parsing` and `parse` meet. */
function stem(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 5 && word.endsWith("ing")) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith("ed")) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith("s") && !word.endsWith("ss")) return word.slice(0, -1);
  if (word.length > 4 && word.endsWith("e")) return word.slice(0, -1);
  return word;
}

const EMPTY_WORDS = new Set(
  (
    "test tests should when with the and for not from that this does can has have is are was in on of to it an as at by or if no be " +
    "main src lib impl abstract default base java org com net expect actual case"
  ).split(" "),
);

const TEST_MARK =
  /^(?:test[_-]?)(?=[A-Za-z])|^Test(?=[A-Z])|[._-]?(?:tests?|specs?|it|e2e|integration)$|(?:Tests?|TestCase|IT|ITCase|Spec|Should)$/i;

/** The name of what a test (file or class) is about: `CartTest`, `test_cart`, `cart.spec` → `Cart`, `cart`. */
export function subjectOf(testName: string): string {
  let subject = testName;
  for (let i = 0; i < 3; i += 1) {
    const next = subject.replace(TEST_MARK, "");
    if (next === subject || next === "") break;
    // `it` at the end of `Commit` is no mark of a test.
    if (/it$/i.test(subject) && next.length === subject.length - 2 && !/(?:[a-z]IT|[._-]it)$/.test(subject))
      break;
    subject = next;
  }
  return subject;
}

const DOCUMENT = new Set(
  "md markdown txt rst adoc asciidoc html htm css scss less png jpg jpeg gif svg ico pdf po pot license".split(
    " ",
  ),
);
const DOCUMENT_PATH =
  /(?:^|\/)(?:docs?|site|website|changelogs?|changes|news|authors|licen[cs]e|readme|notice|contributing|history|\.github\/ISSUE_TEMPLATE|src\/(?:site|changes))(?:[/.]|$)/i;
const CODE = new Set(
  "java kt kts scala groovy clj ts tsx js jsx mjs cjs mts cts vue svelte py pyi rb go rs c h cc cpp cxx hpp hh m mm cs fs vb php pl pm swift dart ex exs erl hrl hs ml mli lua r jl sh bash zsh ps1 sql proto thrift zig nim el lisp scm".split(
    " ",
  ),
);
const BUILD_FILE =
  /(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|gradle\.properties|package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.(?:toml|lock)|go\.(?:mod|sum)|requirements[^/]*\.txt|pyproject\.toml|poetry\.lock|uv\.lock|setup\.(?:py|cfg)|tox\.ini|Gemfile(?:\.lock)?|composer\.(?:json|lock)|CMakeLists\.txt|Makefile|[^/]*\.csproj|mix\.(?:exs|lock)|\.travis\.yml|\.gitlab-ci\.yml|Jenkinsfile|tsconfig[^/]*\.json|\.github\/workflows\/[^/]+|\.circleci\/[^/]+|azure-pipelines[^/]*|WORKSPACE|BUILD(?:\.bazel)?)$/i;
const TEST_PATH =
  /(?:^|\/)(?:tests?|specs?|__tests__|testing|e2e|it|integration-tests?|androidTest|fixtures|testdata)(?:\/|$)|(?:Tests?|TestCase|IT|Spec)\.[A-Za-z]+$|(?:^|\/)test_[^/]+$|[._-](?:test|spec)s?\.[A-Za-z]+$/;

const DEPLOYMENT_FILE =
  /(?:^|\/)(?:k8s|kubernetes|charts?|helm|deploy(?:ment)?s?|manifests?|terraform|ansible|infra|overlays|kustomize)\/.*\.(?:ya?ml|tf|tfvars|json|tpl)$|(?:^|\/)(?:values[^/]*\.ya?ml|[^/]*\.tf|Dockerfile[^/]*|docker-compose[^/]*|Procfile|fly\.toml|\.env[^/]*|nginx\.conf|kustomization\.ya?ml)$/i;

export type FileKind = "code" | "test" | "build" | "deployment" | "document" | "other";

/** What a changed file is for. */
export function kindOf(path: string): FileKind {
  if (DEPLOYMENT_FILE.test(path)) return "deployment";
  if (BUILD_FILE.test(path)) return "build";
  if (TEST_PATH.test(path)) return "test";
  const extension = extensionOf(path);
  if (CODE.has(extension)) return "code";
  return DOCUMENT.has(extension) || DOCUMENT_PATH.test(path) ? "document" : "other";
}
