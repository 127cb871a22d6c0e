import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startEmbeddedCluster, type EmbeddedCluster } from '../../src/embedded/embedded-cluster.js';
import { migrate } from '../../src/migrations/migrate.js';
import { CREATE_PHRASES, DESCRIPTION, PHRASE_JOINS, SUBJECT } from './bench-texts.js';

export interface BenchDatabase {
  readonly superuserUrl: string;
  readonly gatewayUrl: string;
  readonly maintainerUrl: string;
  /** The tenant with most tickets, and one in the middle. */
  readonly largest: { readonly id: string; readonly tickets: number };
  readonly median: { readonly id: string; readonly tickets: number };
  stop(): Promise<void>;
}

/**
 * An embedded PostgreSQL with `tickets` of `tenants` over 24 months, the tenants' sizes skewed by a cubic law. Kept in
 * `folder` and reused while the sizes stay the same.
 */
export async function openBenchDatabase(
  tickets: number,
  tenants: number,
  folder: string,
): Promise<BenchDatabase> {
  const cluster = await startEmbeddedCluster({ folder, isReset: false, onProgress: say });
  try {
    const gatewayPassword = randomBytes(16).toString('hex');
    const { gatewayUrl, maintainerUrl } = await migrate({
      url: cluster.superuserUrl,
      gatewayPassword,
      maintainerPassword: randomBytes(16).toString('hex'),
    });
    const client = new pg.Client({ connectionString: cluster.superuserUrl });
    await client.connect();
    try {
      await fill(client, tickets, tenants);
      const sizes = await tenantSizes(client);
      return {
        superuserUrl: cluster.superuserUrl,
        gatewayUrl: gatewayUrl!,
        maintainerUrl: maintainerUrl!,
        largest: sizes[0]!,
        median: sizes[Math.floor(sizes.length / 2)]!,
        stop: () => cluster.stop(),
      };
    } finally {
      await client.end();
    }
  } catch (error) {
    await stopAfterFailure(cluster);
    throw error;
  }
}

async function stopAfterFailure(cluster: EmbeddedCluster): Promise<void> {
  await cluster.stop().catch((error: unknown) => say(String(error)));
}

async function fill(client: pg.Client, tickets: number, tenants: number): Promise<void> {
  const { rows } = await client.query<{ tickets: number; tenants: number }>(
    `select (select count(*)::float8 from helpdesk.tickets) as tickets,
            (select count(*)::float8 from sluice.tenants where name like 'Bench %') as tenants`,
  );
  if (rows[0]!.tickets === tickets && rows[0]!.tenants === tenants) return;
  say(`Filling ${tickets.toLocaleString('en')} tickets of ${tenants} tenants`);
  await client.query('truncate sluice.search_documents');
  await client.query('truncate sluice.tenants cascade');
  await client.query(
    `insert into sluice.tenants (id, name) select md5('tenant ' || n)::uuid, 'Bench ' || n from generate_series(1, $1::int) n`,
    [tenants],
  );
  await client.query(CREATE_PHRASES);
  await client.query('begin');
  await client.query('select sluice.suspend_documents()');
  await client.query('select setseed(0.5)');
  await client.query(FILL, [tickets, tenants]);
  say('Making the tickets searchable');
  await client.query('select sluice.load_documents()');
  await client.query('commit');
  say('Refreshing the rollups');
  await client.query('select from helpdesk.refresh_dashboard_views()');
  say('Vacuuming');
  await client.query('vacuum analyze');
}

/** Random, in the order of arrival as tickets come, from one seed: the same rows each time but for the day that they end at. */
const FILL = `
insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, description, status, priority, channel, category,
  agent_id, customer_id, first_responded_at, resolved_at, sla_breached, satisfaction_score)
select md5('tenant ' || t)::uuid, md5('ticket ' || x.n)::uuid, c, c, ${SUBJECT}, ${DESCRIPTION}, status, priority, channel, category,
  case when r1 < 0.9 then md5('agent ' || t || ' ' || floor(r2 * 20))::uuid end, md5('customer ' || t || ' ' || floor(r3 * 40))::uuid,
  case when r4 < 0.9 then c + r5 * interval '10 hours' end,
  case when status in ('resolved', 'closed') then c + r6 * interval '100 hours' end,
  case when r1 < 0.95 then r2 < 0.2 end, case when r3 < 0.4 then 1 + floor(r4 * 5)::int end
from (
  select r.*, row_number() over (partition by t order by hashint8extended(n, 200)) as place
  from (
  select n, 1 + floor($2::int * power(random(), 3))::int as t, date_trunc('day', now()) - random() * interval '730 days' as c,
    (array['new', 'open', 'pending', 'resolved', 'closed', 'cancelled', 'closed', 'closed'])[1 + floor(random() * 8)::int] as status,
    (array['low', 'medium', 'high', 'urgent', null])[1 + floor(random() * 5)::int] as priority,
    (array['email', 'phone', 'chat', 'web'])[1 + floor(random() * 4)::int] as channel,
    (array['billing', 'login', 'bug', 'shipping', 'other'])[1 + floor(random() * 5)::int] as category,
    random() as r1, random() as r2, random() as r3, random() as r4, random() as r5, random() as r6
  from generate_series(1, $1::int) n
  ) r
) x
${PHRASE_JOINS}
order by c`;

async function tenantSizes(client: pg.Client): Promise<{ id: string; tickets: number }[]> {
  const { rows } = await client.query<{ id: string; tickets: number }>(
    'select tenant_id as id, count(*)::float8 as tickets from helpdesk.tickets group by 1 order by 2 desc',
  );
  return rows;
}

/** Progress goes to standard error, results to standard output. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
