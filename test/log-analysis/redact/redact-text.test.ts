import { generateKeyPairSync, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { redactText } from "../../../src/log-analysis/redact/index.ts";

/** Made-up secrets are put together here, so that no scanner takes this file for a leak. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
function generated(length: number, alphabet = ALPHABET): string {
  return [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join("");
}
const HEX = "0123456789abcdef";

test.each([
  ["github-token", () => `ghp${"_"}${generated(36)}`],
  ["github-token", () => `github_pat${"_"}${generated(82)}`],
  ["gitlab-token", () => `glpat${"-"}${generated(20)}`],
  ["aws-access-key", () => `AKIA${generated(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`],
  ["npm-token", () => `npm${"_"}${generated(36)}`],
  ["slack-token", () => `xoxb${"-"}123456789012-123456789012-${generated(24)}`],
  [
    "slack-webhook",
    () => `https://hooks.slack.com/${"services"}/T0${generated(8)}/B0${generated(8)}/${generated(24)}`,
  ],
  ["stripe-key", () => `sk_live${"_"}${generated(24)}`],
  ["gcp-api-key", () => `AIza${generated(35)}`],
  ["vault-token", () => `hvs${"."}${generated(90)}`],
  ["digitalocean-token", () => `dop_v1${"_"}${generated(64, HEX)}`],
  ["gitlab-token", () => `gloas${"-"}${generated(64, HEX)}`],
  ["plaid-token", () => `access-sandbox${"-"}13a70020-64f8-4173-af79-${generated(12, HEX)}`],
  ["dropbox-token", () => `sl${"."}${generated(136)}`],
  ["model-key", () => `sk${"-"}${generated(32, HEX)}`],
  ["authress-key", () => `sc${"_"}${generated(10)}.abcd1.acc_${generated(16)}.${generated(44)}`],
  ["password-hash", () => `$2y$10$${generated(53)}`],
  ["razorpay-key", () => `rzp_live${"_"}${generated(14)}`],
  ["nvidia-key", () => `nvapi${"-"}${generated(64)}`],
  ["wakatime-key", () => `waka${"_"}13a70020-64f8-4173-af79-${generated(12, HEX)}`],
  ["slack-token", () => `xoxa${"-"}2-${generated(24)}`],
  ["stripe-key", () => `rk_test${"_"}${generated(11)}4`],
  ["password-hash", () => `$6$${generated(12)}$${generated(86)}`],
  ["newrelic-key", () => `${generated(36, HEX)}NRAL`],
  ["azure-function-key", () => `${generated(44)}AzFu${generated(5)}Q==`],
  ["jwt", () => `eyJ${generated(20)}.eyJ${generated(40)}.${generated(43)}`],
])("masks a %s wherever it stands and says what it was", (rule, make) => {
  const secret = make();
  for (const line of [
    secret,
    `fatal: bad credentials ${secret} at step 3`,
    `x="${secret}",`,
    `(${secret})`,
  ]) {
    const { text, spans } = redactText(line);
    expect(text).not.toContain(secret.slice(-20));
    expect(text).toContain(`[redacted:${rule}]`);
    expect(spans).toHaveLength(1);
  }
});

test.each([
  "DB_PASSWORD=%",
  'export API_KEY="%"',
  '  "clientSecret": "%",',
  "deploy --token % --region eu",
  "<password>%</password>",
  '<add key="ClearTextPassword" value="%" />',
  "Authorization: Bearer %",
  "curl -H 'X-Api-Key: %' https://host/",
  "curl -u deploy:% https://host/",
  "        - name: DB_PASSWORD\n          value: %",
  '{"name": "API_TOKEN", "value": "%"}',
  "ENV DB_PASSWORD %",
  "set -x API_KEY %",
  "machine host.example login deploy password %",
  "machine host.example\n  login deploy\n  password %",
  '{"auths":{"host":{"auth":"%"}}}',
  "    client-key-data: %",
  "echo % | docker login -u deploy --password-stdin host",
  "mysql -h db -u root -p% shop",
  "openssl rsa -passin pass:% -in key.pem",
  "unzip -P % backup.zip",
  '{"apiVersion":"v1","data":{"db":"%"},"kind":"Secret"}',
  '{\\"kind\\":\\"Secret\\",\\"data\\":{\\"db\\":\\"%\\"}}',
  "The password is %.",
  "A temporary password is generated for root@localhost: %",
  "GITHUB_PAT=%",
  "git clone https://deploy:%@git.host/a.git",
  "postgres://app:%@db.internal:5432/app",
  "https://host/hook?access_token=%&page=2",
  'config: {\\"password\\":\\"%\\"}',
  "Set-Cookie: sid=%; Path=/; HttpOnly",
  "  .withSecretKey('%')\n  secret_key: '%'",
  'curl -u "%:" https://host/',
  "heroku_app_key: %",
  "docker login -u bot -p % registry",
  "::add-mask::%",
  "DefaultEndpointsProtocol=https;AccountName=a;SharedAccessKey=%",
  "lftp -u deploy,% sftp://host",
  "http -a admin:% POST https://host/",
  "mysqladmin -u root -p'%' ping",
  "plink -ssh -batch -pw % deploy@host uname",
  "sqlcmd -S db -U sa -P % -Q 'select 1'",
  "mongosh --host db -u root -p % --quiet",
  "ldapsearch -x -D cn=admin -w % -b dc=host",
  "smbclient //host/share -U 'bob%SECRET' -c ls",
  "7z x backup.7z -p% -y",
  "helm registry login host -u bob -p %",
  "skopeo copy --dest-creds ci:% docker://a docker://b",
  "kubectl create secret generic a --from-literal=mode=fast --from-literal=api=%",
  "echo 'deploy:%' | chpasswd",
  "printf '%' | docker secret create db -",
  "machine host.example password %",
  "<name>javax.jdo.option.ConnectionPassword</name>\n<value>%</value>",
  "htpasswd -bc /etc/nginx/.htpasswd bob %",
  "mc alias set store http://host:9000 admin %",
  "jdbc:oracle:thin:scott/%@//host:1521/ORCL",
  "shop:%@tcp(host:3306)/shop?parseTime=true",
  "host:5432:shop:app:%",
  "CREATE USER shop WITH PASSWORD '%';",
  "GRANT ALL ON shop.* TO 'shop'@'host' IDENTIFIED BY '%';",
  "define( 'DB_PASSWORD', '%' );",
  "ConvertTo-SecureString -String '%' -AsPlainText -Force",
  "<Password><Value>%</Value></Password>",
  "<key>password</key>\n<string>%</string>",
  '"db_password": {\n  "sensitive": true,\n  "type": "string",\n  "value": "%"\n}',
  "AWS Secret Access Key [None]: %",
  "aws configure set aws_secret_access_key %",
  "\u001b[32mDB_PASSWORD\u001b[0m=\u001b[33m%\u001b[0m",
  "payload=%7B%22password%22%3A%22SECRET%22%7D",
  "DB_PASSWORD                    %",
  'network={\n  psk="%"\n}',
  "https://fn.host/api/run?code=%",
  "https://cdn.host/a.zip?Expires=1700000000&Signature=%&Key-Pair-Id=A",
  'expect "password:" { send "%\\r" }',
  "aws ssm put-parameter --name /a --type SecureString --value '%' --overwrite",
  "aws secretsmanager create-secret --name a --secret-string %",
  "$ travis env set API_KEY % --private",
  "creds = %",
  "SPARKPOST_KEY=%",
  'val swellKey: String = "%"',
  "  shodan-key: '%'",
  "mvn deploy -Dsparkpost.key=%",
  'devopsPat = "%"',
  'Digest username="bob", password=%',
  "mySecretString=%",
  'api_token || "%"',
  "API_TOKEN ::= %",
  "<apiToken>\n  %\n</apiToken>",
  "api_token: >-\n  %\n",
  "[smtp.host]:587 ops:%",
  "user deploy %\nbinary\nput a.zip",
])("masks the value in %s", (line) => {
  const secret = `${generated(8)}7x${generated(22)}Q3`;
  const place = line.includes("SECRET") ? "SECRET" : "%";
  const { text } = redactText(line.replace(place, secret).replace(place, secret));
  expect(text).not.toContain(secret);
  expect(text).toContain("[redacted:");
});

test.each([
  "commit 3f786850e387550fdab836ed7e6dc881de23001b",
  "Digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  '  integrity "sha512-oRaBnTOkIVd8Dq2BYBEQKcGTJLXbsyCKlSOUbsRpTRTVzxtVjMRtaBrYlLxNrFkbGPWbkbX2gTQXKkDBoVBYpA=="',
  "request id 6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f took 12ms",
  "cache key: Linux-node-modules-8f14e45fceea167a5a36dedd4bea2543",
  "DB_PASSWORD=$DB_PASSWORD API_KEY=${API_KEY} TOKEN=${{ secrets.TOKEN }}",
  "password: ***",
  "Authorization: Bearer [redacted:jwt#a1b2]",
  "TOKEN=<masked> SECRET=<your-secret-here> password=%PASSWORD%",
  'Error: secret "db-credentials" not found in namespace "shop"',
  "--- PASS: TestLogin/with_password (0.00s)",
  "password: string; token?: Token; secret = getSecret(name)",
  "SyntaxError: Unexpected token '<' in JSON at position 0",
  "imagePullSecrets: regcred, secretName: web-tls-2024",
  "authentication failed: password incorrect",
  "max_tokens=4096 prompt_tokens: 1523",
  "https://registry.example.org/package/-/package-1.0.0.tgz",
  "https://user@host.example.org/path and git@github.com:owner/name.git",
  "PWD=/home/runner/work/shop/shop",
  "TRAVIS_COMMIT=3f786850e387550fdab836ed7e6dc881de23001b",
  "curl -u $USER:$PASS https://host/",
  "PublicKeyToken=b03f5f7f11d50a3a, Culture=neutral",
])("leaves alone: %s", (line) => {
  expect(redactText(line)).toEqual({ text: line, spans: [] });
});

test("masks every line of a private key, keeps the number of lines and its BEGIN and END", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  for (const prefix of ["", "    ", "2024-05-01T10:11:12.1234567Z ", "app_1  | "]) {
    const log = `${prefix}start\n${key.replace(/^(?=.)/gm, prefix)}${prefix}deploy failed\n`;
    const { text } = redactText(log, { salt: "one" });
    expect(text.split("\n")).toHaveLength(log.split("\n").length);
    for (const line of key.split("\n").slice(1, -2)) expect(text).not.toContain(line);
    expect(text).toContain("BEGIN PRIVATE KEY");
    expect(text).toContain(`${prefix}deploy failed`);
  }
  const escaped = `{"private_key": ${JSON.stringify(key)}, "client": "web"}`;
  expect(redactText(escaped).text).toBe(
    '{"private_key": "-----BEGIN PRIVATE KEY-----[redacted:private-key]-----END PRIVATE KEY-----\\n", "client": "web"}',
  );
  const cut = `${key.split("\n").slice(0, 6).join("\n")}\nBuild failed\nsee the output above`;
  expect(redactText(cut).text).toMatch(/key\]\nBuild failed\nsee the output above$/);
});

test.each([
  ["kind before the data", 'kind: Secret\ndata:\n  db: SECRET\n  user: "SECRET"\ntype: Opaque\n'],
  [
    "kind behind the data, as kubectl prints it",
    "data:\n  db: SECRET\nkind: Secret\nmetadata:\n  name: app\n",
  ],
  [
    "a list of several kinds",
    "- kind: ConfigMap\n  data:\n    a: plain\n- kind: Secret\n  data:\n    db: SECRET\n",
  ],
  [
    "a block of text",
    "kind: Secret\nstringData:\n  app.ini: |\n    pin SECRET\n  other: SECRET\nmetadata:\n  name: app\n",
  ],
])("masks the values of a Kubernetes Secret: %s", (_name, text) => {
  const value = Buffer.from("letmein").toString("base64");
  for (const prefix of ["", "2024-05-01T10:11:12.1234567Z "]) {
    const log = text.replaceAll("SECRET", value).replace(/^(?=.)/gm, prefix);
    const redacted = redactText(log).text;
    expect(redacted).not.toContain(value);
    expect(redacted.split("\n")).toHaveLength(log.split("\n").length);
    for (const stays of ["name: app", "a: plain"]) expect(redacted.includes(stays)).toBe(log.includes(stays));
  }
});

test("leaves a ConfigMap's data alone", () => {
  for (const text of [
    "data:\n  a: cGxhaW4=\nkind: ConfigMap\n",
    "kind: ConfigMap\ndata:\n  a: cGxhaW4=\n",
    "data:\n  a: b\nend\n",
  ]) {
    expect(redactText(text).text).toBe(text);
  }
});

test("what a Secret holds that is none stays: documented examples, certificates, accounts that all have", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const certificate = `-----BEGIN ${"CERTIFICATE"}-----\nMIIB\n-----END ${"CERTIFICATE"}-----\n`;
  const innocent = {
    // As https://kubernetes.io/docs/concepts/configuration/secret/ has them.
    username: base64("admin"),
    password: base64("1f2d1e2e67df"),
    "ca.crt": base64(certificate),
    namespace: base64("shop"),
    port: base64("5432"),
    enabled: base64("true"),
    token: base64("changeme"),
  };
  for (const text of [
    `kind: Secret\ndata:\n${Object.entries(innocent)
      .map(([key, value]) => `  ${key}: ${value}\n`)
      .join("")}`,
    JSON.stringify({ data: innocent, kind: "Secret" }, null, 2),
  ])
    expect(redactText(text).text).toBe(text);
  const secret = {
    username: base64(generated(12)),
    password: base64("1f2d1e2e67de"),
    "tls.pem": base64(`${certificate}-----BEGIN ${"PRIVATE KEY"}-----\nMIIB\n`),
    namespace: base64("5f2K1"),
    url: base64("amqp://u:hunter2@mq.example.com/"),
    pin: base64("5432"),
    admin: base64("admin"),
  };
  const { text } = redactText(JSON.stringify({ data: secret, kind: "Secret" }, null, 2));
  for (const value of Object.values(secret)) expect(text).not.toContain(`"${value}"`);
});

test("the token that everyone knows from RFC 7519 stays, another with its header does not", () => {
  const known = [
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  ];
  expect(redactText(`token ${known.join(".")} is invalid`).spans).toEqual([]);
  const other = [...known.slice(0, 2), generated(43)].join(".");
  expect(redactText(`token ${other} is invalid`).text).not.toContain(other);
});

test("a key that is only a placeholder stays", () => {
  const text = "-----BEGIN PRIVATE KEY-----\n***\n-----END PRIVATE KEY-----\n";
  expect(redactText(text).text).toBe(text);
});

test("the same secret gets the same mark under one salt, another under another, none without", () => {
  const secret = `ghp${"_"}${generated(36)}`;
  const log = `a ${secret}\nb ${secret}\nc ghp${"_"}${generated(36)}\n`;
  const marks = redactText(log, { salt: "incident 7" }).text.match(/#[0-9a-f]{4}/g) ?? [];
  expect(marks).toHaveLength(3);
  expect(marks[0]).toBe(marks[1]);
  expect(marks[2]).not.toBe(marks[0]);
  expect(redactText(log, { salt: "incident 8" }).text).not.toContain(`${marks[0]}]\nb`);
  expect(redactText(log).text).toContain("[redacted:github-token]\n");
});

test("finds a secret again where its name is gone, and in Base64 and URL form", () => {
  const secret = `p4${generated(20)}+Zz9/q`;
  const wrapped = Buffer.from(`deploy:${secret}`).toString("base64");
  const { text } = redactText(
    `DEPLOY_PASSWORD=${secret}\nrejected ${secret} twice\n${wrapped}\nq=${encodeURIComponent(secret)}\n`,
  );
  expect(text).not.toContain(secret);
  expect(text).not.toContain(wrapped);
  expect(text).not.toContain(encodeURIComponent(secret));
});

test("what was masked once stays as it is", () => {
  const once = redactText(`API_TOKEN=${generated(40)}9a\nhttps://u:${generated(12)}7@host/`, {
    salt: "s",
  }).text;
  expect(redactText(once, { salt: "s" }).text).toBe(once);
});

test("masks the signature of a signed address and the keys that unseal a vault", () => {
  const signature = generated(64, HEX);
  const key = `${generated(43)}=`;
  const { text } = redactText(`GET /a?X-Amz-Signature=${signature}&x=1\nUnseal Key 1: ${key}\n`);
  expect(text).toBe(
    "GET /a?X-Amz-Signature=[redacted:signed-url]&x=1\nUnseal Key 1: [redacted:vault-unseal-key]\n",
  );
});

test.each([
  "- name: SECRET_NAME\n  value: db-credentials-production-2",
  "- name: TOKEN_ENDPOINT\n  value: https://auth.example.com/oauth/token",
  "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password",
  "ENV PASSWORD_FILE /run/secrets/db_password",
  "echo $TOKEN | docker login -u deploy --password-stdin",
  "password is required",
  "The password is incorrect for user bob",
  "password is generated for each user: see the manual",
  '{"kind": "SecretStore", "data": {"a": "abcdefgh"}}',
  '"auth": "AuthenticationModule2"',
  'FILE_PAT="*.log"',
  "class XMLHttpRequestTokenProvider",
  "session=6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f started",
  "[request=1,session=org.example.protocol.http.WebSession@4a9810b1]",
  "ssh_key: ~/.ssh/id_ed25519",
  "mysql -h db -P 3306 -u root -p < dump.sql",
  "docker run -p 8080:80 nginx && ssh -p 2222 deploy@host",
  "7z a -p archive.7z dist",
  "| password | varchar(255) | NO |",
  "password    required",
  '{"password_changed_at":"2024-05-01T10:11:12Z"}',
  't("password", "username")',
  "kubectl create configmap a --from-literal=mode=9fkW2mx0aa31bd",
  '"token_type": {"value": "a1b2c3d4e5f6a7b8"}',
  "https://host/search?key=name-of-a-thing&code=404",
  "pull access denied, may require authorization: server message: denied",
  "server-password: REGISTRY_TOKEN",
  "GET https://someone%40host.example@mail.host.example/principal/",
  "CACHE_KEY=9fkW2mx0aa31bd7x22Q3zz81",
  "ghc -this-package-key 9fkW2mx0aa31bd7x22Q3zz81",
  "monkey: 9fkW2mx0aa31bd7x22Q3zz81",
  "partitionKey: order-2024-05-01-abc123",
  'WWW-Authorization: Basic realm="host"',
  'publicToken = "9Cnzj4p4WGeKLs1Pt8QuKUpRKf"',
  "aws ssm put-parameter --name /a/mode --type String --value production",
  "pass: unit-tests-1",
  "pass: 12/14",
  "user: shop\npass: 12",
  "user deploy added to group docker",
])("leaves %s alone", (text) => {
  expect(redactText(text).text).toBe(text);
});

test("a password under `pass:` is told by the account before it or by its marks", () => {
  for (const text of ["db:\n  user: shop\n  pass: willow35\n", "  pass: willow35!\n"])
    expect(redactText(text).text).not.toContain("willow35");
});

test("values of one case or of few digits are no words", () => {
  for (const value of ["EFwVN7tYAcOArSSN", "xmbjqnugyndcz4lg"])
    expect(redactText(`client_secret: ${value}`).text).toBe("client_secret: [redacted:secret]");
  for (const value of ["UTF8StringDecoder", "Http2ServerUpgrade", "MyS3BucketName"])
    expect(redactText(`token: ${value}`).spans).toEqual([]);
});

test("a JSON Web Token whose header begins with a space is one too", () => {
  const header = Buffer.from('{ "alg": "HS256", "typ": "JWT" }').toString("base64url");
  const token = [header, Buffer.from('{ "sub": "someone" }').toString("base64url"), generated(43)].join(".");
  expect(redactText(`bad ${token} given`).text).toBe("bad [redacted:jwt] given");
});
