import { capital } from "./kubernetes-signs.ts";
import type { Sign } from "./sign.ts";

const missing = ({ owner, named }: { owner: string; named: string }) =>
  `The environment variable ${named} that ${owner} needs is not set.`;

/** What programs print about their own configuration: variables, files, commands, scripts, permissions, certificates. */
export const configurationSigns: readonly Sign[] = [
  {
    id: "variable-not-set",
    category: "missing_env_var",
    depth: 90,
    test: /env(?:ironment)?[ _-]?var(?:iable)?s?:? ["'`$({]{0,3}([A-Za-z_][A-Za-z0-9_]{2,80})["'`)}]{0,3}:? (?:is |was |are |has |must |should |could )?(?:(?:not|n't|never) (?:been |be )?(?:set|defined|found|provided|specified|configured|exist|present)|undefined|missing|required|unset|empty|be set|be defined|be provided|does not exist|doesn't exist|needs? to be set)/i,
    says: missing,
  },
  {
    id: "variable-missing",
    category: "missing_env_var",
    depth: 90,
    test: /(?:missing|required|undefined|unset|no such|unknown|not find|set the|specify the|provide the|define the|read)(?: the| a| required| mandatory| needed| following){0,3} env(?:ironment)?[ _-]?var(?:iable)?\(?s?\)?(?: not set| missing| named| called)?[:=\s]{1,3}["'`$({[]{0,3}([A-Za-z_][A-Za-z0-9_]{2,80})/i,
    says: missing,
  },
  {
    id: "variable-in-capitals",
    category: "missing_env_var",
    depth: 84,
    test: /(?:^|[\s"'`(:=])\$?\{?([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})\}?["'`]? (?:env(?:ironment)? (?:var(?:iable)?)? ?)?(?:is |was |must be |has )(?:not (?:been )?(?:set|defined|provided|specified|configured)|undefined|missing|required|unset|empty|set$|defined$|provided$)/,
    says: missing,
  },
  {
    id: "variable-key-error",
    category: "missing_env_var",
    depth: 86,
    test: /(?:^|\W)KeyError: (?:key not found: )?['"]([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){0,8})['"]/,
    says: missing,
  },
  {
    id: "variable-unbound",
    category: "missing_env_var",
    depth: 88,
    test: /([A-Za-z_]\w{1,80}): (?:unbound variable|parameter (?:null or )?not set)/,
    says: missing,
  },
  {
    id: "variable-required-key",
    category: "missing_env_var",
    depth: 88,
    test: /required key ([A-Z]\w{1,80}) missing value/,
    says: missing,
  },
  {
    id: "variable-placeholder",
    category: "missing_env_var",
    depth: 86,
    test: /Could not resolve placeholder '([^']{1,120})' in value/,
    says: ({ owner, named }) =>
      `The setting ${named} that ${owner} needs is given by no environment variable and no file.`,
  },
  {
    id: "variable-must-specify",
    category: "missing_env_var",
    depth: 86,
    test: /(?:must|need to|have to) (?:specify|set|provide|define)(?: one of the following| a value for| either)?:?(?: as an environment variable)?:? ["'`$-]{0,2}([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})/,
    says: missing,
  },
  {
    id: "variable-missing-word",
    category: "missing_env_var",
    depth: 80,
    test: /[Mm]issing (?:required )?(?:config(?:uration)?|setting|variable|value|parameter)s?:? (?:for |from env(?:ironment)?:? )?["'`]?([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})/,
    says: missing,
  },
  {
    id: "shell-command-missing",
    category: "command_not_found",
    depth: 88,
    test: /(?:^|\s)(?:\/?[\w/.-]{0,60}(?:sh|bash|ash|entrypoint\S{0,40}))?:? ?(?:line )?(?:\d{1,6}: )?([\w./-]{1,120}): (?:command )?not found$/,
    where: ["log", "state"],
    says: ({ owner, named }) => `The command ${named} that ${owner} runs is not found.`,
  },
  {
    id: "bash-command-missing",
    category: "command_not_found",
    depth: 88,
    test: /(?:line \d{1,6}|sh|bash): ([\w./-]{1,120}): (command not found|No such file or directory)/,
    where: ["log", "state"],
    says: ({ owner, named }) => `The command ${named} that ${owner} runs is not found.`,
  },
  {
    id: "module-missing",
    category: "application_error",
    depth: 66,
    test: /(?:ModuleNotFoundError: No module named|Cannot find module|ImportError: cannot import name|ClassNotFoundException:|NoClassDefFoundError:|LoadError.{1,20}cannot load such file --) ?['"]?([^'"\s]{1,200})/,
    says: ({ owner, named }) => `${capital(owner)} cannot start: the module ${named} is not in its image.`,
  },
  {
    id: "shell-syntax",
    category: "script_syntax_error",
    depth: 89,
    test: /(syntax error near unexpected token .{1,40}|[Ss]yntax error: .{0,60}?(?:unexpected|expecting|[Uu]nterminated|bad) ?.{0,60}|unexpected EOF while looking for matching .{1,5}|syntax error: unexpected end of file|conditional binary operator expected|unary operator expected)/,
    where: ["log", "state"],
    says: ({ owner, named }) => `The script that ${owner} runs has a syntax error: ${named.trim()}.`,
  },
  {
    id: "program-syntax",
    category: "script_syntax_error",
    depth: 86,
    test: /(?:^|[\s:])((?:SyntaxError|IndentationError|TabError|ParseError|PHP Parse error|Parse error): (?!.{0,80}\bJSON\b).{1,200}|SyntaxError \(.{1,100})/,
    where: ["log", "state"],
    says: ({ owner, named }) => `The program that ${owner} runs has a syntax error: ${named.trim()}.`,
  },
  {
    id: "config-file-missing",
    category: "config_missing",
    depth: 82,
    test: /(?:open|stat|read|load|find|access|FileNotFound\w*|ENOENT|config\w*)\b[^\n]{0,120}?['"\s:]((?:\/[\w.-]{1,100}){1,12}\.(?:ya?ml|json|toml|ini|conf|cfg|config|properties|env|xml|pem|crt|key))['"]?[^\n]{0,60}?(?:no such file or directory|not found|does not exist|cannot find)|(?:No such file or directory|ENOENT|FileNotFoundError|does not exist|not found)[^\n]{0,80}?['"\s]((?:\/[\w.-]{1,100}){1,12}\.(?:ya?ml|json|toml|ini|conf|cfg|config|properties|env|xml|pem|crt|key))/i,
    where: ["log", "state"],
    says: ({ owner, named, detail }) =>
      `The configuration file ${named || detail} that ${owner} reads does not exist.`,
  },
  {
    id: "config-text",
    category: "config_missing",
    depth: 78,
    where: ["log"],
    test: /((?:configmaps?|secrets?) \\?"[^"\\]{1,253}\\?") not found/i,
    says: ({ owner, named }) => `The ${named.replaceAll("\\", "")} that ${owner} needs does not exist.`,
  },
  {
    id: "forbidden-http",
    category: "rbac_forbidden",
    depth: 74,
    test: /((?:pods|secrets|configmaps|services|deployments|nodes|namespaces|jobs|endpoints|leases|events|persistentvolumeclaims)(?:\.[\w.]{1,60})?(?: "[^"]{1,253}")? is forbidden)(?!: (?:\[?(?:exceeded|failed) quota|\[?(?:maximum|minimum) |violates PodSecurity|no PriorityClass|error looking up|unable to (?:create|validate)))/,
    says: ({ owner, named }) => `${capital(owner)} lacks a permission of the Kubernetes API: ${named}.`,
  },
  {
    id: "cloud-denied",
    category: "rbac_forbidden",
    depth: 80,
    test: /(?:User|Principal|Role)?:? ?(arn:aws\S{1,250}) is not authorized to perform: (\S{1,100})|(AccessDenied(?:Exception)?): /,
    says: ({ owner, named, detail }) =>
      `${capital(owner)} is denied by its cloud account: ${named || "access denied"}${detail ? ` may not ${detail}` : ""}.`,
  },
  {
    id: "http-denied",
    category: "rbac_forbidden",
    depth: 60,
    where: ["log"],
    test: /((?:40[13] (?:Client Error: )?(?:Forbidden|Unauthorized)[^"]{0,120}|returned error: 40[13]\b|[Ss]tatus(?: ?[Cc]ode)?[:= ]{1,3}40[13]\b.{0,60}|PERMISSION_DENIED.{0,120}))/,
    says: ({ owner, named }) => `${capital(owner)} is refused for lack of a permission: ${named}.`,
  },
  {
    id: "certificate-expired",
    category: "certificate_expired",
    depth: 88,
    test: /((?:x509: )?certificate has expired(?: or is not yet valid(?:: current time \S{1,40} is (?:after|before) \S{1,40})?)?|CERT_HAS_EXPIRED|certificate (?:is )?expired|SSL certificate problem: certificate has expired|CertificateExpiredException|NotAfter: .{1,60}|Certificate expired on .{1,60}|tls: expired certificate|alert certificate expired)/i,
    says: ({ owner, named }) => `A certificate that ${owner} relies on has expired: ${named}.`,
  },
  {
    id: "certificate-untrusted",
    category: "certificate_expired",
    depth: 76,
    test: /(x509: certificate [^"]{1,200}|SSL: CERTIFICATE_VERIFY_FAILED.{0,150}|unable to verify the first certificate|self[- ]signed certificate(?: in certificate chain)?|PKIX path building failed.{0,100}|UNABLE_TO_VERIFY_LEAF_SIGNATURE|DEPTH_ZERO_SELF_SIGNED_CERT)/,
    says: ({ owner, named }) => `${capital(owner)} does not accept a certificate: ${named}.`,
  },
];
