import { parse } from 'graphql';
import { startLoopbackProxy } from '../test/support/loopback-proxy.js';
import type { BenchDatabase } from './support/bench-database.js';
import { openBenchExecutor } from './support/bench-executor.js';

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
  const executor = await openBenchExecutor({
    gatewayUrl: proxy.through(database.gatewayUrl),
    maxConnections: 1,
  });
  try {
    process.stdout.write('Round trips to PostgreSQL per request\n');
    for (const [title, source] of Object.entries(REQUESTS)) {
      const document = parse(source);
      await executor.ask(database.largest.id, document);
      proxy.reset();
      await executor.ask(database.largest.id, document);
      process.stdout.write(`  ${title.padEnd(52)} ${proxy.roundTrips}\n`);
    }
  } finally {
    await executor.close();
    await proxy.close();
  }
}
