import { OTHER_TENANT, TENANT } from '../support/tickets-fixture.js';
import type { Step } from './background-loop.js';
import type { SeededRandom } from './seeded-random.js';

/**
 * Until when the test archives. Rollups go on counting archived rows that are deleted, as those of a dropped partition, and the
 * table does not: so none are.
 */
export const ARCHIVED_UNTIL = '2024-06-01T00:00:00Z';

const TENANTS = [TENANT, OTHER_TENANT];
const FIRST_DAY_MS = Date.UTC(2023, 11, 30);
/** Beyond the last month that has a partition: such rows wait in the default one. */
const DAYS = 800;
const DAY_MS = 86_400_000;

/** Every few transactions all writers keep to the same few days, as they do in life. */
const BUSY_DAYS = [430, 431, 690];

function someDay(random: SeededRandom): string {
  const day = random.chance(0.6) ? random.pick(BUSY_DAYS) : random.whole(0, DAYS);
  return new Date(FIRST_DAY_MS + day * DAY_MS).toISOString();
}

function insert(random: SeededRandom, rows: number): string {
  const day = someDay(random);
  const spread = random.pick(['1 hour', '1 day', '1 day', '9 days']);
  return `
    insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, priority, channel, category, agent_group,
      agent_id, customer_id, first_responded_at, resolved_at, sla_breached, satisfaction_score)
    select '${random.pick(TENANTS)}', gen_random_uuid(), c, c, 'Written', status, priority, channel, category, null,
      null, md5('customer ' || n % 9)::uuid, case when n % 3 = 0 then c + interval '1 hour' end, case when n % 4 = 0 then c + interval '7 hours' end,
      n % 5 = 0, case when n % 2 = 0 then 1 + n % 5 end
    from (
      select n, timestamptz '${day}' + (n * ${random.next().toFixed(6)} % 1) * interval '${spread}' as c,
        (array['new', 'open', 'pending', 'resolved', 'closed'])[1 + n % 5] as status,
        (array['low', 'high', null])[1 + n % 3] as priority,
        (array['email', 'phone', 'chat', 'web'])[1 + n % 4] as channel,
        (array['Billing', null])[1 + n % 2] as category
      from generate_series(1, ${rows}) n
    ) s`;
}

/** Rows of one tenant around one day, a few of them. */
function someRows(random: SeededRandom): string {
  const day = someDay(random);
  return `tenant_id = '${random.pick(TENANTS)}' and created_at >= '${day}' and created_at < timestamptz '${day}' + interval '${random.pick(['1 day', '5 days'])}'
    and ${random.chance(0.3) ? 'true' : `abs(hashtext(id::text)) % 3 = ${random.whole(0, 2)}`}`;
}

const IN_PLACE = [
  `status = 'closed', resolved_at = created_at + interval '3 hours'`,
  'satisfaction_score = 1 + abs(hashtext(id::text)) % 5',
  `channel = 'phone', priority = 'urgent'`,
  `subject = 'Only the subject'`,
];

function operation(random: SeededRandom): string {
  const kind = random.next();
  if (kind < 0.3) return insert(random, 1);
  if (kind < 0.42) return insert(random, random.whole(20, 120));
  if (kind < 0.62) return `update helpdesk.tickets set ${random.pick(IN_PLACE)} where ${someRows(random)}`;
  if (kind < 0.72) {
    const shift = `interval '${random.pick(['-1 day', '25 hours', '40 days', '-3 hours'])}'`;
    return `update helpdesk.tickets set created_at = created_at + ${shift}, updated_at = created_at + interval '90 days', first_responded_at = null, resolved_at = null where ${someRows(random)}`;
  }
  if (kind < 0.8) {
    return `update helpdesk.tickets set tenant_id = '${random.pick(TENANTS)}' where ${someRows(random)}`;
  }
  return `delete from helpdesk.tickets where created_at >= '${ARCHIVED_UNTIL}' and ${someRows(random)}`;
}

/** One transaction of a few operations, some of which are rolled back, alone or with all others. */
export const writeRandomly: Step = async (client, random) => {
  await client.query('begin');
  for (let n = random.whole(1, 3); n > 0; n--) {
    if (random.chance(0.25)) {
      await client.query('savepoint here');
      await client.query(operation(random));
      await client.query(random.chance(0.6) ? 'rollback to savepoint here' : 'release savepoint here');
    } else {
      await client.query(operation(random));
    }
  }
  await client.query(random.chance(0.15) ? 'rollback' : 'commit');
};
