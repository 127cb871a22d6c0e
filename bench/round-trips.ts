import { parse } from 'graphql';
import { createExecutor } from '../src/analytics/execution/create-executor.js';
import { RollupStates } from '../src/analytics/planner/rollup-states.js';
import { ZoneCatalogue } from '../src/analytics/planner/zone-catalogue.js';
import { createSluiceSchema } from '../src/domains/schema.js';
import { GatewayDatabase } from '../src/tenancy/gateway-database.js';
import type { BenchDatabase } from './support/bench-database.js';
import { startLoopbackProxy } from '../test/support/loopback-proxy.js';
import { WITHOUT_CACHE } from '../test/analytics/support/without-cache.js';

const REQUESTS: Readonly<Record<string, string>> = {
  'one analytic field': '{ helpdesk { tickets { rows { channel count } } } }',
  'five analytic fields with totals and freshness': `{ helpdesk {
    a: tickets { rows { channel count } totals { count } freshness { asOf } }
    b: tickets { rows { status count } totals { count } }
    c: tickets { rows { priority count } }
    d: tickets { rows { createdAt(grain: MONTH) count } }
    e: tickets { totals { avgSatisfactionScore } } } }`,
  'rows with agents': '{ helpdesk { tickets { rows { agent { id name } count } } } }',
  '50 tickets with agent, customer, comments, history': `{ helpdesk { ticketRecords(first: 50) { nodes {
    id agent { name } customer { name } comments { body } history { changeType } } } } }`,
};

/** How many times a request waits for the database: the turns on the wire, counted by a proxy. */
export async function roundTrips(database: BenchDatabase): Promise<void> {
  const proxy = await startLoopbackProxy({ port: Number(new URL(database.gatewayUrl).port) });
  const gateway = new GatewayDatabase({
    url: proxy.through(database.gatewayUrl),
    maxConnections: 1,
    statementTimeoutMs: 60_000,
  });
  try {
    const states = new RollupStates(gateway);
    await states.load();
    const execute = createExecutor({
      schema: createSluiceSchema(),
      zones: new ZoneCatalogue(gateway),
      states,
      ...WITHOUT_CACHE,
    });
    process.stdout.write('Round trips to PostgreSQL per request\n');
    for (const [title, source] of Object.entries(REQUESTS)) {
      const document = parse(source);
      const ask = async (): Promise<void> => {
        const { errors } = await execute({
          document,
          contextValue: {
            principal: {
              tenantId: database.largest.id,
              subject: 'bench',
              scopes: new Set(['helpdesk:read', 'records']),
              expiresAtMs: null,
            },
            database: gateway,
            signal: new AbortController().signal,
            requestId: 'bench',
            now: new Date(),
          },
        });
        if (errors?.[0] !== undefined) throw errors[0] as Error;
      };
      await ask();
      proxy.reset();
      await ask();
      process.stdout.write(`  ${title.padEnd(52)} ${proxy.roundTrips}\n`);
    }
  } finally {
    await gateway.close();
    await proxy.close();
  }
}
