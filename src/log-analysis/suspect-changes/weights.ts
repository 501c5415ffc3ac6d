/**
 * What each way of touching a failure counts for.
 *
 * Found by a conditional logit (which of about 19 changes broke these tests?) on four Java projects with each
 * project left out in turn, then rounded. Three are set by judgement, since those projects cannot tell them: a
 * changed file that a stack frame names counts more than was fitted (few of their logs have frames), and so do
 * a changed failing test and symbols within the patch (theirs have none). `removes` was fitted at five times its
 * value, because guilty changes were made there by undoing corrections, which are mostly additions.
 */
export const WEIGHTS = {
  frame: 1.5,
  subject: 1.2,
  alike: 0.8,
  ownTest: 1,
  mention: 0.2,
  words: 1.5,
  folder: 1.6,
  near: 2,
  frameNear: 0.4,
  explained: 1.4,
  said: 1.4,
  patch: 1.5,
  configuration: 2.5,
  removes: 0.5,
  files: -1.2,
  documents: -1.5,
  tests: -0.3,
  merge: -1,
} as const;

export type Feature = keyof typeof WEIGHTS;

/**
 * How a change touches what failed. All are 0 (not at all) to 1, but for `files` (natural logarithm of one more than
 * the number of files, at most 3).
 */
export type Features = Record<Feature, number>;

/** The weight of "no change did it": as a change with hardly anything to say for it, or a well-founded one. */
export const NO_CHANGE = { usual: -0.4, outside: 2.2 } as const;

/** Features that point at a change on their own, and from which value on. The others only tell two changes apart. */
export const POINTING: Partial<Record<Feature, number>> = {
  frame: 0.3,
  subject: 1,
  alike: 0.5,
  ownTest: 0.3,
  mention: 0.6,
  explained: 0.5,
  said: 0.5,
  patch: 0.4,
  near: 0.33,
  frameNear: 0.5,
  folder: 0.6,
  configuration: 0.5,
};

/** Those of them that hold even when the failure looks like the network's or the machine's. */
export const POINTING_STRONGLY: Partial<Record<Feature, number>> = {
  frame: 0.6,
  subject: 1,
  ownTest: 0.5,
  patch: 0.6,
  configuration: 1,
};
