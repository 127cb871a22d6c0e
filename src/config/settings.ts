/** Where a database is, for each role. A URL that is null was not configured. */
export interface DatabaseUrls {
  /** The gateway's own role: reads what row-level security shows. */
  readonly gatewayUrl: string | null;
  /** The maintainer's role: refreshes, partitions, imports and issues tokens. */
  readonly maintainerUrl: string | null;
  /** A role that may create roles and schemas; migrations only. Falls back to the gateway's. */
  readonly ownerUrl: string | null;
}

/** Where the analytics database is, and how the gateway uses each database that it has. */
export interface DatabaseSettings extends DatabaseUrls {
  /** Of the gateway to each database. */
  readonly maxConnections: number;
  readonly statementTimeoutMs: number;
}

/** Where the databases of outreach are; without them everything else works. */
export interface OutreachSettings {
  /** Tenants, campaigns, leads, e-mail accounts. */
  readonly oltp: DatabaseUrls;
  /** Messages and their bodies. */
  readonly content: DatabaseUrls;
  /** Jobs and their metrics. */
  readonly queue: DatabaseUrls;
}

/** The databases of outreach, in the order in which they are looked at. */
export const OUTREACH_DATABASES = [
  'oltp',
  'content',
  'queue',
] as const satisfies readonly (keyof OutreachSettings)[];

/** One of the databases of outreach. */
export type OutreachName = (typeof OUTREACH_DATABASES)[number];

/** The maintainer's URLs of the databases of outreach; null for one that is not configured. */
export type OutreachUrls = Readonly<Record<OutreachName, string | null>>;

/** How JWTs are verified. Exactly one of `secret` and `jwksUrl` is set; both null means that only opaque tokens work. */
export interface JwtSettings {
  readonly secret: string | null;
  readonly jwksUrl: string | null;
  readonly issuer: string;
  readonly audience: string;
}

/** What one request may cost before it is looked at any further. */
export interface LimitSettings {
  readonly maxBodyBytes: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
}

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly isIntrospectionEnabled: boolean;
  readonly isPlaygroundEnabled: boolean;
  /** Origins whose pages may call the gateway from a browser, such as `https://bi.example`. */
  readonly corsOrigins: readonly string[];
  readonly limits: LimitSettings;
}

/** Where answers are kept, and how much of them. */
export interface CacheSettings {
  /** Bytes of answers in this process; 0 switches caching off, Redis included. */
  readonly maxBytes: number;
  /** The Redis that all gateway processes share, `redis://` or `rediss://`; null for none. */
  readonly redisUrl: string | null;
  /** How long one command may take before the database is asked instead. */
  readonly redisTimeoutMs: number;
  readonly redisTtlSeconds: number;
  /** Larger answers, compressed, are not kept in Redis. */
  readonly redisMaxValueBytes: number;
  /** How long to wait for another process that loads the same answer. */
  readonly redisWaitMs: number;
}

/** How long verdicts about references to rows of other databases are kept. */
export interface ReferenceSettings {
  /** That there is no such row; what exists is known for five minutes. Neither is relied on once the row has changed. */
  readonly unknownTtlSeconds: number;
}

/** How a worker keeps rollups and the log of searches. Lag targets are none of it: they stand in the database, one for each rollup. */
export interface WorkerSettings {
  /** How often it looks for work. */
  readonly intervalMs: number;
  /** How many rollups it folds at once. */
  readonly maxFolds: number;
  /** The share of a view's rows that its delta may hold, 0 to 1, before the view is refreshed in full. */
  readonly refreshShare: number;
  /** With fewer rows in the delta the view is not refreshed for the share's sake. */
  readonly refreshMinRows: number;
  /** When views with a delta are refreshed in full whatever its share: a cron expression in UTC; null for never. */
  readonly nightCron: string | null;
  /** For how many days searches are kept, of tenants that do not say otherwise. */
  readonly searchLogDays: number;
  /** For how many months, this one included, the queue keeps jobs that are done or given up. */
  readonly queueMonths: number;
}

/** Answers that come again whenever their data has changed: how often, to how many, and how slow a reader may be. */
export interface LiveSettings {
  /** How old what is known of the change log may be, for live answers and for the cache. */
  readonly changeDelayMs: number;
  /** A question is answered at most this often. */
  readonly intervalMs: number;
  /** Connections of one tenant, WebSockets and event streams together. */
  readonly maxConnections: number;
  /** Operations of one WebSocket at the same time. */
  readonly maxSubscriptions: number;
  /** What may wait in memory for one connection to be sent before it counts as too slow. */
  readonly maxBufferBytes: number;
  /** How long a message may take to leave for the network. */
  readonly drainMs: number;
  /** How often the token of an open connection is checked again. */
  readonly tokenCheckMs: number;
  /** How long a WebSocket may take to say who it is. */
  readonly initMs: number;
}

export interface Settings {
  /** The analytics database. */
  readonly database: DatabaseSettings;
  readonly outreach: OutreachSettings;
  readonly jwt: JwtSettings;
  readonly server: ServerSettings;
  readonly cache: CacheSettings;
  readonly references: ReferenceSettings;
  readonly live: LiveSettings;
  readonly worker: WorkerSettings;
  readonly logLevel: string;
  /** Who runs a command, as the audit trail calls them. */
  readonly operator: string;
  /** Folder of the real data sets that tests and `demo --real` may read. */
  readonly realDataFolder: string;
}
