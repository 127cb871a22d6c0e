import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rebuildSearch, type RebuildOptions } from '../../../src/maintenance/search/rebuild-search.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { ONE, OTHER } from '../../sql/sample-tenant.js';

describe.each(postgresVersions)('rebuilding the search on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  const clients: pg.Client[] = [];

  const rebuild = (options: Partial<RebuildOptions> = {}) =>
    rebuildSearch({ url: database.adminUrl, source: null, tenantId: null, batchRows: 10, ...options });
  const found = async (text: string, tenant = ONE): Promise<number> => {
    const [row] = await database.asTenant(
      tenant,
      `select count(*)::int as n from sluice.matching_documents($1, null, 'helpdesk.tickets', null, null)`,
      [text],
    );
    return row!['n'] as number;
  };
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: database.adminUrl, application_name: 'sluice-test' });
    clients.push(client);
    await client.connect();
    return client;
  };

  beforeEach(async () => {
    database = await createTestDatabase(server);
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${OTHER}', 'Other');
       insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       select t.id, md5(t.id || n::text)::uuid, timestamptz '2026-01-01Z' + n * interval '1 day', now(), 'Gargoyle ' || n, 'open', 'web'
       from (values (uuid '${ONE}'), ('${OTHER}')) as t (id), generate_series(1, 50) as n`,
    );
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end()));
    await database.drop();
  });

  test('makes what is missing or wrong, removes what has no row, and gathers the words', async () => {
    await database.asOwner(
      `delete from sluice.search_documents where occurred_at < '2026-01-20';
       update sluice.search_documents set vector = '' where occurred_at > '2026-02-10';
       insert into sluice.search_documents (tenant_id, source, id, occurred_at, language, title, vector)
       values ('${ONE}', 'helpdesk.tickets', gen_random_uuid(), now(), 'en', 'Gargoyle of nobody',
         sluice.document_vector('${ONE}', 'en', 'Gargoyle of nobody', null, null, null, null))`,
    );
    const report = await rebuild();
    expect(report.sources.find(({ source }) => source === 'helpdesk.tickets')).toMatchObject({ removed: 1 });
    expect(report.indexes).toContain('sluice.idx_search_documents_vector_gin');
    expect([await found('gargoyles'), await found('gargoyle', OTHER), await found('nobody')]).toEqual([
      50, 50, 0,
    ]);
    expect(
      await database.asOwner(`select documents::int from sluice.search_words where word = 'gargoyle'`),
    ).toEqual([{ documents: 50 }, { documents: 50 }]);
    expect(
      await database.asOwner('select from sluice.search_sources where is_due or not is_complete'),
    ).toEqual([]);
    expect(await database.asOwner('select index_name from sluice.search_index_builds')).toHaveLength(
      report.indexes.length,
    );
  });

  test('leaves documents alone that are as they should be', async () => {
    const xids = `select array_agg(xid::text order by tenant_id, source, id) as xids from sluice.search_documents`;
    const before = await database.asOwner(xids);
    await rebuild();
    expect(await database.asOwner(xids)).toEqual(before);
  });

  test('of one tenant touches no other, and no index', async () => {
    await database.asOwner('delete from sluice.search_documents');
    const report = await rebuild({ tenantId: ONE });
    expect(report.indexes).toEqual([]);
    expect(await found('gargoyle')).toBe(50);
    // The last batch may reach into the next tenant's rows.
    expect(await found('gargoyle', OTHER)).toBeLessThanOrEqual(10);
  });

  test('of one source touches no other', async () => {
    await database.asOwner(
      `insert into helpdesk.users (tenant_id, id, name, role) values ('${ONE}', gen_random_uuid(), 'Ada', 'agent');
       delete from sluice.search_documents`,
    );
    await rebuild({ source: 'helpdesk.users' });
    expect(await database.asOwner('select source, title from sluice.search_documents')).toEqual([
      { source: 'helpdesk.users', title: 'Ada' },
    ]);
  });

  test('goes on where it was stopped', async () => {
    const tickets = (): Promise<unknown> =>
      database.asOwner(
        `select is_complete, is_due, indexed_until is null as is_new from sluice.search_sources where name = 'helpdesk.tickets'`,
      );
    await database.asOwner('delete from sluice.search_documents');
    const stopping = new AbortController();
    const stopped = rebuild({
      source: 'helpdesk.tickets',
      signal: stopping.signal,
      onProgress: ({ what, rows }) => {
        if (what === 'helpdesk.tickets' && rows === 30) stopping.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await tickets()).toEqual([{ is_complete: true, is_due: true, is_new: false }]);
    expect(await database.asOwner('select from sluice.search_documents')).toHaveLength(30);
    const { sources } = await rebuild({ source: 'helpdesk.tickets' });
    expect(sources[0]!.rows).toBeLessThanOrEqual(80);
    expect([await found('gargoyle'), await found('gargoyle', OTHER)]).toEqual([50, 50]);
    expect(await tickets()).toEqual([{ is_complete: true, is_due: false, is_new: true }]);
  });

  test('searches are answered and records written while the indexes are rebuilt', async () => {
    const holder = await connect();
    await holder.query('begin; lock table sluice.search_documents in row exclusive mode');
    const rebuilding = rebuild();
    for (;;) {
      const rows = await database.asAdmin(
        `select from pg_stat_activity where query like 'reindex%' and wait_event_type = 'Lock' and datname = current_database()`,
      );
      if (rows.length > 0) break;
      await sleep(20);
    }
    expect(await found('gargoyle')).toBe(50);
    await database.asOwner(
      `insert into helpdesk.tickets (tenant_id, id, subject, status, channel) values ('${ONE}', gen_random_uuid(), 'Quasimodo', 'open', 'web')`,
    );
    expect(await found('quasimodo')).toBe(1);
    await holder.query('commit');
    await rebuilding;
    expect([await found('gargoyle'), await found('quasimodo')]).toEqual([50, 1]);
  });

  test('leaves no half of an index behind when it is stopped, and removes one that a killed rebuild has left', async () => {
    const invalid = () =>
      database.asAdmin('select indexrelid::regclass::text as name from pg_index where not indisvalid');
    const holder = await connect();
    await holder.query('begin; lock table sluice.search_documents in row exclusive mode');
    const stopping = new AbortController();
    const stopped = rebuild({ signal: stopping.signal });
    while ((await invalid()).length === 0) await sleep(20);
    stopping.abort();
    // What drops the leftover waits for those who might be using it.
    await sleep(100);
    await holder.query('commit');
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await invalid()).toEqual([]);

    await database.asOwner(
      'create index idx_search_documents_title_ccnew on sluice.search_documents (title)',
    );
    await database.asAdmin(
      `update pg_index set indisvalid = false where indexrelid = 'sluice.idx_search_documents_title_ccnew'::regclass`,
    );
    expect((await rebuild()).leftovers).toEqual(['sluice.idx_search_documents_title_ccnew']);
    expect(await invalid()).toEqual([]);
  });

  test('two at once: the second is refused', async () => {
    const holder = await connect();
    await holder.query(`select pg_advisory_lock(hashtextextended('sluice.search_rebuild', 0))`);
    await expect(rebuild()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: /Somebody else rebuilds/,
    });
  });
});
