import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';

const TENANT = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';

describe.each(postgresVersions)('references to oltp on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(server, 'oltp');
    await database.asOwner(
      `insert into oltp.tenants (id, name) values ('${TENANT}', 'One'), ('${OTHER}', 'Two')`,
    );
  });

  const ROWS = {
    'oltp.campaigns': (tenant: string, id: string) =>
      `insert into oltp.campaigns (tenant_id, id, name) values ('${tenant}', '${id}', 'One')`,
    'oltp.leads': (tenant: string, id: string) =>
      `insert into oltp.leads (tenant_id, id, email) values ('${tenant}', '${id}', '${id}@example.com')`,
    'oltp.email_accounts': (tenant: string, id: string) =>
      `insert into oltp.email_accounts (tenant_id, id, address) values ('${tenant}', '${id}', '${id}@example.com')`,
  } as const;
  const kinds = Object.keys(ROWS) as (keyof typeof ROWS)[];

  const insert = async (kind: keyof typeof ROWS, tenant: string): Promise<string> => {
    const id = randomUUID();
    await database.asOwner(ROWS[kind](tenant, id));
    return id;
  };

  const known = async (tenant: string | null, kind: string, ids: readonly string[]): Promise<unknown> => {
    const sql = `select known::text[] from oltp.check_references('${kind}', array['${ids.join("','")}']::uuid[])`;
    const [row] = await (tenant === null ? database.asNobody(sql) : database.asTenant(tenant, sql));
    return row!['known'];
  };

  describe('what is checked', () => {
    test.each(kinds)("finds a tenant's own rows of %s, and neither another's nor none", async (kind) => {
      const [own, foreign] = [await insert(kind, TENANT), await insert(kind, OTHER)];
      expect(await known(TENANT, kind, [own, foreign, randomUUID()])).toEqual([own]);
      expect(await known(OTHER, kind, [own])).toEqual([]);
      expect(await known(null, kind, [own, foreign])).toEqual([]);
    });

    test('knows no tenant but the one that asks', async () => {
      expect(await known(TENANT, 'oltp.tenants', [TENANT, OTHER])).toEqual([TENANT]);
      expect(await known(null, 'oltp.tenants', [TENANT, OTHER])).toEqual([]);
    });

    test('is refused for a table that nothing refers to', async () => {
      await expect(known(TENANT, 'sluice.migrations', [TENANT])).rejects.toThrow('Nothing refers to');
    });
  });

  describe('what is held', () => {
    const held = async (tenant: string | null, kind: string, ids: readonly string[]): Promise<unknown> => {
      const sql = `select oltp.hold_references('${kind}', array['${ids.join("','")}']::uuid[])::text[] as held`;
      const [row] = await (tenant === null ? database.asNobody(sql) : database.asTenant(tenant, sql));
      return row!['held'];
    };

    test.each(kinds)("is a tenant's own rows of %s, and neither another's nor none", async (kind) => {
      const [own, foreign] = [await insert(kind, TENANT), await insert(kind, OTHER)];
      expect(await held(TENANT, kind, [own, foreign, randomUUID()])).toEqual([own]);
      expect(await held(null, kind, [own, foreign])).toEqual([]);
    });

    test('is no tenant but the one that asks', async () => {
      expect(await held(TENANT, 'oltp.tenants', [TENANT, OTHER])).toEqual([TENANT]);
    });

    test.each(kinds)(
      'cannot be deleted from %s until it is let go, and may be changed meanwhile',
      async (kind) => {
        const id = await insert(kind, TENANT);
        const holder = new pg.Client({ connectionString: database.gatewayUrl });
        await holder.connect();
        try {
          await holder.query('begin');
          await holder.query(`select set_config('app.current_tenant_id', '${TENANT}', true)`);
          await holder.query(`select oltp.hold_references('${kind}', array['${id}']::uuid[])`);
          // Others may hold it as well.
          expect(await held(TENANT, kind, [id])).toEqual([id]);
          await database.asOwner(`update ${kind} set created_at = created_at where id = '${id}'`);
          await expect(
            database.asOwner(`set local lock_timeout = '50ms'; delete from ${kind} where id = '${id}'`),
          ).rejects.toThrow('lock timeout');
          await holder.query('commit');
          await database.asOwner(`delete from ${kind} where id = '${id}'`);
          expect(await held(TENANT, kind, [id])).toEqual([]);
        } finally {
          await holder.end();
        }
      },
    );
  });

  describe('what comes or goes', () => {
    let since: string;
    beforeEach(async () => {
      since = (await database.asNobody('select pg_current_snapshot()::text as since'))[0]!['since'] as string;
    });

    const changes = (): Promise<unknown> =>
      database.asNobody(
        `select tenant_id, kind, id from sluice.reference_changes_since('${since}', 100) order by kind, tenant_id`,
      );

    test.each(kinds)('is logged of %s when it is made and when it is deleted', async (kind) => {
      const id = await insert(kind, TENANT);
      expect(await changes()).toEqual([{ tenant_id: TENANT, kind, id }]);
      since = (await database.asNobody('select pg_current_snapshot()::text as since'))[0]!['since'] as string;
      expect(await changes()).toEqual([]);
      await database.asMaintainer(TENANT, `delete from ${kind} where id = '${id}'`);
      expect(await changes()).toEqual([{ tenant_id: TENANT, kind, id }]);
    });

    test('is logged for both tenants where a row changes hands', async () => {
      const id = await insert('oltp.campaigns', TENANT);
      since = (await database.asNobody('select pg_current_snapshot()::text as since'))[0]!['since'] as string;
      await database.asOwner(`update oltp.campaigns set name = 'Two' where id = '${id}'`);
      expect(await changes()).toEqual([]);
      await database.asOwner(`update oltp.campaigns set tenant_id = '${OTHER}' where id = '${id}'`);
      expect(await changes()).toEqual([
        { tenant_id: TENANT, kind: 'oltp.campaigns', id },
        { tenant_id: OTHER, kind: 'oltp.campaigns', id },
      ]);
    });

    test('is logged of tenants under themselves', async () => {
      const id = randomUUID();
      await database.asOwner(`insert into oltp.tenants (id, name) values ('${id}', 'Three')`);
      expect(await changes()).toEqual([{ tenant_id: id, kind: 'oltp.tenants', id }]);
    });

    test('is logged of rows that replication brings', async () => {
      const id = randomUUID();
      await database.asAdmin(
        `begin; set local session_replication_role = replica; ${ROWS['oltp.leads'](TENANT, id)}; commit`,
      );
      expect(await changes()).toEqual([{ tenant_id: TENANT, kind: 'oltp.leads', id }]);
    });

    test('shows to who follows it when its transaction commits, however much later others have', async () => {
      const writer = new pg.Client({ connectionString: database.adminUrl });
      await writer.connect();
      try {
        const id = randomUUID();
        await writer.query('begin');
        await writer.query(ROWS['oltp.leads'](TENANT, id));
        const other = await insert('oltp.campaigns', TENANT);
        expect(await changes()).toEqual([{ tenant_id: TENANT, kind: 'oltp.campaigns', id: other }]);
        since = (await database.asNobody('select pg_current_snapshot()::text as since'))[0]![
          'since'
        ] as string;
        await writer.query('commit');
        expect(await changes()).toEqual([{ tenant_id: TENANT, kind: 'oltp.leads', id }]);
      } finally {
        await writer.end();
      }
    });

    test('is never all of a table at once, which could not be logged', async () => {
      await expect(database.asOwner('truncate oltp.leads')).rejects.toThrow('cannot be truncated');
    });

    test('is pruned when it has shown for a quarter of an hour, and no sooner', async () => {
      await insert('oltp.leads', TENANT);
      await database.asMaintainer(null, 'select sluice.prune_reference_changes()');
      await database.asMaintainer(null, 'select sluice.prune_reference_changes()');
      expect(await changes()).toHaveLength(1);
      await database.asOwner(`update sluice.prune_marks set taken_at = taken_at - interval '16 minutes'`);
      const id = await insert('oltp.campaigns', TENANT);
      await database.asMaintainer(null, 'select sluice.prune_reference_changes()');
      expect(await changes()).toEqual([{ tenant_id: TENANT, kind: 'oltp.campaigns', id }]);
    });
  });

  test('no role but the owner reads the log, and nobody else writes it', async () => {
    for (const statement of [
      'select from sluice.reference_changes',
      `insert into sluice.reference_changes (tenant_id, kind, id) values ('${TENANT}', 'x', '${TENANT}')`,
      'select sluice.log_reference_change()',
    ]) {
      await expect(database.asTenant(TENANT, statement)).rejects.toThrow('permission denied');
      await expect(database.asMaintainer(TENANT, statement)).rejects.toThrow('permission denied');
    }
    await expect(database.asNobody('select sluice.prune_reference_changes()')).rejects.toThrow(
      'permission denied',
    );
  });
});
