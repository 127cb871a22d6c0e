import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { registerHealth } from '../../src/gateway/health-routes.js';
import type { Metrics } from '../../src/gateway/metrics.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { createOutreachDatabases, type OutreachDatabases } from '../support/outreach-databases.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';

describe('a gateway to four databases is', () => {
  let databases: OutreachDatabases;
  let doors: GatewayDatabase[];
  let proxy: PostgresProxy;
  let app: FastifyInstance;

  beforeEach(async () => {
    databases = await createOutreachDatabases();
    doors = [];
    app = Fastify();
  });
  afterEach(async () => {
    await app.close();
    await Promise.all(doors.map((door) => door.close()));
    await proxy.close();
  });

  /** Ready or not, where one of the databases is away. */
  const askWithout = async (away: 'analytics' | 'content') => {
    proxy = await startPostgresProxy(databases[away].gatewayUrl);
    proxy.cut();
    const open = (name: 'analytics' | 'oltp' | 'content'): GatewayDatabase => {
      const url = name === away ? proxy.url : databases[name].gatewayUrl;
      const door = new GatewayDatabase({ url, maxConnections: 1, statementTimeoutMs: 5_000 });
      doors.push(door);
      return door;
    };
    registerHealth(
      app,
      { analytics: open('analytics'), oltp: open('oltp'), content: open('content'), queue: null },
      {} as Metrics,
      { isOpen: true },
    );
    const { statusCode, body } = await app.inject('/readyz');
    return { statusCode, body: JSON.parse(body) as unknown };
  };

  test('ready without content, and tells of it', async () => {
    expect(await askWithout('content')).toEqual({
      statusCode: 200,
      body: { status: 'ok', databases: { oltp: 'ok', content: 'unavailable' } },
    });
  });

  test('not ready without analytics', async () => {
    expect(await askWithout('analytics')).toEqual({
      statusCode: 503,
      body: { status: 'database unavailable', databases: { oltp: 'ok', content: 'ok' } },
    });
  });
});
