import { generateKeyPairSync, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRedactor, redactText } from "../../../src/log-analysis/redact/index.ts";

function redactInPieces(text: string, cuts: readonly number[]): string {
  const redactor = createRedactor({ salt: "s" });
  let out = "";
  let at = 0;
  for (const cut of [...cuts, text.length]) {
    out += redactor.push(text.slice(at, cut));
    at = cut;
  }
  return out + redactor.finish();
}

/** Base64, so that it fits every place; never the same twice. */
const secret = (): string => randomBytes(24).toString("base64");
const own = new Map<string, string[]>();
function holding(name: string, make: (next: () => string) => string): [string, string] {
  const secrets: string[] = [];
  const text = make(() => {
    const value = secret();
    secrets.push(value);
    return value;
  });
  own.set(name, secrets);
  return [name, text];
}

const manifest = (object: Record<string, unknown>): string => JSON.stringify(object);
const kubectl = (value: unknown): string => `${JSON.stringify(value, null, 4)}\n`;
const metadata = { name: "app", labels: { "app.kubernetes.io/name": "web" }, ownerReferences: [] };
const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const hexLines = Array.from({ length: 8 }, () => randomBytes(16).toString("hex")).join("\n");
const config = { apiVersion: "v1", data: { "a.txt": "plain" }, kind: "ConfigMap", metadata };

const walletKey = randomBytes(32).toString("hex");
own.set("a wallet's key, told by a later line", [walletKey]);

const TEXTS: [string, string][] = [
  holding(
    "a list of passwords in cloud-init",
    (next) =>
      `chpasswd:\n  expire: false\n  list: |\n    root:${next()}\n    deploy:${next()}\nruncmd:\n  - a:b\n`,
  ),
  holding(
    "a list of passwords fed to chpasswd",
    (next) => `chpasswd <<EOF\nroot:${next()}\nEOF\nrun a:bcdef\n`,
  ),
  holding(
    "commands fed to ftp",
    (next) => `ftp -inv host <<'END'\nuser deploy ${next()}\nput a\nEND\nuser deploy here\n`,
  ),
  holding(
    "a token alone in the next line",
    (next) => `<token>\n  ${next()}\n</token>\ntoken: |\n  ${next()}\n`,
  ),
  ["a wallet's key, told by a later line", `paid 0x${walletKey}\n\nfrom the wallet\n`],
  holding("a Secret in JSON as kubectl sorts it", (next) =>
    kubectl({
      apiVersion: "v1",
      data: { db: next(), user: next() },
      kind: "Secret",
      metadata,
      type: "Opaque",
    }),
  ),
  holding("a Secret in JSON that says its kind first", (next) =>
    kubectl({ kind: "Secret", apiVersion: "v1", metadata, data: { db: next() } }),
  ),
  holding("the data last, after other objects", (next) =>
    kubectl({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...metadata, managedFields: [{ a: {} }] },
      data: { db: next() },
    }),
  ),
  holding("a List of Secrets and other things", (next) =>
    kubectl({
      apiVersion: "v1",
      items: [
        { apiVersion: "v1", data: { one: next(), two: next(), three: next() }, kind: "Secret", metadata },
        config,
        { apiVersion: "v1", data: { four: next() }, kind: "Secret", metadata, type: "Opaque" },
      ],
      kind: "List",
    }),
  ),
  holding("a SecretList, whose items do not say their kind", (next) =>
    kubectl({
      kind: "SecretList",
      apiVersion: "v1",
      items: [
        { metadata, data: { a: next() } },
        { metadata, data: { b: next() } },
      ],
    }),
  ),
  holding("a kind that never comes, with a type that tells", (next) =>
    kubectl({ data: { a: next() }, metadata, type: "kubernetes.io/tls" }),
  ),
  holding("a last applied configuration", (next) =>
    kubectl({
      apiVersion: "v1",
      data: { db: next() },
      kind: "Secret",
      metadata: {
        ...metadata,
        annotations: {
          "kubectl.kubernetes.io/last-applied-configuration": `${manifest({
            apiVersion: "v1",
            data: { old: next() },
            kind: "Secret",
            metadata: {
              annotations: { before: manifest({ stringData: { older: next() }, kind: "Secret" }) },
            },
          })}\n`,
        },
      },
    }),
  ),
  holding(
    "a Secret on one line within a log line",
    (next) =>
      `t=1 msg="applied" object=${manifest({ data: { db: next() }, kind: "Secret", metadata })} took=2ms\nt=2 msg="x"\n`,
  ),
  holding(
    "a Secret in a string within a log line",
    (next) =>
      `{"level":"info","msg":${JSON.stringify(manifest({ data: { db: next() }, kind: "Secret" }))},"n":1}\nnext\n`,
  ),
  holding("JSON between the lines of something else", (next) => {
    const lines = kubectl({ apiVersion: "v1", data: { a: next(), b: next() }, kind: "Secret" }).split("\n");
    return lines
      .flatMap((line, i) => (i % 2 === 0 ? [line, 'W0501 client.go:1] warning: "x" }'] : [line]))
      .join("\n");
  }),
  holding("JSON with the time before each line", (next) =>
    kubectl({ data: { a: next() }, kind: "Secret", metadata }).replace(
      /^(?=.)/gm,
      "2024-05-01T10:11:12.1234567Z ",
    ),
  ),
  holding("JSON that is cut off before its kind", (next) =>
    kubectl({ apiVersion: "v1", data: { a: next(), b: next() } })
      .split("\n")
      .slice(0, 5)
      .join("\n"),
  ),
  holding(
    "a Secret in YAML as kubectl sorts it",
    (next) =>
      `apiVersion: v1\ndata:\n  db: ${next()}\n  user: ${next()}\nkind: Secret\nmetadata:\n  name: app\n`,
  ),
  holding(
    "Secrets in YAML, one after the other",
    (next) =>
      `kind: Secret\ndata:\n  a: ${next()}\n---\nkind: ConfigMap\ndata:\n  a: plain\n---\ndata:\n  b: ${next()}\nkind: "Secret"\n`,
  ),
  holding(
    "a list in YAML",
    (next) =>
      `items:\n- apiVersion: v1\n  data:\n    a: ${next()}\n  kind: Secret\n- data:\n    a: plain\n  kind: ConfigMap\n`,
  ),
  holding(
    "a block of text in YAML",
    (next) => `stringData:\n  app.ini: |\n    [db]\n    pin ${next()}\n  other: ${next()}\nkind: Secret\n`,
  ),
  holding(
    "YAML by Compose",
    (next) => `web-1  | kind: Secret\nweb-1  | data:\nweb-1  |   a: ${next()}\nweb-1  | done\n`,
  ),
  holding("YAML that is cut off before its kind", (next) => `apiVersion: v1\ndata:\n  a: ${next()}\n`),
  holding(
    ".netrc",
    (next) =>
      `machine host.example\n  login deploy\n  password ${next()}\nmachine other.example\n  login bot\n  password ${next()}\n`,
  ),
  holding("Docker's configuration", (next) =>
    kubectl({ auths: { "host.example": { auth: next() }, "other.example": { identitytoken: next() } } }),
  ),
  holding(
    "variables of a container",
    (next) =>
      `env:\n- name: DB_PASSWORD\n  value: ${next()}\n- name: MODE\n  value: fast\n- name: API_TOKEN\n  value: "${next()}"\n`,
  ),
  holding(
    "a property list",
    (next) => `<dict>\n  <key>password</key>\n  <string>${next()}</string>\n</dict>\n`,
  ),
  holding("Terraform's outputs", (next) =>
    kubectl({ mode: { value: "fast" }, db_password: { sensitive: true, type: "string", value: next() } }),
  ),
  holding("a key of PuTTY", (next) => {
    const lines = ["PuTTY-User-Key-File-3: ssh-ed25519", "Encryption: none", "Comment: plain"];
    return [...lines, `Private-${"Lines"}: 1`, next(), "Private-MAC: 00", "done", ""].join("\n");
  }),
  [
    "a static key of OpenVPN",
    `-----BEGIN OpenVPN ${"Static key"} V1-----\n${hexLines}\n-----END OpenVPN ${"Static key"} V1-----\n`,
  ],
  [
    "a file of Ansible Vault",
    `plain: !vault |\n  $ANSIBLE_${"VAULT"};1.1;AES256\n${hexLines.replace(/^/gm, "  ")}\nfast\n`,
  ],
  ["a private key", `start\n${pem}end\n`],
  ["a private key that was cut off", `${pem.split("\n").slice(0, 2).join("\n")}\nBuild failed\n`],
  ["a ConfigMap in JSON", kubectl(config)],
  ["an answer in JSON", kubectl({ data: { items: [{ id: "TUlUTGljZW5zZQ==" }], next: "TUlUTGljZW5zZQ==" } })],
];

test.each(TEXTS)("%s: masked, and the same wherever the text is cut", (name, text) => {
  const whole = redactText(text, { salt: "s" }).text;
  const secrets = own.get(name) ?? [...pem.split("\n").slice(1, -2), ...hexLines.split("\n")];
  for (const value of secrets) expect(whole).not.toContain(value);
  for (const stays of ["app.kubernetes.io/name", "plain", "host.example", "fast", "MIT", "TUlUTGljZW5zZQ=="])
    expect(whole.includes(stays)).toBe(text.includes(stays));
  expect(whole.split("\n")).toHaveLength(text.split("\n").length);
  for (let cut = 0; cut <= text.length; cut += 1) expect(redactInPieces(text, [cut])).toBe(whole);
  expect(
    redactInPieces(
      text,
      Array.from({ length: text.length }, (_, at) => at),
    ),
  ).toBe(whole);
});

test("all of them in one text, cut at random", () => {
  const log = TEXTS.map(([name, text]) => `$ show ${name}\n$ wait\n${text}\n`).join("");
  const whole = redactText(log, { salt: "s" }).text;
  const left = [...own].filter(([, secrets]) => secrets.some((value) => whole.includes(value)));
  expect(left.map(([name]) => name)).toEqual([]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: log.length - 1 }), { maxLength: 60 }), (cuts) => {
      expect(
        redactInPieces(
          log,
          cuts.sort((a, b) => a - b),
        ),
      ).toBe(whole);
    }),
    { numRuns: 100 },
  );
});
