import { isSecretEntry, looksLikeSecretEntry } from "./kubernetes-values.ts";
import type { LineReader } from "./line-reader.ts";
import type { SecretSpan } from "./span.ts";

/**
 * Values under `data:` and `stringData:` of a Kubernetes Secret in YAML. `kubectl` sorts the keys, so that
 * `kind: Secret` often stands behind the data: until it is seen, the values wait. Where it is too long to wait, or
 * the text ends, what has the form of a Secret's data is masked.
 */
const KIND = /^\s{0,40}(?:-\s{1,4})?kind:\s{1,4}["']?(\w{1,60})/;
const DATA = /^(\s{0,40})(?:-\s{1,4})?(?:data|stringData):\s*$/;
const ENTRY =
  /^(\s{1,60})([\w./-]{1,200}|"[^"]{1,200}"|'[^']{1,200}'):\s{1,20}(?:["']?)([^\s"'#][^\s"']{2,})/;
const BLOCK = /^(\s{1,60})([\w./-]{1,200}|"[^"]{1,200}"):\s{1,20}[|>][-+\d]{0,2}\s*$/;
const END_OF_DOCUMENT = /^(?:---|\.\.\.)\s*$/;
/** What runners, Compose and BuildKit write before each line. */
const LEAD = /^(?:\d{4}-\d\d-\d\dT[\d:.]{8,20}Z |#\d{1,4} \d{1,6}\.\d{1,4} |[\w.-]{1,60} {1,20}\| )/;
const YAML_LINE = /^\s*(?:["']?[\w./-]{1,200}["']?:(?:\s|$)|-\s|#|$)/;

interface State {
  /** Of this document; undefined until its kind is seen, "perhaps" where nobody waits for that any longer. */
  isSecret: boolean | "perhaps" | undefined;
  /** Indent of `data:` while within it, else -1. */
  dataIndent: number;
  /** Indent of the document's own keys, as far as known, else -1. */
  baseIndent: number;
  /** Indent of the key of a block scalar while within it, else -1. */
  blockIndent: number;
}

interface Entry {
  span: SecretSpan;
  likely: boolean;
}

const START: State = {
  isSecret: undefined,
  baseIndent: -1,
  dataIndent: -1,
  blockIndent: -1,
};

export function createKubernetesYamlReader(): LineReader {
  let state: State = START;
  /** What waits for the kind. */
  let held: Entry[] = [];
  /** Of a line in parts only the first is read. */
  let within = false;

  function start(): void {
    state = START;
    held = [];
  }

  function giveUp(): SecretSpan[] {
    if (held.length === 0) return [];
    const spans = held.filter((entry) => entry.likely).map((entry) => entry.span);
    state = { ...state, isSecret: "perhaps" };
    held = [];
    return spans;
  }

  function finish(): SecretSpan[] {
    const spans = giveUp();
    start();
    return spans;
  }

  function values(text: string, offset: number): Entry[] {
    const indent = text.length - text.trimStart().length;
    if (text.trim() === "") return [];
    if (indent <= state.dataIndent) {
      state = { ...state, dataIndent: -1, blockIndent: -1 };
      return [];
    }
    const rule = "kubernetes-secret";
    if (state.blockIndent >= 0 && indent > state.blockIndent) {
      const span = { start: offset + indent, end: offset + text.trimEnd().length, rule };
      return [{ span, likely: looksLikeSecretEntry("", text.trim()) }];
    }
    const block = BLOCK.exec(text);
    state = { ...state, blockIndent: block === null ? -1 : (block[1]?.length ?? 0) };
    const entry = block === null ? ENTRY.exec(text) : null;
    const key = (entry?.[2] ?? "").replace(/^["']|["']$/g, "");
    const value = entry?.[3];
    if (entry === null || value === undefined || !isSecretEntry(key, value)) return [];
    const end = offset + entry[0].length;
    const span = { start: end - value.length, end, rule };
    return [{ span, likely: looksLikeSecretEntry(key, value) }];
  }

  return {
    marks: ["kind:", "data:"],
    get waiting() {
      return held.length > 0;
    },
    get active() {
      return state !== START;
    },
    giveUp,
    finish,
    remember() {
      const [then, thenHeld, thenWithin] = [state, [...held], within];
      return () => {
        [state, held, within] = [then, [...thenHeld], thenWithin];
      };
    },
    line(raw, rawOffset, more = false) {
      const goesOn = within;
      within = more;
      if (goesOn) return [];
      const lead = LEAD.exec(raw)?.[0].length ?? 0;
      const text = raw.slice(lead);
      const offset = rawOffset + lead;
      // The end of the document, or the next item of a list of documents.
      const dash = /^(\s{0,40})-\s/.exec(text);
      const nextItem = dash !== null && (dash[1]?.length ?? 0) < state.baseIndent;
      if (END_OF_DOCUMENT.test(text) || nextItem) start();
      const kind = KIND.exec(text)?.[1];
      const data = DATA.exec(text);
      if (kind !== undefined) {
        const isSecret = kind === "Secret";
        const spans = isSecret ? held.map((entry) => entry.span) : [];
        held = [];
        // A second kind within one document is that of a list's next item.
        const known = state.isSecret === true || state.isSecret === false;
        state = { ...(known ? START : state), isSecret, baseIndent: text.indexOf("kind:") };
        return spans;
      }
      if (data !== null) {
        const indent = data[1]?.length ?? 0;
        state = { ...state, baseIndent: indent, dataIndent: indent, blockIndent: -1 };
        return [];
      }
      if (state === START) return [];
      // A line that YAML could not have here: this was something else.
      const idle = state.dataIndent < 0 && state.isSecret === undefined && held.length === 0;
      if (idle || (state.dataIndent < 0 && !YAML_LINE.test(text))) return finish();
      const found = state.dataIndent >= 0 ? values(text, offset) : [];
      if (state.isSecret === undefined) held.push(...found);
      if (state.isSecret === "perhaps")
        return found.filter((entry) => entry.likely).map((entry) => entry.span);
      return state.isSecret === true ? found.map((entry) => entry.span) : [];
    },
  };
}
