import { type Automaton, skipEscape } from "./automaton.ts";

/** Places in a block where a word or a line ends: byte offset and state, in pairs. */
export interface WalkEvents {
  first: Int32Array;
  firstCount: number;
  second: Int32Array;
  secondCount: number;
}

/**
 * Leads the bytes of a block through the automaton. The two halves (cut at a line's end) go side by side: a step
 * waits for the memory that the step before it read, and two chains fill each other's waits (1.5 to 2 times as
 * fast as one).
 */
export function createByteWalk({ classes, next, accepting, escape, root }: Automaton) {
  const events: WalkEvents = {
    first: new Int32Array(1 << 14),
    firstCount: 0,
    second: new Int32Array(1 << 14),
    secondCount: 0,
  };

  return (bytes: Uint8Array): WalkEvents => {
    const length = bytes.length;
    const middle = bytes.lastIndexOf(10, length >> 1) + 1;
    let { first, second } = events;
    let firstCount = 0;
    let secondCount = 0;
    let a = 0;
    let b = middle;
    let stateA = root;
    let stateB = root;
    while (a < middle && b < length) {
      const beforeA = stateA;
      const beforeB = stateB;
      stateA = next[(stateA << 2) + (classes[bytes[a] as number] as number)] as number;
      stateB = next[(stateB << 2) + (classes[bytes[b] as number] as number)] as number;
      if (stateA >= accepting) {
        if (stateA === escape) {
          stateA = beforeA;
          a = skipEscape(bytes, a);
        } else {
          if (firstCount + 2 > first.length) first = grown(first);
          first[firstCount++] = a;
          first[firstCount++] = stateA;
        }
      }
      if (stateB >= accepting) {
        if (stateB === escape) {
          stateB = beforeB;
          b = skipEscape(bytes, b);
        } else {
          if (secondCount + 2 > second.length) second = grown(second);
          second[secondCount++] = b;
          second[secondCount++] = stateB;
        }
      }
      a++;
      b++;
    }
    for (; a < middle; a++) {
      const before = stateA;
      stateA = next[(stateA << 2) + (classes[bytes[a] as number] as number)] as number;
      if (stateA < accepting) continue;
      if (stateA === escape) {
        stateA = before;
        a = skipEscape(bytes, a);
        continue;
      }
      if (firstCount + 2 > first.length) first = grown(first);
      first[firstCount++] = a;
      first[firstCount++] = stateA;
    }
    for (; b < length; b++) {
      const before = stateB;
      stateB = next[(stateB << 2) + (classes[bytes[b] as number] as number)] as number;
      if (stateB < accepting) continue;
      if (stateB === escape) {
        stateB = before;
        b = skipEscape(bytes, b);
        continue;
      }
      if (secondCount + 2 > second.length) second = grown(second);
      second[secondCount++] = b;
      second[secondCount++] = stateB;
    }
    Object.assign(events, { first, firstCount, second, secondCount });
    return events;
  };
}

function grown(list: Int32Array): Int32Array {
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}
