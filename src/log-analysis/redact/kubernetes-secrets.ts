import type { LineReader } from "./line-reader.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { SecretSpan } from "./span.ts";

/**
 * Values under `data:` and `stringData:` of a Kubernetes Secret in YAML. `kubectl` sorts the keys, so that
 * `kind: Secret` often stands behind the data: until it is seen, the values wait (at most 200 lines).
 */
const KIND = /^\s{0,40}(?:-\s{1,4})?kind:\s{1,4}["']?(\w{1,60})/;
const DATA = /^(\s{0,40})(?:-\s{1,4})?(?:data|stringData):\s*$/;
const ENTRY =
  /^(\s{1,60})(?:[\w./-]{1,200}|"[^"]{1,200}"|'[^']{1,200}'):\s{1,20}(?:["']?)([^\s"'#][^\s"']{2,8191})/;
const BLOCK = /^(\s{1,60})(?:[\w./-]{1,200}|"[^"]{1,200}"):\s{1,20}[|>][-+\d]{0,2}\s*$/;
const END_OF_DOCUMENT = /^(?:---|\.\.\.)\s*$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z /;
const YAML_LINE = /^\s*(?:["']?[\w./-]{1,200}["']?:(?:\s|$)|-\s|#|$)/;
const MOST_LINES = 200;

interface State {
  /** Of this document; undefined until its kind is seen. */
  isSecret: boolean | undefined;
  /** Indent of `data:` while within it, else -1. */
  dataIndent: number;
  /** Indent of the document's own keys, as far as known, else -1. */
  baseIndent: number;
  /** Indent of the key of a block scalar while within it, else -1. */
  blockIndent: number;
  held: readonly SecretSpan[];
  /** Lines since the document, as far as known, began. */
  lines: number;
}

const START: State = {
  isSecret: undefined,
  baseIndent: -1,
  dataIndent: -1,
  blockIndent: -1,
  held: [],
  lines: 0,
};

export function createKubernetesSecretReader(): LineReader {
  let state: State = START;

  function values(text: string, offset: number): SecretSpan[] {
    const indent = text.length - text.trimStart().length;
    if (text.trim() === "") return [];
    if (indent <= state.dataIndent) {
      state = { ...state, dataIndent: -1, blockIndent: -1 };
      return [];
    }
    if (state.blockIndent >= 0 && indent > state.blockIndent) {
      return [{ start: offset + indent, end: offset + text.trimEnd().length, rule: "kubernetes-secret" }];
    }
    const block = BLOCK.exec(text);
    state = { ...state, blockIndent: block === null ? -1 : (block[1]?.length ?? 0) };
    const value = block === null ? ENTRY.exec(text)?.[2] : undefined;
    if (value === undefined || isPlaceholder(value)) return [];
    const start = offset + text.indexOf(value, text.indexOf(":") + 1);
    return [{ start, end: start + value.length, rule: "kubernetes-secret" }];
  }

  return {
    marks: ["kind: secret", "data:"],
    get waiting() {
      return state.isSecret === undefined && state.held.length > 0;
    },
    get active() {
      return state !== START;
    },
    finish() {
      state = START;
      return [];
    },
    remember() {
      const then = state;
      return () => {
        state = then;
      };
    },
    line(raw, rawOffset) {
      // Runners write the time before each line.
      const lead = TIMESTAMP.exec(raw)?.[0].length ?? 0;
      const text = raw.slice(lead);
      const offset = rawOffset + lead;
      if (END_OF_DOCUMENT.test(text) || state.lines > MOST_LINES) state = START;
      // The next item of a list of documents.
      const dash = /^(\s{0,40})-\s/.exec(text);
      if (dash !== null && (dash[1]?.length ?? 0) < state.baseIndent) state = START;
      const kind = KIND.exec(text)?.[1];
      const data = DATA.exec(text);
      if (kind !== undefined) {
        const isSecret = kind === "Secret";
        const spans = isSecret ? [...state.held] : [];
        // A second kind within one document is that of a list's next item.
        const next = state.isSecret === undefined ? state : START;
        state = { ...next, isSecret, baseIndent: text.indexOf("kind:"), held: [], lines: next.lines + 1 };
        return spans;
      }
      if (data !== null) {
        const indent = data[1]?.length ?? 0;
        state = { ...state, baseIndent: indent, dataIndent: indent, blockIndent: -1, lines: state.lines + 1 };
        return [];
      }
      if (state === START) return [];
      // A line that YAML could not have here: this was something else.
      const idle = state.dataIndent < 0 && state.isSecret === undefined && state.held.length === 0;
      if (idle || (state.dataIndent < 0 && !YAML_LINE.test(text))) {
        state = START;
        return [];
      }
      const spans = state.dataIndent >= 0 ? values(text, offset) : [];
      state = { ...state, lines: state.lines + 1 };
      if (state.isSecret === true) return spans;
      if (state.isSecret === undefined) state = { ...state, held: [...state.held, ...spans] };
      return [];
    },
  };
}
