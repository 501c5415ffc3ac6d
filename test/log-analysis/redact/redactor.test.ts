import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRedactor, redactText } from "../../../src/log-analysis/redact/index.ts";

function redactInPieces(text: string, sizes: readonly number[]): string {
  const redactor = createRedactor({ salt: "s" });
  let out = "";
  let at = 0;
  for (let i = 0; at < text.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    out += redactor.push(text.slice(at, at + size));
    at += size;
  }
  return out + redactor.finish();
}

const token = `ghp${"_"}${randomBytes(18).toString("hex")}`;
const keyBody = Array.from({ length: 12 }, () => randomBytes(48).toString("base64"));
const log = [
  "step one",
  `remote: ${token} was rejected`,
  `-----BEGIN RSA ${"PRIVATE KEY"}-----`,
  ...keyBody,
  `-----END RSA ${"PRIVATE KEY"}-----`,
  "DB_PASSWORD=hunter22!x",
  "    - name: CACHE_PASSWORD",
  "      value: hunter44!y",
  "data:",
  "  db: bGV0bWVpbg==",
  "kind: Secret",
  "data:",
  "  db: bGV0bWVpbg==",
  "kind: ConfigMap",
  "all done\r",
  `again ${token}`,
].join("\n");

test("however the text is cut, the answer is the same", () => {
  const whole = redactText(log, { salt: "s" }).text;
  expect(whole).not.toContain(token);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }), (sizes) => {
      expect(redactInPieces(log, sizes)).toBe(whole);
    }),
    { numRuns: 200 },
  );
});

test("any text keeps its number of lines", () => {
  const pieces = fc.constantFrom(
    "\n",
    "\r\n",
    "password=",
    "-----BEGIN PRIVATE KEY-----",
    "token: ",
    '"',
    "https://a:",
    "@",
  );
  const texts = fc.array(fc.oneof(pieces, fc.string(), fc.base64String({ minLength: 60, maxLength: 70 })));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 50 }), (parts, size) => {
      const text = parts.join("");
      expect(redactInPieces(text, [size]).split("\n")).toHaveLength(text.split("\n").length);
    }),
    { numRuns: 300 },
  );
});

test("counts what it masked, by rule", () => {
  const redactor = createRedactor({ salt: "s" });
  redactor.push(`${token}\n${token}\nhttps://ci:9fkW2mx0aa@host/\n`);
  redactor.finish();
  expect(redactor.counts()).toEqual({ "github-token": 2, "url-credentials": 1 });
});

test("a line of 10 MB without an end passes through in bounded time, and a secret in it is found", () => {
  const redactor = createRedactor({ salt: "s" });
  const filler = "lorem ipsum dolor sit amet ".repeat(40);
  let out = "";
  let passed = 0;
  for (let i = 0; i < 10_000; i += 1) {
    const piece = redactor.push(
      i === 5000 ? `${filler.slice(0, 500)} ${token.slice(0, 17)}` : i === 5001 ? token.slice(17) : filler,
    );
    passed += piece.length;
    if (i > 4000 && i < 6500) out += piece;
  }
  expect(passed).toBeGreaterThan(9_000_000);
  out += redactor.finish();
  expect(out).not.toContain(token);
  expect(out).toContain("[redacted:github-token#");
});

test("much data of a Secret is masked to its end, whether its kind stands before or behind it", () => {
  const value = randomBytes(300_000).toString("base64");
  const few = randomBytes(30).toString("base64");
  const many = Array.from({ length: 300 }, () => randomBytes(900).toString("base64"));
  const list = many.map((one) => ({ data: { one }, kind: "Secret", metadata: { name: "app" } }));
  const data = { few, value, last: many[0] };
  for (const text of [
    `kind: Secret\ndata:\n  few: ${few}\n  value: ${value}\n  last: ${many[0]}\n`,
    `data:\n  few: ${few}\n  value: ${value}\n  last: ${many[0]}\nkind: Secret\n`,
    JSON.stringify({ data, kind: "Secret" }),
    JSON.stringify({ data, kind: "Secret" }, null, 2),
    JSON.stringify({ kind: "Secret", data: Object.fromEntries(many.entries()) }),
    JSON.stringify({ data: Object.fromEntries(many.entries()), kind: "Secret" }, null, 2),
    JSON.stringify({ items: list }),
    JSON.stringify({ message: JSON.stringify({ items: list }) }),
  ]) {
    for (const out of [
      redactText(text).text,
      redactInPieces(text, [65_536]),
      redactInPieces(text, [700_000]),
    ]) {
      for (const secret of [few, ...many]) expect(out.includes(secret)).toBe(false);
      for (let at = 0; at < value.length; at += 50_000)
        expect(out.includes(value.slice(at, at + 50))).toBe(false);
    }
  }
});

test("hostile lines cost no more than others", () => {
  const hostile = [
    "password=".repeat(30_000),
    "a".repeat(250_000),
    "eyJ".repeat(80_000),
    `eyJ${"a.".repeat(100_000)}`,
    "https://".repeat(30_000),
    "https://a:".repeat(25_000),
    `${"-----BEGIN PRIVATE KEY-----".repeat(8_000)}`,
    "-----BEGIN PRIVATE KEY-----\n".repeat(8_000),
    'token: "'.repeat(30_000),
    "Authorization: Bearer ".repeat(12_000),
    "curl -u ".repeat(30_000),
    "sk-".repeat(80_000),
    "cookie: a=b".repeat(20_000),
    " s.".repeat(80_000),
    "data:\n  a: bGV0bWVpbg==\n".repeat(10_000),
    "kind: Secret\n".repeat(20_000),
    '"data": {"a": "bGV0bWVpbg=="\n'.repeat(10_000),
    `"data": {\n${'  "a": "bGV0bWVpbg==",\n'.repeat(12_000)}`,
    '{"kind":"Secret","data":{'.repeat(10_000),
    `"kind": "Secret", ${"[{".repeat(120_000)}`,
    `"kind": "Secret"${"\\".repeat(250_000)}`,
    '\\"data\\":{\\"a'.repeat(20_000),
    `{"data":${'"'.repeat(250_000)}`,
    `0x${"a".repeat(64)} `.repeat(4_000),
    "heroku".repeat(40_000),
    "Q~".repeat(100_000),
    `mysql ${" -p".repeat(80_000)}`,
    "mysql -pa ".repeat(25_000),
    "htpasswd -b a b c ".repeat(14_000),
    "http -a a:b ".repeat(20_000),
    "kubectl create secret generic a --from-literal=a=b ".repeat(5_000),
    "a:b@tcp(".repeat(30_000),
    "identified by 'a".repeat(15_000),
    "discord MTAw.".repeat(19_000),
    "LS0tLS1CRUdJTi".repeat(18_000),
    "echo a:b | chpasswd ".repeat(12_000),
    `password${" ".repeat(250_000)}`,
    '{"token": {"value": "'.repeat(12_000),
    "mnemonic: word word word ".repeat(10_000),
    "?code=aB3?key=".repeat(18_000),
    "<key>password</key>\n".repeat(12_000),
    "$ANSIBLE_VAULT;1.1;AES256\n6638\n".repeat(8_000),
    "chpasswd <<EOF\n".repeat(16_000),
    `chpasswd <<EOF\n${"a:".repeat(120_000)}`,
    "ftp -n <<E\nuser a b\n".repeat(12_000),
    "aws ssm put-parameter --value a ".repeat(8_000),
    ".eyA".repeat(60_000),
    `${"a".repeat(250_000)}.eyA`,
    "<token>\n".repeat(30_000),
    "token: >-\n".repeat(25_000),
    "pass: a\n".repeat(30_000),
    "user a b\n".repeat(25_000),
    "username a password 0 ".repeat(12_000),
    `client a { ${"secret =".repeat(30_000)}`,
    "line vty 0 4\n password \n".repeat(10_000),
    "#".repeat(100_000).replaceAll("####", "key 7 "),
    "authorization: bearer ".repeat(12_000),
    "a_key=".repeat(40_000),
    "somekey: ".repeat(28_000),
  ];
  for (const line of hostile) {
    const started = performance.now();
    redactInPieces(line, [65_536]);
    const took = performance.now() - started;
    expect({ line: line.slice(0, 30), slow: took > 3_000 }).toEqual({ line: line.slice(0, 30), slow: false });
  }
});
