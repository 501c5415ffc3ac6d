import { APPLE_RUNNERS } from "./apple-runners.ts";
import { BROWSER_RUNNERS } from "./browser-runners.ts";
import { BUILD_RUNNERS } from "./build-runners.ts";
import { C_RUNNERS } from "./c-runners.ts";
import { CPP_RUNNERS } from "./cpp-runners.ts";
import { DOTNET_RUNNERS } from "./dotnet-runners.ts";
import { FUNCTIONAL_RUNNERS } from "./functional-runners.ts";
import { GO_RUNNERS } from "./go-runners.ts";
import { INFRASTRUCTURE_RUNNERS } from "./infrastructure-runners.ts";
import { JAVA_RUNNERS } from "./java-runners.ts";
import { JAVASCRIPT_RUNNERS } from "./javascript-runners.ts";
import { MAVEN_RUNNERS } from "./maven-runners.ts";
import { MOCHA_RUNNERS } from "./mocha-runners.ts";
import { NATIVE_RUNNERS } from "./native-runners.ts";
import { NODE_RUNNERS } from "./node-runners.ts";
import { PHP_RUNNERS } from "./php-runners.ts";
import { PYTEST_RUNNERS } from "./pytest-runners.ts";
import { PYTHON_RUNNERS } from "./python-runners.ts";
import type { ResultGrammar } from "./result-grammar.ts";
import { RUBY_RUNNERS } from "./ruby-runners.ts";
import { SCALA_CLOJURE_RUNNERS } from "./scala-clojure-runners.ts";
import { SCENARIO_RUNNERS } from "./scenario-runners.ts";
import { SCIENCE_RUNNERS } from "./science-runners.ts";
import { SCRIPT_RUNNERS } from "./script-runners.ts";

/**
 * All that fit a line read it, in this order. They are made so that a line has one reader; the only line that two
 * runners share is the header `Failures:`, whose lists are told apart by their rows. A test holds this.
 */
export const RESULT_GRAMMARS: readonly ResultGrammar[] = [
  ...MAVEN_RUNNERS,
  ...JAVA_RUNNERS,
  ...PYTHON_RUNNERS,
  ...PYTEST_RUNNERS,
  ...JAVASCRIPT_RUNNERS,
  ...NODE_RUNNERS,
  ...MOCHA_RUNNERS,
  ...BROWSER_RUNNERS,
  ...GO_RUNNERS,
  ...NATIVE_RUNNERS,
  ...RUBY_RUNNERS,
  ...PHP_RUNNERS,
  ...FUNCTIONAL_RUNNERS,
  ...DOTNET_RUNNERS,
  ...SCALA_CLOJURE_RUNNERS,
  ...APPLE_RUNNERS,
  ...SCRIPT_RUNNERS,
  ...SCIENCE_RUNNERS,
  ...C_RUNNERS,
  ...CPP_RUNNERS,
  ...BUILD_RUNNERS,
  ...INFRASTRUCTURE_RUNNERS,
  ...SCENARIO_RUNNERS,
];
