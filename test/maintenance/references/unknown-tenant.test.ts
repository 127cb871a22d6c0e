import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  REFERRING_DATABASES,
  SWEPT_TABLES,
  type ReferringDatabase,
} from '../../../src/maintenance/references/swept-tables.js';
import { postgresVersions } from '../../setup/test-database.js';
import {
  createOutreachDatabases,
  type OutreachDatabases,
  type OutreachTenant,
} from '../../support/outreach-databases.js';
import { everything, restore, sweep, writeDelivery, writeMessage } from './references-fixture.js';

const GONE: OutreachTenant = {
  id: '00000000-0000-4000-8000-0000000000ff',
  campaignId: randomUUID(),
  leadId: randomUUID(),
  emailAccountId: randomUUID(),
};

/** Tables with a tenant that are not to be swept, each with the reason. */
const NOT_SWEPT: Readonly<Record<string, string>> = {
  'sluice.audit_entries': 'what was done stays written down',
  'sluice.quarantined_rows': 'that is where rows are set aside',
};

describe.each(postgresVersions)('a tenant that is gone, on PostgreSQL $version', (server) => {
  let databases: OutreachDatabases;
  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
  });

  test.each(REFERRING_DATABASES)('every table of %s with references is swept', async (database) => {
    const columns = await databases[database].asAdmin(
      `select a.attrelid::regclass::text as table, a.attname as column
       from pg_attribute as a join pg_class as c on c.oid = a.attrelid
       where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
         and c.relnamespace::regnamespace::text in ('content', 'queue', 'outreach', $1)
         and a.attname in ('tenant_id', 'campaign_id', 'lead_id', 'email_account_id')`,
      // In the database of the figures, Sluice's own tables refer to tenants there.
      [database === 'analytics' ? 'outreach' : 'sluice'],
    );
    const swept = new Set(
      SWEPT_TABLES[database].flatMap(({ table, fields }) =>
        Object.values(fields).map(({ column }) => `${table}.${column}`),
      ),
    );
    const isNotSwept = ({ table, column }: (typeof columns)[number]): boolean =>
      !swept.has(`${String(table)}.${String(column)}`) && !(String(table) in NOT_SWEPT);
    expect(columns.filter(isNotSwept)).toEqual([]);
    expect(columns.length).toBeGreaterThan(0);
  });

  test('all its rows are set aside, and all come back with it, to the last bit', async () => {
    const { content, queue, analytics, oltp } = databases;
    await analytics.asOwner('insert into sluice.tenants (id, name) values ($1, $2)', [GONE.id, 'Gone']);
    await writeMessage(databases, {}, GONE);
    await writeMessage(databases, { text: 'Another' }, GONE);
    await writeDelivery(databases, {}, GONE);
    await content.asOwner(
      `insert into content.tenant_settings (tenant_id, message_days) values ('${GONE.id}', 30);
       insert into content.forgotten_messages (tenant_id, client_key, id, fingerprint)
         values ('${GONE.id}', 'Größe "x"', '${randomUUID()}', sha256('x'));
       insert into sluice.outbox (tenant_id, target, record) values ('${GONE.id}', 'outreach.deliveries', '{"a": [1, null, 0.10]}')`,
    );
    await queue.asOwner(
      `insert into queue.jobs (tenant_id, id, created_at, queue_family, name, payload, priority, run_at, rank_at, max_attempts)
         values ('${GONE.id}', '${randomUUID()}', now(), 'sending', 'send', '{"a": {"b": "\\u00e9"}}', 3, now(), now(), 5);
       insert into queue.job_keys (tenant_id, queue_family, key, job_id, created_at)
         values ('${GONE.id}', 'sending', 'a key', '${randomUUID()}', now());
       insert into sluice.outbox (tenant_id, target, record) values ('${GONE.id}', 'outreach.queue_events', '{}')`,
    );
    await analytics.asOwner(
      `insert into outreach.billing_entries (tenant_id, id, billed_at, item, quantity, amount)
         values ('${GONE.id}', '${randomUUID()}', '2026-01-02', 'message', 3, 123456789012.3400);
       insert into outreach.queue_events (tenant_id, id, occurred_at, queue_family, kind, depth)
         values ('${GONE.id}', '${randomUUID()}', '2026-01-02', 'sending', 'sample', 9223372036854775807);
       insert into outreach.email_events (tenant_id, message_id, type, occurred_at)
         values ('${GONE.id}', '${randomUUID()}', 'opened', '2026-01-02T03:04:05.000001Z')`,
    );
    const rows = async (): Promise<Readonly<Record<string, readonly string[]>>> => {
      const all: Record<string, readonly string[]> = {};
      for (const database of REFERRING_DATABASES) {
        for (const { table } of SWEPT_TABLES[database]) {
          all[`${database} ${table}`] = await everything(databases[database], table);
        }
      }
      return all;
    };
    const before = await rows();
    expect(Object.entries(before).filter(([, found]) => found.length === 0)).toEqual([]);
    const total = (of: ReferringDatabase): number =>
      Object.entries(before)
        .filter(([name]) => name.startsWith(`${of} `))
        .reduce((sum, [, found]) => sum + found.length, 0);

    const report = await sweep(databases, 'quarantine');
    for (const { orphans, quarantined, left } of report.tables) {
      expect(quarantined).toBe(orphans);
      expect(left).toBe(0);
    }
    expect(Object.values(await rows()).flat()).toEqual([]);

    await oltp.asOwner('insert into oltp.tenants (id, name) values ($1, $2)', [GONE.id, 'Back']);
    for (const [table, id, column, value] of [
      ['campaigns', GONE.campaignId, 'name', 'Back'],
      ['leads', GONE.leadId, 'email', 'a@example.com'],
      ['email_accounts', GONE.emailAccountId, 'address', 'a@example.com'],
    ] as const) {
      await oltp.asOwner(`insert into oltp.${table} (tenant_id, id, ${column}) values ($1, $2, $3)`, [
        GONE.id,
        id,
        value,
      ]);
    }
    expect(await restore(databases)).toMatchObject(
      REFERRING_DATABASES.map((database) => ({
        database,
        restored: total(database),
        unknown: 0,
        taken: 0,
        misfit: 0,
        busy: 0,
      })),
    );
    expect(await rows()).toEqual(before);
    for (const database of REFERRING_DATABASES) {
      expect(await everything(databases[database], 'sluice.quarantined_rows')).toEqual([]);
    }
  });
});
