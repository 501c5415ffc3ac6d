import type { Category } from "../../domain/index.ts";

/** Where a text stands that a sign is looked for in. */
export type Where = "event" | "condition" | "state" | "log";

/** What a sign found, for the sentence it becomes. */
export interface Found {
  /** The pod, container or file whose text it is. */
  owner: string;
  /** What the sign names: a host, a variable, an image, a key. */
  named: string;
  /** A second part of the line, where the sign takes one. */
  detail: string;
  /** The line itself, shortened. */
  line: string;
}

/** A text that Kubernetes, a container runtime or a client library prints, and what it means. */
export interface Sign {
  id: string;
  category: Category;
  /** 0 to 100: how deep in the chain of causes it lies. A cause beats its symptoms. */
  depth: number;
  /** Group 1 (or `named`) is what it names, group 2 (or `detail`) the detail. */
  test: RegExp;
  /** Only there; everywhere when missing. */
  where?: readonly Where[];
  /** A guess by a line's words alone: nothing in a calm line, nor where a pod that is well went on after it. */
  weak?: boolean;
  says: (found: Found) => string;
}
