/** Words before `key` that tell of one that finds something, that all may see or that a hand presses. */
const NO_LOCK: ReadonlySet<string> = new Set(
  [
    "public pub issuer subject authority fingerprint gpg pgp host hosts site",
    "primary secondary foreign natural surrogate composite unique candidate sort partition hash range index idx sequence schema",
    "row column field group table record entity item instance map dict json pair lookup search match filter join registry",
    "cache restore object bucket s3 file path artifact blob image content checksum digest etag commit revision version build",
    "project issue ticket jira tenant user resource component react node module unit package target dependency plugin type class",
    "method function test case suite job step task stage pod volume device disk layer tensor feature flag model view page route",
    "routing binding queue topic event message msg idempotency dedup deduplication lock mutex state context slot shard segment",
    "metric label tag dimension series trace span translation i18n locale config setting settings property option header cookie",
    "hot arrow tab enter return escape esc ctrl shift alt press",
  ].flatMap((line) => line.split(" ")),
);
/** `SOME_KEY`, `some-key`, `some.key`, `someKey`; neither `monkey` nor `keyboard`. */
const KEY_NAME = /(?:[A-Za-z0-9][-_.](?:KEY|[Kk]ey)|[a-z0-9]Key)$/;

/** What a name that ends in `key` is of; undefined where it is no such name. */
export function lockOfKey(name: string): "some" | "none" | undefined {
  if (!KEY_NAME.test(name)) return undefined;
  const words = name.split(/[-_.]+|(?<=[a-z0-9])(?=[A-Z])/);
  return NO_LOCK.has(words.at(-2)?.toLowerCase() ?? "") ? "none" : "some";
}
