import { isSecretEntry, looksLikeSecretEntry, SECRET_TYPE } from "./kubernetes-values.ts";
import type { SecretSpan } from "./span.ts";

/** The JSON objects that are open at a place of a text, as far as known, and what of them is a Secret's data. */
export interface OpenObjects {
  readonly depth: number;
  /** True while an object's data waits for the kind of the object. */
  readonly waiting: boolean;
  /** An object where a key must stand is another one: those before it were cut off. */
  readonly wantsKey: boolean;
  /** The key whose value comes next. */
  key: string | undefined;
  open(array: boolean): void;
  close(): void;
  /** Takes a string that is a value; returns what to mask, or undefined when it may hold objects of its own. */
  value(content: string, start: number): SecretSpan[] | undefined;
  /** Says of what waits whether it is to be masked, and waits no longer. */
  giveUp(): SecretSpan[];
  /** Begins anew, within an object or outside of any. */
  reset(within: boolean): void;
  remember(): () => void;
}

interface Frame {
  role: "object" | "array" | "data" | "stringData";
  key: string | undefined;
  /** Undefined until the object says it; "perhaps" where nobody could wait for that any longer. */
  isSecret: boolean | "perhaps" | undefined;
  /** Within a SecretList, whose items need not say their kind. */
  inList: boolean;
  held: { span: SecretSpan; likely: boolean }[];
}

function newFrame(role: Frame["role"], inList: boolean): Frame {
  return { role, key: undefined, isSecret: undefined, inList, held: [] };
}

function copyOf(frames: readonly Frame[]): Frame[] {
  return frames.map((frame) => ({ ...frame, held: [...frame.held] }));
}

function say(frame: Frame, isSecret: boolean): SecretSpan[] {
  const spans = isSecret ? frame.held.map((held) => held.span) : [];
  frame.held = [];
  frame.isSecret = isSecret;
  return spans;
}

export function createOpenObjects(): OpenObjects {
  /** From the outermost to the one being read. */
  let frames: Frame[] = [];

  function ownerOfData(): Frame | undefined {
    const role = frames.at(-1)?.role;
    return role === "data" || role === "stringData" ? frames.at(-2) : undefined;
  }

  function entry(
    owner: Frame,
    role: Frame["role"],
    content: string,
    start: number,
    key: string,
  ): SecretSpan[] {
    if (!isSecretEntry(key, content)) return [];
    const span = { start, end: start + content.length, rule: "kubernetes-secret" };
    // No other kind of object has `stringData`.
    if (role === "stringData" || owner.isSecret === true || owner.inList) return [span];
    const likely = looksLikeSecretEntry(key, content);
    if (owner.isSecret === undefined) owner.held.push({ span, likely });
    return owner.isSecret === "perhaps" && likely ? [span] : [];
  }

  return {
    get depth() {
      return frames.length;
    },
    get waiting() {
      return frames.some((frame) => frame.isSecret === undefined && frame.held.length > 0);
    },
    get wantsKey() {
      const top = frames.at(-1);
      return top !== undefined && top.role !== "array" && top.key === undefined;
    },
    get key() {
      return frames.at(-1)?.key;
    },
    set key(key) {
      const top = frames.at(-1);
      if (top !== undefined) top.key = key;
    },
    open(array) {
      const top = frames.at(-1);
      if (top === undefined) return;
      // The data of a Secret holds strings and nothing else.
      const owner = ownerOfData();
      if (owner !== undefined && owner.isSecret === undefined) say(owner, false);
      const named = top.key === "data" || top.key === "stringData" ? top.key : "object";
      top.key = undefined;
      frames.push(newFrame(array ? "array" : named, top.inList));
    },
    close() {
      frames.pop();
    },
    value(content, start) {
      const top = frames.at(-1);
      if (top === undefined) return [];
      const { key, role } = top;
      top.key = undefined;
      const owner = ownerOfData();
      if (owner !== undefined && key !== undefined) {
        const spans = entry(owner, role, content, start, key);
        return spans.length === 0 && owner.isSecret === false ? undefined : spans;
      }
      if (key === "kind") {
        top.inList ||= content === "SecretList";
        return say(top, content === "Secret");
      }
      if (key === "type" && top.isSecret !== false && SECRET_TYPE.test(content)) return say(top, true);
      return undefined;
    },
    giveUp() {
      const spans: SecretSpan[] = [];
      for (const frame of frames) {
        if (frame.isSecret !== undefined || frame.held.length === 0) continue;
        spans.push(...frame.held.filter((held) => held.likely).map((held) => held.span));
        frame.isSecret = "perhaps";
        frame.held = [];
      }
      return spans;
    },
    reset(within) {
      frames = within ? [newFrame("object", false)] : [];
    },
    remember() {
      const then = copyOf(frames);
      return () => {
        frames = copyOf(then);
      };
    },
  };
}
