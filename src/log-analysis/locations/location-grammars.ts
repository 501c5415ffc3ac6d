import { OTHER_PLACES } from "./other-places.ts";
import type { LocationGrammar } from "./place-parts.ts";
import { PLACES_IN_WORDS } from "./places-in-words.ts";
import { PLAIN_PLACES } from "./plain-places.ts";
import { STACK_FRAMES } from "./stack-frames.ts";
import { TOOL_PLACES } from "./tool-places.ts";

/** Tried in this order; the first that fits a line gives its place. The common ones come first, the looser ones later. */
export const LOCATION_GRAMMARS: readonly LocationGrammar[] = [
  ...PLAIN_PLACES,
  ...PLACES_IN_WORDS,
  ...TOOL_PLACES,
  ...OTHER_PLACES,
  ...STACK_FRAMES,
];

/** What a place cannot be, though it is written like one: a host and its port, an address, a clock, a version. */
const NOT_A_PATH =
  /^(?:localhost\b|(?:pro|log|in|out|this|the)?file$|(?:[A-Z]:)?\/?\d+(?:\.\d+)*$|@)|^\/\/|\*|\.(?:com|org|net|io|dev|local|internal|amazonaws)$/i;
/** A class of the JVM with its package. */
const CLASS = /^(?:[a-z]\w{0,60}\.){2,20}[A-Z]\w{3,80}$/;
const NAMED = /[\\/]|\.[A-Za-z]\w{0,11}$|^(?:[A-Z]\w*file|\.[\w-]+|type_traits|functional|\w+)$/;

export function isPath(path: string): boolean {
  return (
    path.length > 1 &&
    !NOT_A_PATH.test(path) &&
    !CLASS.test(path) &&
    NAMED.test(path) &&
    /[\\/.]|file$|^WorkflowScript$/i.test(path)
  );
}
