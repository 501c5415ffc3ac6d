/** A published way to write a place in source code, with the groups path, line, column, severity, message. */
export interface LocationGrammar {
  readonly name: string;
  /** A text that must stand in the line; spares the pattern. */
  readonly needs: string;
  readonly pattern: RegExp;
}

export const PATH = String.raw`(?<path>(?:[A-Za-z]:)?[^\s:()"'<>|,;=*?\[\]]{1,250})`;
/** The same, where a folder or a file may stand in brackets, as web frameworks name their routes. */
const PART = String.raw`[^\s:()"'<>|,;=*?\[\]]{0,250}`;
export const ROUTED = String.raw`(?<path>(?:[A-Za-z]:)?${PART}(?:[[(][\w.@-]{1,60}[\])](?=[\/\\.])${PART}){0,4})`;
export const SPACED = String.raw`(?<path>(?:[A-Za-z]:[\\/]|\.{0,2}[\\/])[^:()"'<>|*?]{1,250}?\.\w{1,12})`;
export const LINE = String.raw`(?<line>\d{1,7})`;
export const COLUMN = String.raw`(?<column>\d{1,5})`;
export const MESSAGE = String.raw`(?<message>.{0,400})`;
export const SEVERITY = String.raw`(?<severity>(?:fatal |internal |internal compiler |syntax |parse )?error|fatal|warning|note|info(?:rmation)?|hint(?: warning)?|remark|style|[CRWEFIN](?=:))`;
export const QUOTED = String.raw`["'](?<path>[^"']{1,250})["']`;
/** A tool's word for how bad it is, as a line begins with it: `** Error (suppressible):`, `%Warning-WIDTH:`. */
export const SAYS = String.raw`(?<severity>error|fatal|severe|warning|warn|deprecat\w{1,6}|info(?:rmational|rmation)?|notice|hint|remark|note|style)`;
/**
 * A path that ends in a suffix (`.cpp`, `.c++`) or in a name that build tools know (Makefile, Vagrantfile, BUILD), so that
 * a word of a sentence is none.
 */
export const SUFFIXED = String.raw`(?<path>(?:[A-Za-z]:)?[^\s:()"'<>|,;=*?\[\]]{0,250}(?:.\.[A-Za-z][\w+]{0,11}|\b[A-Z][a-z]{1,20}file|\bjustfile|\b(?:BUILD|BUCK|WORKSPACE|SConstruct|SConscript)))`;

export const shape = (name: string, needs: string, source: string, flags = ""): LocationGrammar => ({
  name,
  needs,
  pattern: new RegExp(source, flags),
});

/** Where a path goes on into what is installed, not into the code that is built. */
export const LIBRARY = String.raw`[^\s:]{0,250}(?:\/usr\/(?:local\/)?(?:share|lib\d*)\/|[\\/](?:site|dist)-packages[\\/]|\/gems\/|\/\.cargo\/registry\/)`;
