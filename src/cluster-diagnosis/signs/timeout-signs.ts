import { capital } from "./kubernetes-signs.ts";
import type { Sign } from "./sign.ts";

/** A host with its port, of an address or alone; a time of day is none. */
const PLACE =
  "(?:[a-z][a-z0-9+.-]{1,12}:\\/\\/)?((?:[A-Za-z][\\w-]{0,62}(?:\\.[\\w-]{1,63}){0,8}|\\d{1,3}(?:\\.\\d{1,3}){3}):\\d{2,5})(?![\\d:.])";
const ADDRESS = "[a-z][a-z0-9+.-]{1,12}:\\/\\/(?:[^\\s\\/@\"']{1,100}@)?([A-Za-z][\\w.-]{1,252})";
/** How clients say that nobody answered. */
const SILENCE = [
  "[Cc]onnect(?:ion)? (?:attempt )?timed? ?out",
  // A setting of that name has a number.
  "(?:Socket|Connect|Connection|Read|Open|Http|Request|Gateway)Timeout(?:Error|Exception)?\\b(?![\"']?\\s?[:=]\\s?[\"']?\\d)",
  "Net::(?:Open|Read)Timeout",
  "context deadline exceeded",
  "D(?:EADLINE_EXCEEDED|eadlineExceeded)",
  "[Rr]ead timed out",
  "execution expired",
  "E(?:SOCKET)?TIMEDOUT",
  "(?:[Rr]equest|[Oo]peration|[Cc]all) timed out",
  "timed out (?:while )?(?:connecting|waiting for (?:an? )?(?:response|reply|answer))",
  "timeout of \\d{1,9} ?ms exceeded",
  "[Nn]o route to host",
  "(?:[Hh]ost|[Nn]etwork) is unreachable",
].join("|");
/** And that the other side hung up. */
const HUNG_UP = "ECONNRESET|socket hang up|[Cc]onnection reset by peer|[Cc]onnection aborted";

/** Most lines hold none of the words, and are not looked through for hosts. */
const ABOUT = (words: string) =>
  new RegExp(
    `^(?=.{0,4000}?(?:${words})).{0,4000}?(?:(?:${PLACE}|${ADDRESS}).{0,160}?(?:${words})|(?:${words}).{0,120}?(?:${PLACE}|${ADDRESS})|(?:${words}))`,
  );

/** Clients that wait in vain for what they depend on, in the words of their languages. */
export const timeoutSigns: readonly Sign[] = [
  {
    id: "timeout-words",
    category: "connection_refused_dependency",
    depth: 60,
    where: ["log"],
    test: ABOUT(SILENCE),
    says: ({ owner, named }) =>
      `${capital(owner)} gets no answer from ${named || "a service it depends on"} in time.`,
  },
  {
    id: "reset-words",
    category: "connection_refused_dependency",
    depth: 52,
    where: ["log"],
    test: ABOUT(HUNG_UP),
    says: ({ owner, named }) =>
      `${capital(owner)} loses its connection to ${named || "a service it depends on"}.`,
  },
  {
    id: "circuit-open",
    category: "dependency_down",
    depth: 60,
    where: ["log"],
    test: /[Cc]ircuit ?[Bb]reaker:? ?['"`[]?([\w.-]{0,100}?)['"`\]]? (?:is |has |state |changed state ).{0,30}?\bopen(?:ed)?\b|[Cc]ircuit (?:is |was )?open(?:ed)?(?: for ['"`]?([\w.-]{1,100}))?/i,
    says: ({ owner, named }) =>
      `${capital(owner)} no longer calls ${named || "a service it depends on"}, which failed too often: its circuit breaker is open.`,
  },
  {
    id: "unavailable-before",
    category: "dependency_down",
    depth: 61,
    where: ["log"],
    test: /(?:\[?50[234] (?:Service Unavailable|Bad Gateway|Gateway Time-?out)\]?|status(?: ?code)?[:= ]{1,3}50[234]\b).{0,120}?(https?:\/\/[\w.-]{2,253}(?::\d{1,5})?)/i,
    says: ({ owner, named }) => `${capital(owner)} gets no service from ${named}, which it depends on.`,
  },
];
