/**
 * As much of WebAssembly's binary format as the byte walk needs, so that its code is written here, in the order in
 * which the specification's text format would have it folded: `add(get(a), constant(1))`. All values are 32 bits wide.
 */
export type Code = readonly (number | Code)[];

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(rest > 127 ? (rest & 127) | 128 : rest);
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

/** LEB128 with a sign: one more bit than the value has, so that the last byte's highest is free for it. */
function signed(value: number): number[] {
  const bytes = unsigned(value);
  const last = bytes.at(-1) ?? 0;
  if ((last & 64) !== 0) bytes.splice(-1, 1, last | 128, 0);
  return bytes;
}

const flat = (code: Code): number[] => code.flatMap((part) => (typeof part === "number" ? part : flat(part)));
const sized = (bytes: number[]): number[] => [...unsigned(bytes.length), ...bytes];
const both =
  (operator: number) =>
  (left: Code, right: Code): Code => [left, right, operator];

export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)];
/** Not negative. */
export const constant = (value: number): Code => [0x41, signed(value)];
export const add = both(0x6a);
export const shiftLeft = both(0x74);
export const or = both(0x72);
export const and = both(0x71);
export const equal = both(0x46);
export const differs = both(0x47);
export const less = both(0x49);
export const greater = both(0x4b);
export const atLeast = both(0x4f);
/** Memory at an address plus an offset that is part of the instruction. */
export const byteAt = (address: Code, offset: number): Code => [address, 0x2d, 0, unsigned(offset)];
export const shortAt = (address: Code, offset: number): Code => [address, 0x2f, 1, unsigned(offset)];
export const store = (address: Code, offset: number, value: Code): Code => [
  address,
  value,
  0x36,
  2,
  unsigned(offset),
];
export const when = (condition: Code, then: Code, otherwise: Code = []): Code => [
  condition,
  [0x04, 0x40],
  then,
  0x05,
  otherwise,
  0x0b,
];
export const during = (condition: Code, body: Code): Code => [
  [0x02, 0x40, 0x03, 0x40],
  [condition, 0x45, 0x0d, 1],
  body,
  [0x0c, 0, 0x0b, 0x0b],
];
export const giveBack = (value: Code): Code => [value, 0x0f];
/** Calls a function by its place in the list. */
export const call = (index: number, argument: Code): Code => [argument, 0x10, unsigned(index)];

export interface WasmFunction {
  parameters: number;
  /** Beside the parameters, and numbered after them. */
  locals: number;
  returns: boolean;
  code: Code;
}

/** Makes the functions over a memory of so many pages; the last of them is what may be called from outside. */
export function instantiate(
  pages: number,
  functions: readonly WasmFunction[],
): { memory: ArrayBuffer; run: (...values: number[]) => void } {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const module = new WebAssembly.Module(moduleOf(pages, functions));
  const { c: run } = new WebAssembly.Instance(module, { a: { b: memory } }).exports;
  if (!run) throw new TypeError("The module exports no function.");
  return { memory: memory.buffer, run };
}

/** A module that takes its memory as `a.b` and exports its last function as `c`. */
function moduleOf(pages: number, functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const count = functions.length;
  const section = (id: number, bytes: number[]): number[] => [id, ...sized(bytes)];
  const types = functions.flatMap(({ parameters, returns }) => [
    0x60,
    ...sized(Array<number>(parameters).fill(0x7f)),
    ...(returns ? [1, 0x7f] : [0]),
  ]);
  const bodies = functions.flatMap(({ locals, code }) => sized([1, locals, 0x7f, ...flat(code), 0x0b]));
  return Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [count, ...types]),
    ...section(2, [1, 1, 0x61, 1, 0x62, 2, 0, ...unsigned(pages)]),
    ...section(3, [count, ...functions.keys()]),
    ...section(7, [1, 1, 0x63, 0, count - 1]),
    ...section(10, [count, ...bodies]),
  ]);
}

// Node.js has it, its types do not tell.
declare global {
  namespace WebAssembly {
    class Memory {
      constructor(pages: { initial: number; maximum: number });
      readonly buffer: ArrayBuffer;
    }
    class Module {
      constructor(bytes: Uint8Array<ArrayBuffer>);
    }
    class Instance {
      constructor(module: Module, imports: Record<string, Record<string, Memory>>);
      readonly exports: Record<string, (...values: number[]) => void>;
    }
  }
}
