import { capital } from "./kubernetes-signs.ts";
import type { Sign } from "./sign.ts";

/** What is said of memory, disks, processors and slow databases, and at last an error that nothing else explains. */
export const resourceSigns: readonly Sign[] = [
  {
    id: "heap",
    category: "oom_killed",
    depth: 80,
    test: /(java\.lang\.OutOfMemoryError(?:: [\w ]{1,60})?|JavaScript heap out of memory|fatal error: runtime: out of memory|fatal error: runtime: cannot allocate memory|std::bad_alloc|Cannot allocate memory|(?:^|\W)MemoryError(?:\W|$)|OutOfMemoryException|NoMemoryError|failed to allocate memory|memory allocation of \d{1,20} bytes failed|Allowed memory size of \d{1,15} bytes exhausted|OOMKilled|[Oo]ut of memory[:,] )/,
    where: ["log"],
    says: ({ owner, named }) => `${capital(owner)} ran out of memory (OOM): ${named.trim()}.`,
  },
  {
    id: "disk-full",
    category: "disk_full",
    depth: 90,
    test: /([Nn]o space left on device|ENOSPC\b|[Dd]isk quota exceeded|[Dd]isk (?:is |usage )?(?:full|exhausted)|There is not enough space on the disk|flood stage disk watermark \[[^\]]{1,20}\] exceeded|free_disk_space|disk resource limit alarm set|errno 28|\(Errcode: 28\b|(?:[Oo]perating system )?error number 28\b|could not extend file [^:]{1,200}: wrote only|[Cc]heck free disk space|low disk watermark \[[^\]]{1,20}\] exceeded|insufficient (?:disk|free) space)/,
    says: ({ owner, named }) => `A disk is full, so ${owner} cannot write: ${named}.`,
  },
  {
    id: "disk-listed-full",
    category: "disk_full",
    depth: 86,
    test: /^\S{1,200}\s+\d[\d.]*[KMGTP]?i?\s+\d[\d.]*[KMGTP]?i?\s+\d[\d.]*[KMGTP]?i?\s+(100|9[89])%\s+(\/\S{0,300})/,
    where: ["log"],
    says: ({ named, detail }) => `The disk at ${detail} is ${named}% full.`,
  },
  {
    id: "throttled",
    category: "cpu_throttling",
    depth: 70,
    test: /(CPUThrottling\w{0,10}|[Tt]hrottling of CPU.{0,80}|CPU (?:is |was |being |usage )?(?:heavily )?throttl\w{2,4}.{0,80}|cpu throttl\w{2,4}.{0,80}|\d{1,3}(?:\.\d{1,6})?% throttl\w{2,4} of CPU.{0,80})/i,
    says: ({ owner, named }) => `${capital(owner)} is slowed by its CPU limit (throttling): ${named}.`,
  },
  {
    id: "postgres-slow",
    category: "slow_database",
    depth: 78,
    test: /duration: (\d{4,9}(?:\.\d{1,6})? ms)\s{1,3}(?:statement|execute [^:]{1,100}|parse [^:]{1,80}|bind [^:]{1,80}|plan):\s?(.{0,200})/,
    says: ({ owner, named, detail }) => `A database query of ${owner} takes ${named}: ${detail}`,
  },
  {
    id: "mysql-slow",
    category: "slow_database",
    depth: 78,
    test: /Query_time: ((?:[1-9]|\d{2,6})\.\d{1,9})\s{1,3}Lock_time/,
    says: ({ owner, named }) => `A database query of ${owner} takes ${named} seconds.`,
  },
  {
    id: "slow-query",
    category: "slow_database",
    depth: 78,
    test: /((?:[Ss]low|SLOW|[Ll]ong[- ]running)[ _-]?(?:SQL )?(?:[Qq]uer(?:y|ies)|QUERY|SQL|[Ss]tatement|[Dd]atabase|DB)\b.{0,200})/,
    says: ({ owner, named }) => `The database is slow for ${owner}: ${named}`,
  },
  {
    id: "slow-operation",
    category: "slow_database",
    depth: 77,
    where: ["log"],
    test: /((?:[Ss]low|SLOW|[Ll]ong[- ]running)[ _-]?(?:\w{1,20} ){0,2}?(?:postgres\w{0,5}|mysql|maria(?:db)?|mongo(?:db)?|oracle|cassandra|elasticsearch|redis|dynamo(?:db)?|clickhouse|sqlite|mssql|jdbc|orm|collection|aggregat\w{1,5}|command)\b.{0,240})/i,
    says: ({ owner, named }) => `The database is slow for ${owner}: ${named}`,
  },
  {
    id: "query-field-seconds",
    category: "slow_database",
    depth: 76,
    where: ["log"],
    test: /((?:\b(?:database|db|sql|query|queries|stmt|statement|postgres(?:ql)?|mysql|mongo(?:db)?|jdbc|SELECT|UPDATE|INSERT))\b.{0,240}?(?:duration|elapsed|latency|took|time)[ _-]?(?:(?:in[ _-]?)?(?:ms|millis(?:econds)?)["']? ?[:=] ?["']?[1-9]\d{3,7}|(?:in[ _-]?)?(?:s|sec|secs|seconds)["']? ?[:=] ?["']?[1-9]\d{0,4}(?:\.\d{1,9})?|["']? ?[:=] ?["']?(?:[1-9]\d{0,4}(?:\.\d{1,9})? ?s(?:ec)?|[1-9]\d{3,7}(?:\.\d{1,9})? ?ms))\b)/i,
    says: ({ owner, named }) => `The database is slow for ${owner}: ${named}.`,
  },
  {
    id: "query-took-seconds",
    category: "slow_database",
    depth: 76,
    // What is refused took no time; how long it would have waited is a setting.
    test: /^(?!.{0,2000}(?:[Rr]efused|REFUSED)).{0,2000}?(\b(?:database|db|sql|query|queries|stored procedure|postgres(?:ql)?|mysql|mongo(?:db)?|activerecord|statement|slowlog|SELECT|UPDATE|INSERT)\b.{0,200}?(?:[^\d.](?:[1-9]\d{0,4})(?:\.\d{1,9})? ?(?:s|sec|secs|seconds)|\([1-9]\d{0,2},\d{3}ms(?=\))|[^\d.][1-9]\d{3,7}(?:\.\d{1,9})? ?(?:ms|millis|milliseconds))\b)/i,
    where: ["log"],
    says: ({ owner, named }) => `The database is slow for ${owner}: ${named}.`,
  },
  {
    id: "query-timeout",
    category: "slow_database",
    depth: 74,
    test: /((?:query|statement|sql|database)(?: \w{1,20}){0,3} (?:timed out|timeout|exceeded .{1,20}time)[^;]{0,100}|Query execution was interrupted, maximum statement execution time exceeded|canceling statement due to statement timeout|SQLTimeoutException|QueryTimeout\w{0,20})/i,
    says: ({ owner, named }) => `The database does not answer ${owner} in time: ${named}.`,
  },
];
