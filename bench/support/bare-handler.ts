import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/**
 * What the gateway is compared with: a `node:http` handler that knows one query by heart. It sets the tenant and runs the query in one
 * pipelined transaction with named statements, on as many connections as the gateway has, and does nothing else: no token, no
 * GraphQL, no plan.
 *
 * Run as a process: DATABASE_URL, BENCH_TENANT, BENCH_CONNECTIONS and BENCH_JSON (`node` or `postgres`: who writes the JSON).
 * Prints its URL in one line.
 */
const DASHBOARD = `
select bucket as day, channel, sum(tickets)::float8 as count,
       (sum(resolution_us)::numeric / nullif(sum(resolved), 0) / 3600000000)::float8 as "avgResolutionHours",
       (sum(satisfaction_sum)::numeric / nullif(sum(satisfaction_count), 0))::float8 as "avgSatisfactionScore"
  from helpdesk.dashboard_stats
 where bucket >= $1::timestamptz and bucket < $2::timestamptz
 group by 1, 2
 order by 1, 2
 limit 1000`;
const AS_JSON = `select coalesce(json_agg(r), '[]')::text as json from (${DASHBOARD}) r`;

const isJsonByPostgres = process.env['BENCH_JSON'] === 'postgres';
const tenant = process.env['BENCH_TENANT'];
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: Number(process.env['BENCH_CONNECTIONS']),
  pipeline: true,
} as pg.PoolConfig);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
      variables: { since: string; until: string };
    };
    answer(variables).then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
});

async function answer({ since, until }: { since: string; until: string }): Promise<string> {
  const client = await pool.connect();
  try {
    const [, , result] = await Promise.all([
      client.query({ name: 'begin', text: 'begin isolation level repeatable read read only' }),
      client.query({
        name: 'tenant',
        text: `select set_config('app.current_tenant_id', $1, true), set_config('statement_timeout', '15000', true)`,
        values: [tenant],
      }),
      client.query<Record<string, unknown>>({
        name: 'dashboard',
        text: isJsonByPostgres ? AS_JSON : DASHBOARD,
        values: [since, until],
      }),
      client.query({ name: 'commit', text: 'commit' }),
    ]);
    const rows = isJsonByPostgres ? String(result.rows[0]!['json']) : JSON.stringify(result.rows);
    return `{"data":{"helpdesk":{"tickets":{"rows":${rows}}}}}`;
  } finally {
    client.release();
  }
}

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
});
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void pool.end();
});
