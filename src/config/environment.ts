import { userInfo } from 'node:os';
import { SluiceError } from '../errors/sluice-error.js';
import { databaseVariable, type ConfiguredDatabase } from './database-variable.js';
import { redisNodeUrls } from './redis-nodes.js';
import type { DatabaseUrls, JwtSettings, Settings } from './settings.js';

type Environment = Readonly<Record<string, string | undefined>>;

const KIB = 1024;

/**
 * Reads the whole configuration from environment variables; this is the only file that does. Every variable, its meaning and its
 * default stand in docs/configuration.md.
 * @throws SluiceError `CONFIGURATION` that names the variable and what it may hold.
 */
export function readEnvironment(env: Environment = process.env): Settings {
  return {
    database: {
      ...databaseUrls(env, 'analytics'),
      maxConnections: integer(env, 'SLUICE_DATABASE_CONNECTIONS', 4, 1, 1_000),
      statementTimeoutMs: integer(env, 'SLUICE_STATEMENT_TIMEOUT_MS', 15_000, 1, 3_600_000),
    },
    outreach: {
      oltp: databaseUrls(env, 'oltp'),
      content: databaseUrls(env, 'content'),
      queue: databaseUrls(env, 'queue'),
    },
    jwt: jwtSettings(env),
    server: {
      host: text(env, 'SLUICE_HOST') ?? '127.0.0.1',
      port: integer(env, 'PORT', 4000, 0, 65_535),
      isIntrospectionEnabled: flag(env, 'SLUICE_INTROSPECTION', true),
      isPlaygroundEnabled: flag(env, 'SLUICE_PLAYGROUND', true),
      corsOrigins: origins(env, 'SLUICE_CORS_ORIGINS'),
      limits: {
        maxBodyBytes: integer(env, 'SLUICE_MAX_BODY_BYTES', 256 * KIB, 1 * KIB, 64 * KIB * KIB),
        maxDepth: integer(env, 'SLUICE_MAX_DEPTH', 12, 1, 100),
        maxAliases: integer(env, 'SLUICE_MAX_ALIASES', 100, 0, 10_000),
        maxRootFields: integer(env, 'SLUICE_MAX_ROOT_FIELDS', 20, 1, 1_000),
      },
    },
    cache: {
      maxBytes: integer(env, 'SLUICE_CACHE_BYTES', 64 * KIB * KIB, 0, 64 * KIB * KIB * KIB),
      redisUrl: redisUrl(env, 'REDIS_URL'),
      redisTimeoutMs: integer(env, 'SLUICE_REDIS_TIMEOUT_MS', 50, 1, 10_000),
      redisTtlSeconds: integer(env, 'SLUICE_REDIS_TTL_SECONDS', 60 * 60, 1, 30 * 24 * 60 * 60),
      redisMaxValueBytes: integer(
        env,
        'SLUICE_REDIS_MAX_VALUE_BYTES',
        1 * KIB * KIB,
        1 * KIB,
        64 * KIB * KIB,
      ),
      redisWaitMs: integer(env, 'SLUICE_REDIS_WAIT_MS', 500, 0, 60_000),
    },
    references: {
      unknownTtlSeconds: integer(env, 'SLUICE_REFERENCE_UNKNOWN_TTL_SECONDS', 5, 1, 300),
    },
    worker: {
      intervalMs: integer(env, 'SLUICE_WORKER_INTERVAL_MS', 1000, 100, 60_000),
      maxFolds: integer(env, 'SLUICE_WORKER_CONCURRENCY', 2, 1, 32),
      refreshShare: integer(env, 'SLUICE_WORKER_REFRESH_PERCENT', 10, 1, 100) / 100,
      refreshMinRows: integer(env, 'SLUICE_WORKER_REFRESH_ROWS', 10_000, 1, 1_000_000_000),
      nightCron: cron(env, 'SLUICE_WORKER_NIGHT', '0 3 * * *'),
      searchLogDays: integer(env, 'SLUICE_SEARCH_LOG_RETENTION_DAYS', 90, 1, 3_660),
      queueMonths: integer(env, 'SLUICE_QUEUE_RETENTION_MONTHS', 3, 1, 1_200),
    },
    live: {
      changeDelayMs: integer(env, 'SLUICE_CHANGE_DELAY_MS', 100, 10, 10_000),
      intervalMs: integer(env, 'SLUICE_LIVE_INTERVAL_MS', 250, 1, 3_600_000),
      maxConnections: integer(env, 'SLUICE_LIVE_MAX_CONNECTIONS', 1_000, 0, 1_000_000),
      maxSubscriptions: integer(env, 'SLUICE_LIVE_MAX_SUBSCRIPTIONS', 100, 1, 10_000),
      maxBufferBytes: integer(
        env,
        'SLUICE_LIVE_MAX_BUFFER_BYTES',
        1 * KIB * KIB,
        1 * KIB,
        1 * KIB * KIB * KIB,
      ),
      drainMs: integer(env, 'SLUICE_LIVE_DRAIN_MS', 10_000, 100, 600_000),
      tokenCheckMs: integer(env, 'SLUICE_LIVE_TOKEN_CHECK_MS', 30_000, 100, 60_000),
      initMs: integer(env, 'SLUICE_LIVE_INIT_MS', 3_000, 100, 60_000),
    },
    logLevel: oneOf(
      env,
      'SLUICE_LOG_LEVEL',
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'info',
    ),
    operator: text(env, 'SLUICE_OPERATOR') ?? systemUser(),
    realDataFolder: text(env, 'SLUICE_REAL_DATA') ?? '../shared/data',
  };
}

/** Whether npm has started this process as a script of package.json. Killed, npm leaves such a process behind. */
export function isRunByNpm(env: Environment = process.env): boolean {
  return text(env, 'npm_lifecycle_event') !== null;
}

/** The name of the system's user that runs this process, or its number where it has none, as in some containers. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function databaseUrls(env: Environment, database: ConfiguredDatabase): DatabaseUrls {
  const gatewayUrl = text(env, databaseVariable(database, 'GATEWAY'));
  return {
    gatewayUrl,
    maintainerUrl: text(env, databaseVariable(database, 'MAINTAINER')),
    ownerUrl: text(env, databaseVariable(database, 'OWNER')) ?? gatewayUrl,
  };
}

const MINIMUM_SECRET_LENGTH = 32;

function jwtSettings(env: Environment): JwtSettings {
  const secret = text(env, 'SLUICE_JWT_SECRET');
  const jwksUrl = text(env, 'SLUICE_JWKS_URL');
  if (secret !== null && jwksUrl !== null) {
    throw misconfigured(
      'SLUICE_JWT_SECRET',
      'cannot be set together with SLUICE_JWKS_URL: keep the one your issuer uses',
    );
  }
  if (secret !== null && secret.length < MINIMUM_SECRET_LENGTH) {
    throw misconfigured(
      'SLUICE_JWT_SECRET',
      `must have at least ${MINIMUM_SECRET_LENGTH} characters (RFC 7518, 3.2)`,
    );
  }
  return {
    secret,
    jwksUrl,
    issuer: text(env, 'SLUICE_JWT_ISSUER') ?? 'sluice',
    audience: text(env, 'SLUICE_JWT_AUDIENCE') ?? 'sluice',
  };
}

function text(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

function integer(env: Environment, name: string, fallback: number, minimum: number, maximum: number): number {
  const value = text(env, name);
  if (value === null) return fallback;
  const parsed = Number(value);
  if (!Number.isInteger(parsed) || parsed < minimum || parsed > maximum) {
    throw misconfigured(name, `must be a whole number from ${minimum} to ${maximum}, not "${value}"`);
  }
  return parsed;
}

function flag(env: Environment, name: string, fallback: boolean): boolean {
  const value = oneOf(env, name, ['true', 'false', '1', '0', 'on', 'off'], String(fallback));
  return value === 'true' || value === '1' || value === 'on';
}

function oneOf(env: Environment, name: string, allowed: readonly string[], fallback: string): string {
  const value = text(env, name) ?? fallback;
  if (!allowed.includes(value))
    throw misconfigured(name, `must be one of ${allowed.join(', ')}, not "${value}"`);
  return value;
}

/** Origins between commas: scheme, host and port, nothing after. */
function origins(env: Environment, name: string): readonly string[] {
  const values = (text(env, name) ?? '').split(',').map((value) => value.trim());
  return values
    .filter((value) => value !== '')
    .map((value) => {
      if (URL.canParse(value) && new URL(value).origin === value) return value;
      throw misconfigured(name, `must list origins such as "https://bi.example", not "${value}"`);
    });
}

/** A password may stand in it, so the message does not repeat it. */
function redisUrl(env: Environment, name: string): string | null {
  const value = text(env, name);
  if (value === null) return null;
  if (redisNodeUrls(value) !== null) return value;
  throw misconfigured(
    name,
    'must be a URL such as redis://user:password@host:6379/0, or rediss:// for TLS, with commas between the hosts of a cluster',
  );
}

/** Only its shape is looked at here; the worker's clock has the last word. Null for "off". */
function cron(env: Environment, name: string, fallback: string): string | null {
  const value = text(env, name) ?? fallback;
  if (value === 'off') return null;
  if (/^([\d*,/-]+\s+){4}[\d*,/-]+$/.test(value)) return value;
  throw misconfigured(
    name,
    `must be "off" or a cron expression of five fields such as "0 3 * * *", not "${value}"`,
  );
}

function misconfigured(name: string, expectation: string): SluiceError {
  return new SluiceError('CONFIGURATION', `The environment variable ${name} ${expectation}.`);
}
