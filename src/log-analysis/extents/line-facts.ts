import { createLineRoles, type Role } from "./line-roles.ts";
import { indentOf, isContinuation } from "./line-shapes.ts";
import type { LogMap } from "./log-map.ts";
import { tellsProgress } from "./progress-lines.ts";

/** What a line looks like; the ranker asks it of the same lines for many candidates. */
export interface LineFacts {
  readonly blank: boolean;
  readonly indent: number;
  readonly progress: boolean;
  readonly continued: boolean;
  readonly role: Role;
  /** Its first characters with every word replaced: lines of a list or a table have the same. */
  readonly skeleton: string;
}

const SKELETON = 24;

/** The facts of each line of a log, found when they are asked for; lines outside of it are blank. */
export function createLineFacts(map: LogMap): (line: number) => LineFacts {
  const known = new Map<number, LineFacts>();
  const roleOf = createLineRoles(map);
  return (line) => {
    let facts = known.get(line);
    if (facts === undefined) {
      const text = map.view.words(line);
      facts = {
        blank: text.trim() === "",
        indent: indentOf(text),
        progress: tellsProgress(text),
        continued: isContinuation(text),
        role: roleOf(line),
        skeleton: text.slice(0, 400).replace(/\w+/g, "w").slice(0, SKELETON),
      };
      known.set(line, facts);
    }
    return facts;
  };
}
