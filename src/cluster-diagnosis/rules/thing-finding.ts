import { type Facts, type ThingFact, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Place } from "../text/source-text.ts";
import type { Finding } from "./finding.ts";

/** The text of a field; empty where it is not known. */
export const field = (thing: ThingFact, name: string): string => thing.fields.get(name)?.text ?? "";

/** All objects of these kinds. */
export const thingsOf = (facts: Facts, ...kinds: string[]): ThingFact[] =>
  facts.things.filter((thing) => kinds.includes(thing.kind));

/** Where the first known of these fields stand, else where the object does. */
export const placesOf = (thing: ThingFact, ...names: string[]): Place[] => {
  const found = names.flatMap((name) => thing.fields.get(name)?.place ?? []);
  return found.length > 0 ? found : [thing.place];
};

/** A finding about an object; `says` goes on from the object's title and has no full stop. */
export const finding = (
  thing: ThingFact,
  rest: Omit<Finding, "about" | "named" | "statement"> & { says: string; named?: string },
): Finding => {
  const { says, named, ...others } = rest;
  return {
    ...others,
    about: thing,
    named: named ?? thing.name,
    statement: `${capital(titleOf(thing))} ${says}.`,
  };
};
