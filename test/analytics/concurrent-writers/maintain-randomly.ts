import type { TestDatabase } from '../../setup/test-database.js';
import type { Step } from './background-loop.js';
import { ARCHIVED_UNTIL } from './write-randomly.js';
import { OTHER_TENANT, TENANT } from '../support/tickets-fixture.js';

const ROLLUPS = [
  'helpdesk.dashboard_stats',
  'helpdesk.channel_performance',
  'helpdesk.ticket_trends',
  'helpdesk.sla_performance',
  'helpdesk.category_performance',
  'helpdesk.agent_performance',
  'helpdesk.customer_stats',
];

/** Folds a rollup, of all tenants or of one; now and then all of them. */
export const foldRandomly: Step = async (client, random) => {
  const tenant = random.pick([TENANT, OTHER_TENANT]);
  if (random.chance(0.2)) {
    await client.query('select * from helpdesk.refresh_organization_views($1)', [tenant]);
  } else {
    const rollup = random.pick(ROLLUPS);
    await client.query('select * from sluice.fold_rollup($1, $2)', [
      rollup,
      random.chance(0.3) ? tenant : null,
    ]);
  }
  await client.query('select sluice.prune_changes()');
};

/** Refreshes a rollup in full. */
export const refreshRandomly: Step = async (client, random) => {
  await client.query('select * from sluice.refresh_rollup($1)', [random.pick(ROLLUPS)]);
};

/** Moves months out of the default partition, takes partitions out and puts them back, empties one. */
export const partitionRandomly: Step = async (client, random) => {
  const month = `2025-${String(random.whole(1, 12)).padStart(2, '0')}-01`;
  const partition = `helpdesk.tickets_${month.slice(0, 7).replace('-', '_')}`;
  const kind = random.next();
  if (kind < 0.3) {
    await client.query('select sluice.create_monthly_partition($1, $2)', [
      'helpdesk.tickets',
      `2026-0${random.whole(1, 4)}-01`,
    ]);
  } else if (kind < 0.4) {
    await client.query(`truncate ${partition}`);
  } else {
    await client.query('select sluice.detach_partition($1)', [partition]);
    // Writers may meanwhile have put rows of the month into the default partition; they come along.
    await client.query('begin');
    await client.query('lock table helpdesk.tickets_default in access exclusive mode');
    await client.query(
      `with moved as (delete from helpdesk.tickets_default where created_at >= $1::timestamptz and created_at < $1::timestamptz + interval '1 month' returning *)
       insert into ${partition} select * from moved`,
      [`${month}T00:00:00Z`],
    );
    await client.query('select sluice.attach_partition($1, $2, $3)', ['helpdesk.tickets', partition, month]);
    await client.query('commit');
  }
};

/** Archives the first months; their rows stay, so that plain SQL still knows them. */
export async function archiveMonths(database: TestDatabase): Promise<void> {
  const [row] = await database.asAdmin(
    `select (extract(year from age) * 12 + extract(month from age))::int as months
       from age(date_trunc('month', now(), 'UTC') at time zone 'UTC', timestamptz '${ARCHIVED_UNTIL}' at time zone 'UTC') as age`,
  );
  for (;;) {
    try {
      await database.asMaintainer(null, 'select sluice.archive_old_rows($1, $2)', [
        'helpdesk.tickets',
        row!['months'],
      ]);
      return;
    } catch (error) {
      // Writers may be ahead of it in a circle.
      if (!['40P01', '55P03'].includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
}
