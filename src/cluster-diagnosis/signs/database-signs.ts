import type { Sign } from "./sign.ts";

/**
 * How databases refuse what they are asked, beyond logins and missing tables. Sources: the errors of PostgreSQL,
 * MySQL, SQL Server, Oracle, MongoDB and Redis, their drivers, and the tools that migrate schemas.
 */
export const databaseSigns: readonly Sign[] = [
  {
    id: "database-login-words",
    category: "database_error",
    depth: 81,
    test: /((?:sasl conversation error|SCRAM-?\S{0,12} authentication|unable to authenticate using mechanism|\(AuthenticationFailed\)|Mongo\w{0,20}Error: Authentication failed|redis\.exceptions\.AuthenticationError|invalid username-password pair|invalid username\/password; logon denied|ORA-(?:01017|28000|28001)|NOPERM this user|Access denied; you need).{0,160})/,
    says: ({ owner, named }) => `The database refuses the login of ${owner}: ${named}`,
  },
  {
    id: "database-permission",
    category: "database_error",
    depth: 80,
    test: /(permission denied for (?:table|relation|schema|database|sequence|function|view|column|type) \S{1,128}|must be owner of (?:table|relation|schema|database|sequence) \S{1,128}|[A-Z]{4,10} command denied to user '[^']{1,100}'.{0,100}|The \w{3,12} permission was denied on the object '[^']{1,128}')/,
    says: ({ owner, named }) => `The database denies ${owner} what it asks for: ${named}.`,
  },
  {
    id: "database-schema",
    category: "database_error",
    depth: 78,
    test: /((?:relation|column|table|view|sequence) [\w.]{1,128} does not exist|ORA-(?:00904|00942)\b.{0,120}|missing column: \[[^\]]{1,128}\]|Schema-validation: .{1,160})/,
    says: ({ owner, named }) => `The schema of the database does not fit ${owner}: ${named}.`,
  },
  {
    id: "database-migration",
    category: "database_error",
    depth: 74,
    where: ["log"],
    test: /((?:[Mm]igrat(?:e|ion|ions|ing)\b.{0,100}\bfail(?:ed|ure|s)|[Ff]ailed (?:to (?:run|apply) )?migrations?\b|[Dd]irty database version|Can't locate revision identified by|PendingMigrationError|[Mm]igrations? (?:are|is) pending).{0,160})/,
    says: ({ owner, named }) => `The database's migration of ${owner} fails: ${named}`,
  },
  {
    id: "database-constraint",
    category: "database_error",
    depth: 62,
    test: /((?:duplicate key value violates unique constraint|violates (?:unique|foreign key|not-null|check|exclusion) constraint|Duplicate entry '[^']{1,100}' for key|E11000 duplicate key|(?:UNIQUE|NOT NULL|FOREIGN KEY|CHECK) constraint failed|Cannot (?:add|delete) or update a (?:child|parent) row|Cannot insert duplicate key|Violation of (?:UNIQUE|PRIMARY) KEY).{0,160})/,
    says: ({ owner, named }) => `The database refuses what ${owner} writes: ${named}`,
  },
  {
    id: "database-damaged",
    category: "database_error",
    depth: 86,
    test: /((?:page corruption|page verification failed|could not read block|could not locate a valid checkpoint record|is marked as crashed and should be repaired|[Tt]ablespace .{1,80} (?:is )?missing|WiredTiger.{0,80}(?:corrupt|checksum)|was deadlocked on lock resources|chosen as the deadlock victim).{0,160})/,
    says: ({ owner, named }) => `The database of ${owner} cannot go on: ${named}`,
  },
  {
    id: "database-driver",
    category: "database_error",
    depth: 66,
    // A connection that is not made is another story, which the signs of dependencies tell.
    test: /^(?!.{0,2000}(?:[Rr]efused|timed? ?out|[Tt]imeout|[Rr]eset|unreachable|not known|resolv)).{0,2000}?((?:Npgsql\.\w{3,40}Exception|PostgresException|org\.hibernate\.(?:\w{1,40}\.){0,5}\w{3,40}Exception|MySqlException|Mysql2::Error|mysql\.connector\.errors\.\w{3,40}|asyncpg\.exceptions\.\w{3,60}|SQLGrammarException|QueryFailedError|PrismaClient\w{3,40}Error|Sequelize\w{3,40}Error|(?:^|[\s"])pq: ).{0,200})/,
    says: ({ owner, named }) => `The database answers ${owner} with an error: ${named}`,
  },
];
