import { ALNUM, type TokenFormat, token, WORD } from "./token-format.ts";

/** Hosts of code and registries of packages. */
export const CODE_HOST_FORMATS: readonly TokenFormat[] = [
  // Code hosts
  ...["ghp_", "gho_", "ghu_", "ghr_"].map((p) => token("github-token", p, `${ALNUM}{36,255}`)),
  token("github-token", "ghs_", "[A-Za-z0-9_.-]{36,2000}"),
  token("github-token", "github_pat_", "[A-Za-z0-9_]{60,255}"),
  ...[
    "glpat-",
    "gldt-",
    "glptt-",
    "glft-",
    "glsoat-",
    "glrt-",
    "glcbt-",
    "glimt-",
    "glagent-",
    "glffct-",
    "glwt-",
    "gloas-",
  ].map((p) => token("gitlab-token", p, "[A-Za-z0-9_.-]{20,300}")),
  token("gitlab-token", "GR1348941", `(?=[0-9_-]{0,19}[A-Za-z])${WORD}{20}`),
  token("gitlab-token", "_gitlab_session=", "[0-9a-f]{32}"),
  token("bitbucket-token", "BBDC-", "[A-Za-z0-9+/]{44}"),
  token("bitbucket-token", "ATBB", `${ALNUM}{28,40}`),
  token("atlassian-token", "ATATT3", "[A-Za-z0-9_=-]{180,200}"),
  token("atlassian-token", "ATCTT3", "[A-Za-z0-9_=-]{180,200}"),
  // Package registries
  token("npm-token", "npm_", `${ALNUM}{36}`),
  token("pypi-token", "pypi-AgEIcHlwaS5vcmc", `${WORD}{50,1000}`),
  token("pypi-token", "pypi-AgENdGVzdC5weXBpLm9yZw", `${WORD}{50,1000}`),
  token("rubygems-token", "rubygems_", "[a-f0-9]{48}"),
  token("crates-token", "cio", `${ALNUM}{32}`),
  token("clojars-token", "CLOJARS_", "[A-Za-z0-9]{60}"),
  token("nuget-key", "oy2", "[a-z0-9]{43}"),
  token("docker-token", "dckr_pat_", `${WORD}{20,64}`),
  token("docker-token", "dckr_oat_", `${WORD}{20,64}`),
  token("artifactory-token", "AKCp", "[A-Za-z0-9]{69,73}"),
  token("artifactory-token", "cmVmd", "[A-Za-z0-9]{59}"),
];
