import type { Category } from "../domain/failure.ts";

/** What a program says in its own words tells of the kind of failure, whichever tool passes it on. First match wins. */
const SAID: readonly (readonly [Category, RegExp])[] = [
  ["disk_full", /\bNo space left on device\b|\b[Dd]isk quota exceeded\b|\bENOSPC\b/],
  [
    "out_of_memory",
    /\b[Oo]ut of memory\b|\bOutOfMemory|\bOOMKilled\b|\bCannot allocate memory\b|\bbad_alloc\b/,
  ],
  [
    "timeout",
    /\b(?:has |was )?timed out after\b|\bexceeded the (?:maximum execution time|deadline)\b|\btimed out waiting\b|\bdeadline exceeded\b|\btimetrap_timeout\b/i,
  ],
  [
    "permission",
    /\bAccessDenied\b|\b(?:access|permission) (?:is |was )?denied\b|\bnot authorized to\b|\bOperation not permitted\b|\bmust be owner of\b|\bEACCES\b|\bEPERM\b|\b403 Forbidden\b|\b(?:is|are) forbidden\b|\bnot accessible by integration\b|\binsufficient (?:privileges|permissions?|scopes?)\b/i,
  ],
  [
    "network",
    /\bFailed to connect to\b|\bConnection (?:refused|timed out|reset)\b|\bConnect(?:ion)? timeout\b|\bECONN(?:REFUSED|RESET)\b|\bETIMEDOUT\b|\bENOTFOUND\b|\bgetaddrinfo\b|\bCould not resolve host\b|\bName or service not known\b|\bTemporary failure in name resolution\b|\bFailed to open TCP connection\b|\bEmpty reply from server\b|\bTLS handshake\b|\bNetwork is unreachable\b|\bFailed to download (?:archive|')|\bwhile fetching\b.{0,80}https?:|\b50[234] (?:Bad Gateway|Service|Gateway)/i,
  ],
  [
    "dependency_resolution",
    /\bthere is no package called\b|\berror occurr?ed while installing\b|\bPackages? required but not available\b|\bcould not find compatible versions\b|\bunresolved dependency\b|\bModuleNotFoundError\b|\bCannot find (?:module|package) '|\bCannot load such file -- \w/i,
  ],
  [
    "configuration",
    /\bflag provided but not defined\b|\b(?:unknown|unrecogni[sz]ed|invalid|no such) (?:flag|option|command-line option)s?\b/i,
  ],
  [
    "image_pull_failure",
    /\bmanifest (?:for \S{1,200} not found|unknown)|\bpull access denied\b|\btoomanyrequests\b/,
  ],
  ["test_failure", /^\* checking tests\b|\bRunning the tests in\b/],
  ["lint", /\b[Ll]int(?:er|ing)? (?:command |check |errors? )?failed\b/],
];

/** The category that a message speaks for by itself; `undefined` when it could be any. */
export function categoryOfMessage(said: string): Category | undefined {
  const text = said.slice(0, 500);
  return SAID.find(([, pattern]) => pattern.test(text))?.[0];
}
