import type { TestDatabase } from '../setup/test-database.js';
import { ONE, OTHER } from './sample-tenant.js';

/**
 * Fills two tenants with `count` tickets over the first 90 days of 2026, the same ones each time: every status and priority, and
 * some without agent, customer, answer, resolution or rating.
 */
export async function insertTicketPopulation(database: TestDatabase, count: number): Promise<void> {
  await database.asOwner(
    `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${OTHER}', 'Other')`,
  );
  await database.asOwner(
    `insert into helpdesk.tickets (
       tenant_id, id, created_at, updated_at, subject, description, status, priority, channel, category, agent_id, customer_id,
       first_responded_at, resolved_at, sla_breached, satisfaction_score)
     select
       case when n % 4 = 0 then $2 else $3 end::uuid, md5('ticket ' || n)::uuid, at, at, 'Subject ' || n, repeat('text ', 40),
       (array['new', 'open', 'pending', 'resolved', 'closed', 'cancelled'])[1 + n % 6],
       (array['low', 'medium', 'high', 'urgent', null])[1 + n % 5],
       (array['email', 'phone', 'chat', 'web'])[1 + n / 4 % 4],
       nullif('category ' || n % 3, 'category 0'),
       case when n % 5 > 0 then md5('agent ' || n % 7)::uuid end,
       case when n % 11 > 0 then md5('customer ' || n % 23)::uuid end,
       case when n % 3 > 0 then at + n % 100 * interval '1 minute 0.000001 seconds' end,
       case when n % 6 in (3, 4) then at + n % 200 * interval '1 hour 0.123457 seconds' end,
       (array[true, false, null])[1 + n % 3],
       nullif(n % 6, 0)::smallint
     from (
       select n, timestamptz '2026-01-01T00:00:00Z' + n * interval '90 days' / $1 as at from generate_series(0, $1 - 1) as n
     ) as t`,
    [count, ONE, OTHER],
  );
}
