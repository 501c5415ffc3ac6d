import { ALNUM, type TokenFormat, token, WORD } from "./token-format.ts";

/** Secret stores, builds and deployments, and hashes of passwords. */
export const INFRASTRUCTURE_FORMATS: readonly TokenFormat[] = [
  // Infrastructure and secret stores
  token("vault-token", "hvs.", `${WORD}{24,300}`),
  token("vault-token", "hvb.", `${WORD}{24,400}`),
  token("vault-token", "hvr.", `${WORD}{24,300}`),
  {
    rule: "vault-token",
    keywords: [" s.", '"s.', "'s.", "=s.", ":s.", "\ns."],
    form: /[\s"'=:](s\.[A-Za-z0-9]{24})(?![A-Za-z0-9_])/y,
    group: 1,
    mixed: true,
  },
  {
    rule: "terraform-token",
    keywords: [".atlasv1."],
    back: 14,
    form: /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}/iy,
  },
  token("pulumi-token", "pul-", "[a-f0-9]{40}"),
  ...["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."].map((p) =>
    token("doppler-token", p, "[A-Za-z0-9_.-]{40,80}"),
  ),
  token("age-key", "AGE-SECRET-KEY-1", "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
  token("1password-token", "ops_eyJ", "[A-Za-z0-9+/_-]{200,4000}={0,3}"),
  token("1password-key", "A3-", "[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}"),
  token("infracost-key", "ico-", `${ALNUM}{32}`),
  token("tailscale-key", "tskey-", "[a-z]{3,10}-[A-Za-z0-9]{8,30}-[A-Za-z0-9]{20,60}"),
  token("defined-key", "dnkey-", "[a-z0-9=_-]{26}-[a-z0-9=_-]{52}"),
  token("buildkite-token", "bkua_", "[a-z0-9]{40}"),
  token("circleci-token", "CCIPAT_", "[A-Za-z0-9]{22}_[a-z0-9]{40}"),
  token("harness-token", "pat.", `${WORD}{22}\\.[0-9a-zA-Z]{24}\\.${ALNUM}{20}`),
  token("harness-token", "sat.", `${WORD}{22}\\.[0-9a-zA-Z]{24}\\.${ALNUM}{20}`),
  token("jfrog-token", "reftkn:", "[0-9]{2}:[0-9]{10}:[A-Za-z0-9]{20,40}"),
  token("octopus-key", "API-", "[A-Z0-9]{26}"),
  token("prefect-key", "pnu_", "[a-zA-Z0-9]{36}"),
  token("prefect-key", "pnb_", "[a-zA-Z0-9]{36}"),
  token("sonar-token", "squ_", "[a-f0-9]{40}"),
  token("sonar-token", "sqp_", "[a-f0-9]{40}"),
  token("sonar-token", "sqa_", "[a-f0-9]{40}"),
  token("snyk-token", "snyk_", "[a-z]{3}\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]{30,100}"),
  token("databricks-token", "dapi", "[a-f0-9]{32}(?:-\\d)?"),
  // Hashes of passwords, which anyone may try words on
  token("password-hash", "$apr1$", "[A-Za-z0-9./]{1,8}\\$[A-Za-z0-9./]{22}"),
  ...["$2a$", "$2b$", "$2y$"].map((p) => token("password-hash", p, "\\d\\d\\$[A-Za-z0-9./]{53}")),
  token("password-hash", "$1$", "[A-Za-z0-9./]{1,8}\\$[A-Za-z0-9./]{22}"),
  token("password-hash", "$5$", "(?:rounds=\\d{1,9}\\$)?[A-Za-z0-9./]{1,16}\\$[A-Za-z0-9./]{43}"),
  token("password-hash", "$6$", "(?:rounds=\\d{1,9}\\$)?[A-Za-z0-9./]{1,16}\\$[A-Za-z0-9./]{86}"),
  { ...token("network-password", "$9$", "[A-Za-z0-9./-]{8,200}", ""), mixed: true },
  ...["$8$", "$9$"].map((p) => token("password-hash", p, "[A-Za-z0-9./]{14}\\$[A-Za-z0-9./]{43}")),
  token("password-hash", "$y$", "[A-Za-z0-9./]{1,20}\\$[A-Za-z0-9./]{1,86}\\$[A-Za-z0-9./]{43}"),
  token(
    "password-hash",
    "$argon2",
    "(?:id|i|d)\\$[a-z0-9=,$]{4,60}\\$[A-Za-z0-9+/]{11,88}\\$[A-Za-z0-9+/]{22,200}",
  ),
];
