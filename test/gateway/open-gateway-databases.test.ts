import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.js';
import { openGatewayDatabases, type GatewayDatabases } from '../../src/gateway/open-gateway-databases.js';
import { createTestDatabase } from '../setup/test-database.js';

const WHERE = { text: 'select current_database()::text', values: [] };

describe('the doors of a gateway', () => {
  const open = (environment: Record<string, string>): GatewayDatabases =>
    openGatewayDatabases(readEnvironment(environment), pino({ level: 'silent' }));

  test('are not there for databases that are not configured', async () => {
    const { databases, close } = open({ DATABASE_URL: 'postgresql://sluice_gateway@127.0.0.1:1/analytics' });
    expect(databases).toMatchObject({ oltp: null, content: null, queue: null });
    await close();
  });

  test('lead to the database of their variable, each with connections of its own', async () => {
    const analytics = await createTestDatabase();
    const oltp = await createTestDatabase(undefined, 'oltp');
    const { databases, close } = open({
      DATABASE_URL: analytics.gatewayUrl,
      OLTP_DATABASE_URL: oltp.gatewayUrl,
    });
    try {
      expect(await databases.analytics.withoutTenant(WHERE)).toEqual([[analytics.name]]);
      expect(await databases.oltp!.withoutTenant(WHERE)).toEqual([[oltp.name]]);
      expect(databases.content).toBeNull();
    } finally {
      await close();
    }
  });

  test('cannot be opened without the analytics database', () => {
    expect(() => open({ OLTP_DATABASE_URL: 'postgresql://sluice_gateway@127.0.0.1:1/oltp' })).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringContaining('Set DATABASE_URL') as string,
      }),
    );
  });
});
