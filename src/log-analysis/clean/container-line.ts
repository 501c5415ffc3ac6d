const JSON_FILE = /^\{"log":"((?:[^"\\]|\\.){0,3500})"/;
const ESCAPED = /\\(?:u([\da-fA-F]{4})|(.))/g;
const LETTERS: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
/** Kubernetes' container runtimes: the stream, and whether the line is full or a part, behind the timestamp. */
const CRI = /^(?:stdout|stderr) [FP] /;

/**
 * A program's own line in what a container's runtime keeps of it: Docker's `json-file` driver writes one object a line,
 * the runtimes of Kubernetes a timestamp, a stream and a mark.
 */
export function withoutContainer(line: string): string {
  const first = line.charCodeAt(0);
  if (first === 115) return line.replace(CRI, "");
  if (first !== 123 || !line.startsWith('{"log":"')) return line;
  const inside = JSON_FILE.exec(line)?.[1];
  if (inside === undefined) return line;
  return inside
    .replace(ESCAPED, (_, code, letter) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : (LETTERS[letter] ?? letter),
    )
    .trimEnd();
}
