/**
 * Values that the documentation of their makers prints as examples, letter for letter. Everyone knows them, so none
 * protects anything; only the exact value counts. (AWS writes EXAMPLE into its own, which `placeholder.ts` knows.)
 */
const PUBLISHED: ReadonlySet<string> = new Set([
  // https://kubernetes.io/docs/concepts/configuration/secret/ and the tasks it leads to
  "MWYyZDFlMmU2N2Rm",
  "Mzk1MjgkdmRnN0pi",
  "UyFCXCpkJHpEc2I9",
  "1f2d1e2e67df",
  "39528$vdg7Jb",
  // https://jwt.io and RFC 7519, section 3.1
  [
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ",
    "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
  ].join("."),
  [
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  ].join("."),
]);

export function isPublishedExample(value: string): boolean {
  return PUBLISHED.has(value);
}
