import { type Finding, MOST_FINDINGS, reportOf } from "./finding.ts";
import type { Report } from "./report.ts";
import { readXml } from "./xml-events.ts";

/** A diagnostic as it stands there: its file is a place in the list of files, which may come after it. */
type Diagnostic = Omit<Finding, "path"> & { file: number };

/**
 * Reads the property list of the Clang Static Analyzer (`--analyze`, scan-build `-plist`, CodeChecker): `diagnostics`
 * with `description`, `check_name` and `location` (`line`, `col`, `file` as a place in `files`). The steps of a path
 * that leads to a finding have locations too; they are not findings.
 * @returns undefined when the document is no list of diagnostics
 */
export function readClangPlist(document: string): Report | undefined {
  /** The key under which each open dictionary or array stands; those in an array stand under none. */
  const above: { key: string }[] = [];
  const diagnostics: Diagnostic[] = [];
  const files: string[] = [];
  let key = "";
  let tag = "";
  let open: Diagnostic | undefined;
  let known = false;

  /** The keys that lead to what is read now: `diagnostics/location`. */
  const path = (): string =>
    above
      .map((container) => container.key)
      .filter(Boolean)
      .join("/");

  readXml(document, {
    open(name, _, line) {
      tag = name;
      if (name !== "dict" && name !== "array") return;
      above.push({ key });
      key = "";
      if (name === "array") known ||= path() === "diagnostics";
      else if (path() === "diagnostics" && diagnostics.length < MOST_FINDINGS)
        open = {
          rule: "",
          severity: "warning",
          message: "",
          line: undefined,
          column: undefined,
          at: line,
          file: -1,
        };
    },
    text(text, line) {
      const value = text.trim();
      if (value === "") return;
      if (tag === "key") key = value;
      else if (path() === "files" && tag === "string") files.push(value);
      else if (open && path() === "diagnostics") {
        if (key === "check_name" || (key === "type" && open.rule === "")) open.rule = value;
        else if (key === "description") Object.assign(open, { message: value, at: line });
      } else if (open && path() === "diagnostics/location") {
        if (key === "line") open.line = Number(value) || undefined;
        else if (key === "col") open.column = Number(value) || undefined;
        else if (key === "file") open.file = Number(value);
      }
    },
    close(name) {
      tag = "";
      if (name !== "dict" && name !== "array") return;
      if (name === "dict" && open && path() === "diagnostics" && above.at(-1)?.key === "") {
        diagnostics.push(open);
        open = undefined;
      }
      above.pop();
      key = "";
    },
  });
  if (!known) return undefined;
  const findings = diagnostics.map(({ file, ...finding }): Finding => ({ ...finding, path: files[file] }));
  return reportOf(document, "Clang Static Analyzer", findings);
}
