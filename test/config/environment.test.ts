import { userInfo } from 'node:os';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.js';

const SECRET = 'a secret of more than 32 characters';
const NO_URLS = { gatewayUrl: null, maintainerUrl: null, ownerUrl: null };

describe('the environment', () => {
  test.each([
    [{ PORT: '65536' }, /PORT must be a whole number from 0 to 65535, not "65536"/],
    [{ PORT: '4e3.5' }, /PORT/],
    [{ SLUICE_STATEMENT_TIMEOUT_MS: '0' }, /SLUICE_STATEMENT_TIMEOUT_MS must be a whole number from 1/],
    [
      { SLUICE_INTROSPECTION: 'yes' },
      /SLUICE_INTROSPECTION must be one of true, false, 1, 0, on, off, not "yes"/,
    ],
    [{ SLUICE_LOG_LEVEL: 'loud' }, /SLUICE_LOG_LEVEL must be one of fatal, .*not "loud"/],
    [{ SLUICE_JWT_SECRET: 'short' }, /SLUICE_JWT_SECRET must have at least 32 characters/],
    [
      { SLUICE_JWT_SECRET: SECRET, SLUICE_JWKS_URL: 'https://id.example/jwks' },
      /together with SLUICE_JWKS_URL/,
    ],
    [{ SLUICE_CORS_ORIGINS: 'https://bi.example/' }, /SLUICE_CORS_ORIGINS must list origins such as "https:/],
    [{ SLUICE_CORS_ORIGINS: '*' }, /SLUICE_CORS_ORIGINS/],
    [{ REDIS_URL: 'http://cache.example' }, /REDIS_URL must be a URL such as redis:/],
    [{ REDIS_URL: 'cache.example:6379' }, /REDIS_URL/],
    [{ REDIS_URL: 'redis://cache.example/answers' }, /REDIS_URL/],
    [{ REDIS_URL: 'redis://:half%2@cache.example' }, /REDIS_URL/],
    [{ SLUICE_CACHE_BYTES: '-1' }, /SLUICE_CACHE_BYTES must be a whole number from 0/],
    [{ SLUICE_WORKER_NIGHT: 'at three' }, /SLUICE_WORKER_NIGHT must be "off" or a cron expression of five/],
    [{ SLUICE_WORKER_REFRESH_PERCENT: '0' }, /SLUICE_WORKER_REFRESH_PERCENT must be a whole number from 1/],
  ])('is refused with the name of what is wrong: %j', (environment, message) => {
    expect(() => readEnvironment(environment)).toThrow(message);
    expect(() => readEnvironment(environment)).toThrow(expect.objectContaining({ code: 'CONFIGURATION' }));
  });

  test('never repeats a secret in a message', () => {
    for (const environment of [
      { SLUICE_JWT_SECRET: 'short' },
      { SLUICE_JWT_SECRET: SECRET, SLUICE_JWKS_URL: 'https://id.example/jwks' },
    ]) {
      expect(() => readEnvironment(environment)).not.toThrow(environment.SLUICE_JWT_SECRET);
    }
    expect(() => readEnvironment({ REDIS_URL: 'reddis://:hunter2@cache.example' })).not.toThrow(/hunter2/);
  });

  test('has a default for everything but databases and keys', () => {
    expect(readEnvironment({})).toEqual({
      database: {
        gatewayUrl: null,
        maintainerUrl: null,
        ownerUrl: null,
        maxConnections: 4,
        statementTimeoutMs: 15_000,
      },
      outreach: { oltp: NO_URLS, content: NO_URLS, queue: NO_URLS },
      jwt: { secret: null, jwksUrl: null, issuer: 'sluice', audience: 'sluice' },
      server: {
        host: '127.0.0.1',
        port: 4000,
        isIntrospectionEnabled: true,
        isPlaygroundEnabled: true,
        corsOrigins: [],
        limits: { maxBodyBytes: 262_144, maxDepth: 12, maxAliases: 100, maxRootFields: 20 },
      },
      live: {
        changeDelayMs: 100,
        intervalMs: 250,
        maxConnections: 1_000,
        maxSubscriptions: 100,
        maxBufferBytes: 1_048_576,
        drainMs: 10_000,
        tokenCheckMs: 30_000,
        initMs: 3_000,
      },
      cache: {
        maxBytes: 67_108_864,
        redisUrl: null,
        redisTimeoutMs: 50,
        redisTtlSeconds: 3_600,
        redisMaxValueBytes: 1_048_576,
        redisWaitMs: 500,
      },
      references: { unknownTtlSeconds: 5 },
      worker: {
        intervalMs: 1000,
        maxFolds: 2,
        refreshShare: 0.1,
        refreshMinRows: 10_000,
        nightCron: '0 3 * * *',
        searchLogDays: 90,
        queueMonths: 3,
      },
      logLevel: 'info',
      operator: userInfo().username,
      realDataFolder: '../shared/data',
    });
  });

  test('counts an empty variable as not set', () => {
    expect(readEnvironment({ PORT: ' ', DATABASE_URL: '' })).toEqual(readEnvironment({}));
  });

  test('reads the URLs of each database apart; the owner is the gateway where nothing else is said', () => {
    const { database, outreach } = readEnvironment({
      DATABASE_URL: 'postgres://gateway@one/analytics',
      OLTP_DATABASE_URL: 'postgres://gateway@two/oltp',
      OLTP_MAINTAINER_DATABASE_URL: 'postgres://maintainer@two/oltp',
      CONTENT_OWNER_DATABASE_URL: 'postgres://owner@three/content',
    });
    expect(database).toMatchObject({ ownerUrl: 'postgres://gateway@one/analytics', maintainerUrl: null });
    expect(outreach).toEqual({
      oltp: {
        gatewayUrl: 'postgres://gateway@two/oltp',
        maintainerUrl: 'postgres://maintainer@two/oltp',
        ownerUrl: 'postgres://gateway@two/oltp',
      },
      content: { ...NO_URLS, ownerUrl: 'postgres://owner@three/content' },
      queue: NO_URLS,
    });
  });

  test('lets the nightly refresh be switched off', () => {
    expect(readEnvironment({ SLUICE_WORKER_NIGHT: 'off' }).worker.nightCron).toBeNull();
  });

  test('reads several origins', () => {
    const { corsOrigins } = readEnvironment({
      SLUICE_CORS_ORIGINS: 'https://bi.example, http://localhost:3000,',
    }).server;
    expect(corsOrigins).toEqual(['https://bi.example', 'http://localhost:3000']);
  });

  test('is documented, every variable with its default', () => {
    const read = new Set<string>();
    readEnvironment(new Proxy({}, { get: (_target, name) => void read.add(String(name)) }));
    const rows = [
      ...readFileSync('docs/configuration.md', 'utf8').matchAll(/^\| `([A-Z_]+)`\s*\| (.+?)\s*\|/gm),
    ];
    expect(rows.map(([, name]) => name).sort()).toEqual([...read].sort());
    const defaults = new Map(rows.map(([, name, value]) => [name!, value!.replaceAll('`', '')]));
    // Each documented default, given as a value, changes nothing.
    const given = Object.fromEntries(
      [...defaults].filter(([, value]) => value !== 'none' && !value.endsWith('DATABASE_URL')),
    );
    expect(readEnvironment(given)).toEqual(readEnvironment({}));
  });
});
