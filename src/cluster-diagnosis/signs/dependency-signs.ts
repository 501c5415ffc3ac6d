import { capital } from "./kubernetes-signs.ts";
import type { Sign } from "./sign.ts";

const HOST = "[A-Za-z0-9_](?:[\\w.-]{0,252}\\w)?";

const unresolved = ({ owner, named }: { owner: string; named: string }) =>
  `${capital(owner)} cannot resolve the name ${named}: DNS resolution fails.`;
const refused = ({ owner, named }: { owner: string; named: string }) =>
  `${capital(owner)} cannot connect to ${named || "a service it depends on"}: connection refused.`;
const unreachable = ({ owner, named }: { owner: string; named: string }) =>
  `${capital(owner)} cannot reach ${named || "a service it depends on"}: the connection times out.`;

/**
 * What client libraries and servers say about a dependency. Sources: the error texts of Go's net, libc's
 * getaddrinfo, Node's net and dns, the JDK, curl, and of PostgreSQL, MySQL, Redis, MongoDB, RabbitMQ and Kafka
 * with their common clients and connection pools.
 */
export const dependencySigns: readonly Sign[] = [
  // Names.
  {
    id: "dns-go",
    category: "dns_resolution_failure",
    depth: 78,
    test: new RegExp(
      `lookup (${HOST})(?: on [\\d.:\\[\\]a-f]{3,50})?: (no such host|server misbehaving|i/o timeout|Temporary failure in name resolution|read udp)`,
    ),
    says: unresolved,
  },
  {
    id: "dns-node",
    category: "dns_resolution_failure",
    depth: 78,
    test: new RegExp(`getaddrinfo (?:ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_FAIL) (${HOST})`),
    says: unresolved,
  },
  {
    id: "dns-curl",
    category: "dns_resolution_failure",
    depth: 78,
    test: new RegExp(
      `(?:Could not resolve (?:host|proxy)|could not translate host name|unable to resolve (?:host|host address)|bad address|Unable to resolve host|Failed to resolve|cannot resolve hostname|nslookup: can't resolve|Error resolving|failed to do name resolution for):? ["'\`]?(${HOST})`,
      "i",
    ),
    says: unresolved,
  },
  {
    id: "dns-java",
    category: "dns_resolution_failure",
    depth: 78,
    test: new RegExp(`UnknownHostException: (${HOST})`),
    says: unresolved,
  },
  {
    id: "dns-nginx",
    category: "dns_resolution_failure",
    depth: 80,
    test: new RegExp(`host not found in (?:upstream|resolver) "(${HOST})`),
    says: unresolved,
  },
  {
    id: "dns-mysql",
    category: "dns_resolution_failure",
    depth: 78,
    test: new RegExp(`Unknown MySQL server host '(${HOST})'`),
    says: unresolved,
  },
  {
    id: "dns-answer",
    category: "dns_resolution_failure",
    depth: 76,
    test: new RegExp(`(?:server can't find|can't find) (${HOST}): (NXDOMAIN|SERVFAIL|REFUSED|No answer)`),
    says: unresolved,
  },
  {
    id: "dns-host",
    category: "dns_resolution_failure",
    depth: 77,
    test: new RegExp(
      `host[=:]? ?['"](${HOST})['"].{0,200}(?:Name or service not known|Temporary failure in name resolution|nodename nor servname)`,
    ),
    says: unresolved,
  },
  {
    id: "dns-kafka",
    category: "dns_resolution_failure",
    depth: 78,
    test: /No resolvable bootstrap urls(?: given in bootstrap\.servers)? ?(\S{0,253})|Couldn't resolve server (\S{1,253}) from bootstrap\.servers/,
    says: unresolved,
  },
  {
    id: "dns-query",
    category: "dns_resolution_failure",
    depth: 77,
    test: new RegExp(
      `query(?:A{1,4}|Any|Srv|Txt|Mx|Cname) E(?:SERVFAIL|NOTFOUND|NODATA|TIMEOUT|REFUSED) (${HOST})`,
    ),
    says: unresolved,
  },
  {
    id: "dns-server",
    category: "dns_resolution_failure",
    depth: 79,
    where: ["log"],
    // What CoreDNS says of the servers that it asks itself.
    test: new RegExp(`plugin/errors: \\d{1,2} (${HOST})\\.? [A-Z]{1,6}: (.{1,200})`),
    says: ({ owner, named, detail }) =>
      `The name server ${owner} gets no answer for the name ${named}: ${detail}.`,
  },
  {
    id: "dns-words",
    category: "dns_resolution_failure",
    depth: 74,
    test: /((?:Temporary failure in name resolution|UnresolvedAddressException|Name or service not known|Name does not resolve|nodename nor servname provided|no servers could be reached|DNS (?:resolution|lookup) (?:has )?(?:failed|failure|error|timed? ?out)[^,;]{0,80}))/i,
    says: ({ owner, named }) => `${capital(owner)} cannot resolve a name: ${named}.`,
  },

  // Pools and limits of connections.
  {
    id: "postgres-connections",
    category: "db_connections_exhausted",
    depth: 89,
    test: /((?:sorry, )?too many clients already|remaining connection slots are reserved[^"]{0,80}|too many connections for (?:role|database) "[^"]{1,63}")/,
    says: ({ owner, named }) => `The PostgreSQL server has no connection left for ${owner}: ${named}.`,
  },
  {
    id: "mysql-connections",
    category: "db_connections_exhausted",
    depth: 89,
    test: /(?:1040|08004|mysql|MySQL|Host '[^']{1,100}').{0,60}?(Too many connections|has more than 'max_user_connections')|(Too many connections)/,
    says: ({ owner }) => `The database has no connection left for ${owner}: too many connections.`,
  },
  {
    id: "redis-clients",
    category: "db_connections_exhausted",
    depth: 88,
    test: /(max number of clients reached)/,
    says: ({ owner, named }) => `The Redis server has no connection left for ${owner}: ${named}.`,
  },
  {
    id: "pool-exhausted",
    category: "db_connections_exhausted",
    depth: 87,
    test: /((?:Hikari\S{0,40} - )?Connection is not available, request timed out after \d{1,9} ?ms|QueuePool limit of size \d{1,6} overflow \d{1,6} reached|timeout exceeded when trying to connect|ResourceRequest timed out|Timeout acquiring a connection|(?:connection )?pool (?:is |was |has been )?(?:exhausted|full|at capacity)|Cannot get a connection, pool error|Unable to acquire JDBC Connection|prior to obtaining a connection from the pool|no more connections allowed|max_client_conn|connection pool (?:exhaust|starv|limit|timeout|timed out)\w{0,10}|PoolTimeout|pool timed? ?out[^;]{0,100}|(?:acquir|obtain|borrow|check(?:ing)? ?out|get)\w{0,4} (?:a |new |an idle )?connections? from (?:the )?pool.{0,120}(?:time ?d? ?out|exceeded|exhausted|waiting)|waiting for (?:a |an )?(?:free|open|idle|available)? ?connection from (?:the )?pool|could not obtain (?:a )?(?:database )?connection[^,;]{0,60}|no (?:free|available|idle) connections?(?: available)?(?: in (?:the )?pool)?|ConnectionAcquireTimeoutError|ORA-(?:12516|12519|12520|00018|00020)\b.{0,100}|maximum number of (?:sessions|processes) \(?\d{0,6}\)? ?exceeded)/i,
    says: ({ owner, named }) => `The connection pool of ${owner} is exhausted: ${named}.`,
  },

  // Databases that answer, with an error.
  {
    id: "database-login",
    category: "database_error",
    depth: 82,
    test: /(?:password authentication failed for user|no pg_hba\.conf entry for host|role|Access denied for user|Login failed for user|Authentication failed for user) ["']([^"']{1,100})["'](.{0,80})/,
    says: ({ owner, named, line }) => `The database refuses the login of ${owner} as ${named}: ${line}`,
  },
  {
    id: "database-missing",
    category: "database_error",
    depth: 82,
    test: /(?:database ["']([^"']{1,63})["'] does not exist|Unknown database '([^']{1,64})'|Cannot open database "([^"]{1,64})")/,
    says: ({ owner, named, detail }) => `The database ${named || detail} that ${owner} uses does not exist.`,
  },
  {
    id: "table-missing",
    category: "database_error",
    depth: 80,
    test: /((?:relation|column|table|view|sequence|function) ["'][^"']{1,128}["'] (?:of relation "[^"]{1,100}" )?does(?: not|n't) exist|Table '[^']{1,128}' doesn't exist|no such (?:table|column): \S{1,128}|Unknown column '[^']{1,128}'|Invalid (?:object|column) name '[^']{1,128}')/,
    says: ({ owner, named }) => `The schema of the database does not fit ${owner}: ${named}.`,
  },
  {
    id: "database-blocked",
    category: "database_error",
    depth: 80,
    test: /(deadlock detected|Deadlock found when trying to get lock|Lock wait timeout exceeded|canceling statement due to (?:lock timeout|statement timeout|conflict with recovery)|could not serialize access|the database system is (?:starting up|shutting down|in recovery mode)|cannot execute \w{1,20} in a read-only transaction|READONLY You can't write against a read only replica|MISCONF Redis is configured to save RDB snapshots|NOAUTH Authentication required|WRONGPASS invalid username-password pair|OOM command not allowed when used memory|CLUSTERDOWN The cluster is down|LOADING Redis is loading the dataset|database is locked|database disk image is malformed|NotWritablePrimary|not master and slaveOk=false|invalid page in block)/,
    says: ({ owner, named }) => `The database does not do what ${owner} asks: ${named}.`,
  },
  {
    id: "database-words",
    category: "database_error",
    depth: 70,
    test: /^(?!.{0,2000}(?:[Cc]onnection (?:refused|timed out|reset)|ECONNREFUSED|[Cc]ould not connect|[Cc]onnection attempt failed|No route to host)).{0,2000}?((?:psycopg2?\.(?:errors\.)?\w{3,40}|sqlalchemy\.exc\.\w{3,40}|django\.db\.utils\.\w{3,40}|pymysql\.err\.\w{3,40}|org\.postgresql\.util\.PSQLException|java\.sql\.SQL\w{0,40}Exception|PG::\w{3,40}|ActiveRecord::\w{3,40}|SequelizeDatabaseError|MongoServerError|MongoError|ORA-\d{5}|SQLSTATE\[?\w{5}\]?|SqlException)\b.{0,200})/,
    says: ({ owner, named }) => `The database answers ${owner} with an error: ${named}`,
  },
  {
    id: "database-said",
    category: "database_error",
    depth: 62,
    test: /((?:database|db|sql|query) (?:connection )?(?:error|failure|failed|exception|is (?:down|corrupt\w{0,5}|unavailable))\b.{0,200})/i,
    says: ({ owner, named }) => `${capital(owner)} has trouble with its database: ${named}`,
  },

  // Connections that are not made.
  {
    id: "refused-node",
    category: "connection_refused_dependency",
    depth: 74,
    test: new RegExp(`connect ECONNREFUSED ([\\w.:\\[\\]-]{3,260})`),
    says: refused,
  },
  {
    id: "refused-go",
    category: "connection_refused_dependency",
    depth: 74,
    test: /dial (?:tcp|unix|udp)\d? ([\w.:[\]/-]{3,260}): (?:connect: )?connection refused/,
    says: refused,
  },
  {
    id: "refused-curl",
    category: "connection_refused_dependency",
    depth: 74,
    test: /Failed to connect to (\S{1,253} port \d{1,5})(?: after \d{1,9} ms)?: (?:Connection refused|Couldn't connect to server|Could not connect to server)/,
    says: refused,
  },
  {
    id: "refused-postgres",
    category: "connection_refused_dependency",
    depth: 74,
    test: /(?:connection to server at|Is the server running on host|connect to server(?: at)?:?) "([^"]{1,253})".{0,200}(?:[Cc]onnection refused|accepting)/,
    says: refused,
  },
  {
    id: "refused-jdbc",
    category: "connection_refused_dependency",
    depth: 74,
    test: /Connection to (\S{1,253}:\d{1,5}) refused/,
    says: refused,
  },
  {
    id: "refused-mysql",
    category: "connection_refused_dependency",
    depth: 74,
    test: /Can't connect to (?:MySQL )?server on '([^']{1,253})'/,
    says: refused,
  },
  {
    id: "refused-redis",
    category: "connection_refused_dependency",
    depth: 74,
    test: /(?:Error \d{1,3} connecting to|Could not connect to Redis at|Error connecting to Redis on) (\S{1,253}?)(?:\. |: | \(|$)/,
    says: refused,
  },
  {
    id: "refused-kafka",
    category: "connection_refused_dependency",
    depth: 73,
    test: /(?:Connection to node -?\d{1,6} \(([^)]{1,253})\) could not be established|Bootstrap broker (\S{1,253}) \(id: .{1,60}disconnected|NoBrokersAvailable:? ?(.{0,100})|(?:all|\d+\/\d+) brokers? (?:are )?down)/i,
    says: refused,
  },
  {
    id: "refused-python",
    category: "connection_refused_dependency",
    depth: 73,
    test: /host='([^']{1,253})', port=\d{1,5}.{0,400}(?:Connection refused|NewConnectionError)/,
    says: refused,
  },
  {
    id: "refused-rabbit",
    category: "connection_refused_dependency",
    depth: 72,
    test: /(?:AMQPConnectionError|AMQPConnectorSocketConnectError|BrokerUnreachableException|None of the specified endpoints were reachable)(.{0,200})/,
    says: ({ owner }) => `${capital(owner)} cannot connect to its RabbitMQ broker.`,
  },
  {
    id: "refused-mongo",
    category: "connection_refused_dependency",
    depth: 73,
    test: /(?:ServerSelectionTimeoutError|MongoNetworkError|MongoServerSelectionError|MongooseServerSelectionError)[:\s]{1,3}(.{0,150})/,
    says: ({ owner, named }) => `${capital(owner)} cannot connect to its MongoDB server: ${named}`,
  },
  {
    id: "refused-nginx",
    category: "connection_refused_dependency",
    depth: 72,
    test: /connect\(\) failed \(111: Connection refused\) while connecting to upstream.{0,400}?upstream: "([^"]{1,300})"/,
    says: refused,
  },
  {
    id: "refused-words",
    category: "connection_refused_dependency",
    depth: 66,
    test: /(?:(?:to|at|with|for|from|host)\s["'`(]?(?:\w{2,12}:\/\/)?((?!(?:server|host|database|the|a|an|port|upstream|broker|it|socket)\b)[a-z][\w.-]{1,252}(?::\d{1,5})?|\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?)["'`)]?.{0,160})?(?:[Cc]onnection refused|ECONNREFUSED)/,
    says: refused,
  },
  {
    id: "unavailable-status",
    category: "dependency_down",
    depth: 62,
    test: /(https?:\/\/[\w.-]{2,253}(?::\d{1,5})?)[^\s"']{0,300}["']?.{0,120}?(?:\b(?:status|code|returned|responded|response|answered|HTTP(?:\/\d(?:\.\d)?)?)\b[\w "':=,-]{0,20}?|: ?\[?|[[(])(50[234])\b/i,
    says: ({ owner, named, detail }) =>
      `${capital(owner)} gets status ${detail} from ${named}, which it depends on.`,
  },
  {
    id: "unavailable-words",
    category: "dependency_down",
    depth: 60,
    test: /(?:to|at|reach|contact|connect|calling|from) (?:the )?["'`]?([a-z][\w-]{1,60}(?:\.[\w-]{1,60}){0,5}(?::\d{1,5})?)["'`]?.{0,40}(?:503 Service Unavailable|is (?:unavailable|unreachable|down|not available|not responding)|no healthy upstream)/,
    says: ({ owner, named }) => `${capital(owner)} finds ${named} unavailable.`,
  },
  {
    id: "upstream",
    category: "dependency_down",
    depth: 60,
    test: /(no healthy upstream|upstream connect error or disconnect\/reset before headers.{0,120}|no live upstreams.{0,80}|UNAVAILABLE: .{1,150})/,
    says: ({ owner, named }) => `${capital(owner)} cannot reach the service behind it: ${named}.`,
  },
  {
    id: "timeout-go",
    category: "connection_refused_dependency",
    depth: 64,
    test: /dial tcp ([\w.:[\]-]{3,260}): (?:connect: )?(?:i\/o timeout|connection timed out|no route to host|network is unreachable)/,
    says: unreachable,
  },
  {
    id: "timeout-node",
    category: "connection_refused_dependency",
    depth: 64,
    test: /connect (?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) ([\w.:[\]-]{3,260})/,
    says: unreachable,
  },
  {
    id: "timeout-curl",
    category: "connection_refused_dependency",
    depth: 64,
    test: /(?:Failed to connect to|Connection to|connect to) (\S{1,253}(?: port \d{1,5})?).{0,60}(?:timed out|[Tt]imeout was reached|No route to host)/,
    says: unreachable,
  },
  {
    id: "timeout-postgres",
    category: "connection_refused_dependency",
    depth: 66,
    test: /(?:connection to server at|could not connect to server.{0,40}host|connect to host) "([^"]{1,253})".{0,160}(?:timed out|timeout expired|No route to host|unreachable)/,
    says: unreachable,
  },
  {
    id: "timeout-python",
    category: "connection_refused_dependency",
    depth: 63,
    test: /host='([^']{1,253})', port=\d{1,5}.{0,300}(?:timed out|ConnectTimeout|Read timed out)/,
    says: unreachable,
  },

  // Queues.
  {
    id: "rabbit-partition",
    category: "rabbitmq_partition",
    depth: 91,
    test: /(network partition(?:s)?(?: has been)?(?: was)?(?: were)? detected|inconsistent_database, ?\w{0,40}partitioned_network|Mnesia\([^)]{1,100}\): \*\* ERROR \*\* \(?mnesia_event|(?:running|starting)_partitioned_network|network_partitions_detected"?: ?[Tt]rue|Partial partition detected|Cluster minority.{0,40}status detected|Autoheal (?:request|decision).{0,80}|pause[_ ]minority.{0,60}detected)/i,
    says: ({ owner, named }) => `The RabbitMQ cluster is split by a network partition (${owner}): ${named}.`,
  },
  {
    id: "rabbit-partition-list",
    category: "rabbitmq_partition",
    depth: 91,
    test: /"?partitions"?\s?:\s?\[\s?"?(\w{1,40}@[\w.-]{1,200})/,
    says: ({ named }) =>
      `The RabbitMQ cluster is split by a network partition: ${named} is on the other side.`,
  },
  {
    id: "rabbit-partition-nodes",
    category: "rabbitmq_partition",
    depth: 88,
    test: /Node (\w{1,40}@[\w.-]{1,200}) cannot communicate with (\w{1,40}@[\w.-]{1,200})/,
    says: ({ named, detail }) =>
      `The RabbitMQ cluster is split by a network partition: ${named} cannot communicate with ${detail}.`,
  },
  {
    id: "rabbit-node-lost",
    category: "rabbitmq_partition",
    depth: 74,
    test: /rabbit on node '?(\w{1,40}@[\w.-]{1,200}?)'? down|node '?(\w{1,40}@[\w.-]{1,200}?)'? down: (?:net_tick_timeout|connection_closed)/,
    says: ({ named, detail }) => `The RabbitMQ node ${named || detail} lost its cluster.`,
  },
  {
    id: "kafka-poll",
    category: "slow_consumer",
    depth: 80,
    test: /(maximum poll interval \(\d{1,12} ?ms\) exceeded[^;]{0,80}|consumer poll timeout has expired|max\.poll\.interval\.ms|MAXPOLL\|.{0,100}|poll\(\) was longer than the configured)/i,
    says: ({ owner, named }) =>
      `The consumer ${owner} takes too long for its messages and loses its partitions: ${named}.`,
  },
  {
    id: "consumer-lag",
    category: "slow_consumer",
    depth: 78,
    test: /((?:consumer|partition|queue|topic|offset|group)\W{0,3}(?:[\w.-]{0,60} )?(?:lag|backlog)\b\D{0,40}\d{2,12}|\blag\W{1,5}(?:is |of |at |now )?\d{3,12}|lag["']?[=:] ?["']?\d{4,12}(?!\d|\s?m?s\b)|\d{3,12} (?:messages|records|events|offsets) behind|(?:can ?not|can't|unable to|failing to) keep up|delivery acknowledgement on channel \d{1,6} timed out|queue (?:depth|size|length) \D{0,20}\d{4,12}|f(?:a|e)ll(?:ing)? behind|lagging behind|[Ss]low consumer\b.{0,60}|consumer is too slow|consumer (?:is )?(?:too )?slow)/i,
    says: ({ owner, named }) => `A consumer is too slow for what is produced (${owner}): ${named}.`,
  },
  {
    id: "consumer-slow-message",
    category: "slow_consumer",
    depth: 72,
    test: /((?:processed|processing|consumed|handled|handling)(?: of)?(?: \w{0,30}){0,3}? (?:message|record|event|batch|order)s?\b.{0,80}?(?:took|in|after|:) ?(?:\d{1,6}(?:\.\d{1,9})? ?(?:s|sec|secs|seconds)|[1-9]\d{3,7}(?:\.\d{1,9})? ?(?:ms|millis|milliseconds))\b)/i,
    says: ({ owner, named }) => `The consumer ${owner} is slow: ${named}.`,
  },
];
