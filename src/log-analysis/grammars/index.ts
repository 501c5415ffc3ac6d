import { cascades, harmlessLines, mentions } from "./cascades.ts";
import { compilers } from "./compilers.ts";
import type { Grammar } from "./grammar.ts";
import { places } from "./places.ts";
import { buildTools, platforms, systemTools } from "./programs.ts";
import { runtimes } from "./runtimes.ts";
import { testRunners } from "./test-runners.ts";

export type { Grammar } from "./grammar.ts";

/** Every grammar. Where several match one line, the earlier names it; a cascade is always a cascade. */
export const GRAMMARS: readonly Grammar[] = [
  ...cascades,
  ...platforms,
  ...testRunners,
  ...compilers,
  ...runtimes,
  ...buildTools,
  ...systemTools,
  ...places,
  ...harmlessLines,
  ...mentions,
];
