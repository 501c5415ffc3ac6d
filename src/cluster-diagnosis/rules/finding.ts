import type { Category } from "../../domain/index.ts";
import type { Facts, ObjectName } from "../facts/facts.ts";
import type { Place } from "../text/source-text.ts";

/** One answer of one rule: a possible cause with the places that prove it. */
export interface Finding {
  /** The rule or sign that found it. */
  rule: string;
  category: Category;
  /** 0 to 100: how deep in the chain of causes it lies. A cause beats its symptoms. */
  depth: number;
  /** One sentence that names the thing. */
  statement: string;
  about: ObjectName;
  /** What the finding is about beside the object: a host, an image, a claim. */
  named: string;
  /** Best first. */
  places: Place[];
  /** True for what only a row of a long list says. */
  aside?: boolean;
  /** True for a trouble that was over when the evidence was taken. */
  over?: boolean;
}

/** A rule of the diagnosis table: looks at facts, whatever form they came in. */
export interface Rule {
  id: string;
  find(facts: Facts): Finding[];
}
