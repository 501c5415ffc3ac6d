import { APPLE_RUNNERS } from "./apple-runners.ts";
import { BROWSER_RUNNERS } from "./browser-runners.ts";
import { DOTNET_RUNNERS } from "./dotnet-runners.ts";
import { FUNCTIONAL_RUNNERS } from "./functional-runners.ts";
import { GO_RUNNERS } from "./go-runners.ts";
import { JAVA_RUNNERS } from "./java-runners.ts";
import { JAVASCRIPT_RUNNERS } from "./javascript-runners.ts";
import { MAVEN_RUNNERS } from "./maven-runners.ts";
import { NATIVE_RUNNERS } from "./native-runners.ts";
import { PYTHON_RUNNERS } from "./python-runners.ts";
import type { ResultGrammar } from "./result-grammar.ts";
import { RUBY_PHP_RUNNERS } from "./ruby-php-runners.ts";
import { SCALA_CLOJURE_RUNNERS } from "./scala-clojure-runners.ts";
import { SCRIPT_RUNNERS } from "./script-runners.ts";

/**
 * All that fit a line read it, in this order. They are made so that a line has one reader; the only line that two
 * runners share is the header `Failures:`, whose lists are told apart by their rows. A test holds this.
 */
export const RESULT_GRAMMARS: readonly ResultGrammar[] = [
  ...MAVEN_RUNNERS,
  ...JAVA_RUNNERS,
  ...PYTHON_RUNNERS,
  ...JAVASCRIPT_RUNNERS,
  ...BROWSER_RUNNERS,
  ...GO_RUNNERS,
  ...NATIVE_RUNNERS,
  ...RUBY_PHP_RUNNERS,
  ...FUNCTIONAL_RUNNERS,
  ...DOTNET_RUNNERS,
  ...SCALA_CLOJURE_RUNNERS,
  ...APPLE_RUNNERS,
  ...SCRIPT_RUNNERS,
];
