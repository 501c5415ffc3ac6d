import { z } from "zod";
import type { Ask } from "../asked-pages.ts";

const ProjectAnswer = z.object({
  id: z.number().int(),
  path_with_namespace: z.string(),
  web_url: z.string().optional(),
});

/** A project as GitLab spells it; keys and streams are made of its number. */
export interface NamedProject {
  id: number;
  path: string;
  url?: string;
}

export interface PolledProject {
  /** As it was given. */
  readonly name: string;
  read(ask: Ask): Promise<NamedProject>;
  /** Where recent jobs deploy to, by job; a list of jobs does not say. */
  readonly environments: Map<number, string>;
}

/** What the feeds of one project share. `name` is `group/subgroup/name`. */
export function createPolledProject(name: string): PolledProject {
  let known: NamedProject | undefined;
  const question = { what: name, scope: "read_api", schema: ProjectAnswer };
  return {
    name,
    environments: new Map(),
    async read(ask) {
      if (known) return known;
      const {
        id,
        path_with_namespace: path,
        web_url: url,
      } = await ask.one(`/${encodeURIComponent(name)}`, question);
      known = { id, path, ...(url ? { url } : {}) };
      return known;
    },
  };
}
