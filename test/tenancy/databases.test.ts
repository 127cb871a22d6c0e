import { afterAll, describe, expect, test } from 'vitest';
import { onlyAnalytics, requireDatabase } from '../../src/tenancy/databases.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';

describe('the doors to the databases', () => {
  const analytics = new GatewayDatabase({
    url: 'postgresql://sluice_gateway@127.0.0.1:1/analytics',
    maxConnections: 1,
    statementTimeoutMs: 1000,
  });
  afterAll(() => analytics.close());

  test('name the variable where a field needs a database that is not configured', () => {
    expect(() => requireDatabase(onlyAnalytics(analytics), 'content')).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringContaining('Set CONTENT_DATABASE_URL') as string,
      }),
    );
  });

  test('are those that were opened', () => {
    const oltp = analytics;
    expect(requireDatabase({ ...onlyAnalytics(analytics), oltp }, 'oltp')).toBe(oltp);
    expect(requireDatabase(onlyAnalytics(analytics), 'analytics')).toBe(analytics);
  });
});
