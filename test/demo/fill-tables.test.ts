import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { fillTables } from '../../src/demo/fill-tables.js';
import {
  createTwoYearDatabase,
  postgresVersions,
  type TestDatabase,
  type TestRow,
} from '../setup/test-database.js';
import { documentDifferences } from '../sql/document-differences.js';

const TICKETS = 3000;

async function fill(database: TestDatabase, now: Date): Promise<void> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    await client.query('begin');
    await fillTables(client, {
      tickets: TICKETS,
      seed: 1,
      now,
      onTickets: () => undefined,
      onDocuments: () => undefined,
    });
    await client.query('commit');
  } finally {
    await client.end();
  }
}

describe.each(postgresVersions)('filling the tables on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let now: Date;

  beforeAll(async () => {
    database = await createTwoYearDatabase(server);
    now = new Date();
    await fill(database, now);
  });

  async function count(from: string): Promise<number> {
    const [row] = await database.asOwner(`select count(*)::int as n from ${from}`);
    return row!['n'] as number;
  }

  test('makes exactly the tickets that were asked for, none of which waits for its partition', async () => {
    expect(await count('helpdesk.tickets')).toBe(TICKETS);
    expect(await count('sluice.default_partition_rows() where row_count > 0')).toBe(0);
  });

  test('covers two years up to the present hour', async () => {
    const [span] = await database.asOwner(
      `select min(created_at) < $1::timestamptz - interval '23 months' as is_old,
         max(created_at) > $1::timestamptz - interval '2 days' as is_recent,
         max(created_at) <= $1::timestamptz as is_past
       from helpdesk.tickets`,
      [now],
    );
    expect(span).toEqual({ is_old: true, is_recent: true, is_past: true });
  });

  test.each([
    ['helpdesk.tickets', 'agent_id', 'helpdesk.users'],
    ['helpdesk.tickets', 'customer_id', 'helpdesk.users'],
    ['helpdesk.tickets', 'organisation_id', 'helpdesk.organisations'],
    ['helpdesk.tickets', 'tenant_id', 'sluice.tenants'],
    ['helpdesk.users', 'organisation_id', 'helpdesk.organisations'],
    ['helpdesk.comments', 'ticket_id', 'helpdesk.tickets'],
    ['helpdesk.comments', 'author_id', 'helpdesk.users'],
    ['helpdesk.attachments', 'ticket_id', 'helpdesk.tickets'],
    ['helpdesk.ticket_history', 'ticket_id', 'helpdesk.tickets'],
    ['helpdesk.user_sessions', 'user_id', 'helpdesk.users'],
    ['helpdesk.user_permissions', 'user_id', 'helpdesk.users'],
    ['helpdesk.user_permissions', 'granted_by', 'helpdesk.users'],
  ])('%s.%s refers to rows of the same tenant in %s', async (table, column, target) => {
    const sameTenant = target === 'sluice.tenants' ? 'true' : 'o.tenant_id = t.tenant_id';
    expect(await count(`${table} as t where ${column} is not null`)).toBeGreaterThan(0);
    expect(
      await count(
        `${table} as t where ${column} is not null and not exists (select from ${target} as o where o.id = t.${column} and ${sameTenant})`,
      ),
    ).toBe(0);
  });

  test('logs what it has filled, as whatever is written later', async () => {
    expect(
      await count(
        `(select tenant_id, date_trunc('day', created_at, 'UTC') from helpdesk.tickets
          except select tenant_id, bucket from sluice.changes where dataset = 'helpdesk.tickets') as d`,
      ),
    ).toBe(0);
    expect(await count(`pg_trigger where tgname = 'log_replicated' and tgenabled <> 'R'`)).toBe(0);
  });

  test('makes all of it searchable', async () => {
    expect(await documentDifferences(database)).toEqual([]);
  });

  test('fills every table', async () => {
    for (const table of [
      'organisations',
      'comments',
      'ticket_history',
      'attachments',
      'canned_responses',
      'user_sessions',
    ]) {
      expect(await count(`helpdesk.${table}`), table).toBeGreaterThan(20);
    }
  });

  test('gives the same rows for the same seed and hour, and replaces what is there', async () => {
    const other = await createTwoYearDatabase(server);
    const fingerprint = (on: TestDatabase): Promise<TestRow[]> =>
      on.asOwner(
        `select md5(string_agg(t::text, '' order by t.tenant_id, t.created_at, t.id)) as sum from helpdesk.tickets as t`,
      );
    await fill(other, new Date(now.getTime() + 30 * 24 * 3_600_000));
    expect(await fingerprint(other)).not.toEqual(await fingerprint(database));
    await fill(other, now);
    expect(await fingerprint(other)).toEqual(await fingerprint(database));
  });
});
