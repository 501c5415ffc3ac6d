import { type Finding, MOST_FINDINGS, reportOf } from "./finding.ts";
import type { Report } from "./report.ts";
import { readXml } from "./xml-events.ts";

/**
 * Reads Checkstyle's XML, which ESLint, ktlint, golangci-lint, PHP_CodeSniffer and others write too: `checkstyle`,
 * `file` with a `name`, `error` with `line`, `column`, `severity`, `message`, `source`.
 * @returns undefined when the document has no `checkstyle`
 */
export function readCheckstyle(document: string): Report | undefined {
  const findings: Finding[] = [];
  let known = false;
  let path: string | undefined;
  readXml(document, {
    open(tag, attributes, at) {
      if (tag === "checkstyle") known = true;
      else if (tag === "file") path = attributes.get("name");
      else if (tag === "error" && findings.length < MOST_FINDINGS) {
        const severity = attributes.get("severity") ?? "error";
        findings.push({
          rule: attributes.get("source") ?? "",
          severity: severity === "error" || severity === "warning" ? severity : "info",
          message: attributes.get("message") ?? "",
          path,
          line: Number(attributes.get("line")) || undefined,
          column: Number(attributes.get("column")) || undefined,
          at,
        });
      }
    },
    text() {},
    close() {},
  });
  return known ? reportOf(document, "Checkstyle", findings) : undefined;
}
