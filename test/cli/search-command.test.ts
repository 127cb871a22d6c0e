import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import type { SearchStats } from '../../src/maintenance/search/read-search-stats.js';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { ONE, OTHER } from '../sql/sample-tenant.js';

describe('sluice search', () => {
  let database: TestDatabase;
  let printed: string;
  let progress: string;

  const run = async (...args: string[]): Promise<string> => {
    printed = '';
    progress = '';
    const program = await createProgram(args);
    await program.parseAsync(args, { from: 'user' });
    return printed.trimEnd();
  };
  const version = async (tenant = ONE): Promise<number> => {
    const [row] = await database.asTenant(
      tenant,
      `select version::int as n from sluice.dataset_conditions where dataset = 'helpdesk.tickets'`,
    );
    return row!['n'] as number;
  };
  const found = async (text: string, language: string | null): Promise<unknown[]> =>
    database.asTenant(
      ONE,
      `select t.subject from sluice.matching_documents($1, $2, 'helpdesk.tickets', null, null) as d
       join helpdesk.tickets as t on t.id = d.id order by 1`,
      [text, language],
    );

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${OTHER}', 'Other');
       insert into helpdesk.tickets (tenant_id, id, subject, status, channel, language) values
         ('${ONE}', gen_random_uuid(), 'Häuser', 'open', 'web', null), ('${ONE}', gen_random_uuid(), 'Houses', 'open', 'web', 'en'),
         ('${OTHER}', gen_random_uuid(), 'Houses', 'open', 'web', null);
       insert into sluice.searches (tenant_id, id, created_at, query, normalized_query, types, result_count, is_exact, has_result,
           is_corrected, duration_us)
         select '${ONE}', gen_random_uuid(), now() - n * interval '10 hours', 'slow ' || n, 'slow ' || n, '{ticket}', n, true, true, false, n * 1500
         from generate_series(1, 4) as n`,
    );
  });

  beforeEach(() => {
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((progress += String(text)), true));
    vi.stubEnv('OWNER_DATABASE_URL', database.adminUrl);
    vi.stubEnv('MAINTAINER_DATABASE_URL', database.maintainerUrl);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test.each(['gatewayUrl', 'maintainerUrl'] as const)(
    'is refused to the role of %s, and says what to set',
    async (url) => {
      vi.stubEnv('OWNER_DATABASE_URL', database[url]);
      for (const command of ['rebuild', 'optimize', 'stats']) {
        await expect(run('search', command), command).rejects.toMatchObject({
          code: 'CONFIGURATION',
          message: expect.stringContaining(
            'Set OWNER_DATABASE_URL to the URL that "sluice migrate" connects with',
          ) as string,
        });
      }
    },
  );

  test('says what is missing: a URL, a migration, a source, a tenant', async () => {
    await expect(run('search', 'rebuild', '--source', 'helpdesk.ticket')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('Did you mean "helpdesk.tickets"?') as string,
    });
    await expect(
      run('search', 'rebuild', '--tenant', '00000000-0000-4000-8000-0000000000ff'),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(run('search', 'rebuild', '--tenant', 'no-uuid')).rejects.toMatchObject({ exitCode: 1 });
    const empty = await createEmptyDatabase();
    vi.stubEnv('OWNER_DATABASE_URL', empty.adminUrl);
    await expect(run('search', 'stats')).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('Run "sluice migrate"') as string,
    });
    vi.stubEnv('OWNER_DATABASE_URL', '');
    vi.stubEnv('DATABASE_URL', '');
    await expect(run('search', 'stats')).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('No database is configured') as string,
    });
  });

  test('rebuilds, with progress, and says what it did', async () => {
    await database.asOwner('delete from sluice.search_documents');
    const report = JSON.parse(await run('search', 'rebuild', '--json')) as { indexes: string[] };
    expect(report).toMatchObject({ leftovers: [], sources: expect.arrayContaining([]) as unknown });
    expect(report.indexes).toContain('sluice.idx_search_documents_vector_gin');
    expect(progress).toMatch(/^helpdesk\.tickets {2}0/m);
    expect(progress).toMatch(/^sluice\.idx_search_words_word_gin$/m);
    expect(await found('house', 'en')).toHaveLength(1);
    expect(await run('search', 'rebuild', '--source', 'helpdesk.users:pii')).toMatch(
      /as their tables say\.\n\nsource +removed\nhelpdesk\.users:pii +0$/,
    );
  });

  test('optimizes: the pending list is empty, the statistics are there', async () => {
    await database.asOwner(
      `insert into helpdesk.tickets (tenant_id, id, subject, status, channel)
       select '${OTHER}', gen_random_uuid(), 'Gargoyle ' || n, 'open', 'web' from generate_series(1, 200) as n;
       delete from helpdesk.tickets where subject like 'Gargoyle%' and right(subject, 1) = '1'`,
    );
    const report = JSON.parse(await run('search', 'optimize', '--json')) as {
      pendingPages: number;
      tables: object[];
    };
    expect(report.pendingPages).toBeGreaterThan(0);
    expect(report.tables).toMatchObject([
      { table: 'sluice.search_documents' },
      { table: 'sluice.search_words' },
    ]);
    expect(await run('search', 'optimize')).toMatch(/^Pages of the pending list put to their places: 0\n/);
  });

  test('shows documents, languages, indexes and what was slow', async () => {
    const stats = JSON.parse(await run('search', 'stats', '--json')) as SearchStats;
    expect(stats.sources.find(({ source }) => source === 'helpdesk.tickets')).toEqual({
      source: 'helpdesk.tickets',
      documents: 183,
      isComplete: true,
    });
    expect(stats.languages).toEqual([{ language: 'en', documents: 183 }]);
    expect(stats.hasWordStatistics).toBe(true);
    expect(stats.slowest.map(({ query, durationMs }) => [query, durationMs])).toEqual([
      ['slow 2', 3],
      ['slow 1', 1.5],
    ]);
    const gin = stats.indexes.find(({ index }) => index === 'sluice.idx_search_documents_vector_gin')!;
    expect(gin).toMatchObject({ isValid: true, pendingPages: 32, isPendingExact: false });
    expect(gin.bloatBytes).not.toBeNull();
    expect(stats.tables.map(({ table, lastVacuumAt }) => [table, lastVacuumAt !== null])).toEqual([
      ['sluice.search_documents', true],
      ['sluice.search_words', true],
    ]);
    const text = await run('search', 'stats');
    expect(text).toMatch(/^helpdesk\.tickets +183$/m);
    expect(text).toMatch(/^"slow 2" +3 ms/m);
    expect(text).toContain('with the extension pgstattuple they are counted');
  });

  test('counts pending pages where the server tells', async () => {
    await database.asAdmin(
      'create extension pgstattuple schema public; grant pg_stat_scan_tables to sluice_owner',
    );
    try {
      const stats = JSON.parse(await run('search', 'stats', '--json')) as SearchStats;
      expect(
        stats.indexes.find(({ index }) => index === 'sluice.idx_search_documents_vector_gin'),
      ).toMatchObject({
        pendingPages: 0,
        isPendingExact: true,
      });
    } finally {
      await database.asAdmin('drop extension pgstattuple; revoke pg_stat_scan_tables from sluice_owner');
    }
  });

  describe('sluice tenant language', () => {
    test('is refused for no tenant and for no language', async () => {
      await expect(
        run('tenant', 'language', '00000000-0000-4000-8000-0000000000ff', 'de'),
      ).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(run('tenant', 'language', ONE, 'German')).rejects.toMatchObject({
        code: 'CONSTRAINT_VIOLATION',
      });
    });

    test('makes texts searchable by it that say no language, of that tenant alone, and lets kept answers go', async () => {
      expect(await found('Haus', 'de')).toEqual([]);
      const before = [await version(), await version(OTHER)];
      expect(await run('tenant', 'language', ONE, 'de')).toContain('searched as de');
      expect(await found('Haus', 'de')).toEqual([{ subject: 'Häuser' }]);
      expect(await found('house', 'en')).toEqual([{ subject: 'Houses' }]);
      expect(
        await database.asOwner(
          `select distinct language from sluice.search_documents where tenant_id = '${OTHER}'`,
        ),
      ).toEqual([{ language: 'en' }]);
      expect(await version()).toBeGreaterThan(before[0]!);
      expect(await version(OTHER)).toBe(before[1]);
    });
  });
});
