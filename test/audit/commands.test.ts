import type { Command } from 'commander';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { DATABASE_KINDS } from '../../src/migrations/database-kind.js';
import { INSTALLATION_ID } from '../../src/tenancy/installation-id.js';
import { TEST_PASSWORDS, type TestRow } from '../setup/test-database.js';
import {
  createOutreachDatabases,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../support/outreach-databases.js';
import { givenFile } from '../importing/import-fixture.js';
import { AUDITED, BYSTANDER, UNAUDITED } from './audited-commands.js';

const OPERATOR = 'olga';
const UNKNOWN_TENANT = '99999999-9999-4999-8999-999999999999';

/** The names of all commands that do something, such as `token create`. */
function namesOf(command: Command, path: readonly string[] = []): string[] {
  return command.commands.flatMap((child) => {
    const name = [...path, child.name()];
    // A command that only holds others shows its help.
    const isRunnable = (child as unknown as { _actionHandler: unknown })._actionHandler != null;
    return [...(isRunnable ? [name.join(' ')] : []), ...namesOf(child, name)];
  });
}

describe('the audit trail of operators', () => {
  let databases: OutreachDatabases;
  let printed: string;

  beforeAll(async () => {
    databases = await createOutreachDatabases();
  });
  beforeEach(() => {
    printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    vi.stubEnv('SLUICE_OPERATOR', OPERATOR);
    vi.stubEnv('OWNER_DATABASE_URL', databases.analytics.adminUrl);
    for (const [name, value] of Object.entries(databases.environment)) vi.stubEnv(name, value);
    for (const kind of ['oltp', 'content', 'queue'] as const) {
      vi.stubEnv(`${kind.toUpperCase()}_OWNER_DATABASE_URL`, databases[kind].adminUrl);
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
  });

  const run = async (name: string, args: readonly string[]): Promise<void> => {
    const words = [...name.split(' '), ...args];
    await (await createProgram(words)).parseAsync(words, { from: 'user' });
  };
  const entries = async (): Promise<TestRow[]> => {
    const found = await Promise.all(
      DATABASE_KINDS.map(async (database) =>
        (
          await databases[database].asOwner(
            'select *, id::text from sluice.audit_entries where subject = $1 order by occurred_at',
            [OPERATOR],
          )
        ).map((row): TestRow => ({ ...row, database })),
      ),
    );
    return found.flat();
  };
  /** What the work has written. */
  const written = async (work: () => Promise<unknown>): Promise<TestRow[]> => {
    const before = new Set((await entries()).map(({ id }) => id));
    await work();
    return (await entries()).filter(({ id }) => !before.has(id));
  };

  test('is written by every command that changes something', async () => {
    const names = namesOf(await createProgram([]));
    expect(names).toContain('token create');
    const known = [...Object.keys(AUDITED), ...Object.keys(UNAUDITED)];
    expect([...known].sort(), 'a command without a case in test/audit/audited-commands.ts').toEqual(
      names.sort(),
    );
  });

  test.each(Object.entries(AUDITED))('sluice %s', async (name, { prepare, entries: expected, dryRun }) => {
    const args = await prepare(databases);
    if (dryRun !== undefined) {
      expect(await written(() => run(name, [...args, ...dryRun]))).toEqual([]);
    }
    const found = await written(() => run(name, args));
    expect(found).toHaveLength(expected.length);
    for (const [i, { tenantId, before, after, ...entry }] of expected.entries()) {
      expect(found[i]).toMatchObject({
        ...entry,
        tenant_id: tenantId ?? INSTALLATION_ID,
        actor_kind: 'operator',
        subject: OPERATOR,
        token_id: null,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      });
    }
    // One run of a command, whatever it writes and where.
    expect(new Set(found.map((entry) => entry['request_id'])).size).toBe(1);
  });

  test('has no second entry where a command says what is so already', async () => {
    const { prepare } = AUDITED['tenant create']!;
    const args = await prepare(databases);
    expect(await written(() => run('tenant create', args))).toEqual([]);
    const [token] = await databases.analytics.asOwner(
      'select id::text from sluice.access_tokens where revoked_at is not null',
    );
    expect(await written(() => run('token revoke', [String(token!['id'])]))).toEqual([]);
    expect(await written(() => run('jobs discard', ['--all']))).toEqual([]);
    expect(await written(() => run('partitions', ['--ensure', '6']))).toEqual([]);
    expect(await written(() => run('migrate', []))).toEqual([]);
  });

  test('has no entry of a change that was refused', async () => {
    const refused = (name: string, args: readonly string[]): Promise<TestRow[]> =>
      written(() => expect(run(name, args)).rejects.toMatchObject({ code: expect.any(String) as string }));
    expect(await refused('tenant create', [' '])).toEqual([]);
    expect(await refused('tenant create', ['Nil', '--id', INSTALLATION_ID])).toEqual([]);
    expect(await refused('tenant language', [UNKNOWN_TENANT, 'de'])).toEqual([]);
    expect(
      await refused('token create', ['--tenant', UNKNOWN_TENANT, '--name', 'x', '--scope', 'audit']),
    ).toEqual([]);
    expect(await refused('rollups lag-target', ['helpdesk.nothing', '5'])).toEqual([]);
    expect(
      await refused('import', ['organisations', '/nowhere.csv', '--tenant', OUTREACH_TENANT.id]),
    ).toEqual([]);
  });

  test('is not done without: what cannot be written down is not changed', async () => {
    const { analytics } = databases;
    const state = (): Promise<TestRow[]> =>
      analytics.asOwner(
        `select (select count(*) from sluice.access_tokens) as tokens, (select max(revoked_at) from sluice.access_tokens) as revoked_at,
           (select count(*) from sluice.tenants) as tenants, (select max(search_language) from sluice.tenants) as language,
           (select sum(lag_target) from sluice.rollups) as lag_targets, (select max(refreshed_at) from sluice.rollups) as refreshed_at,
           (select count(*) from helpdesk.organisations) as organisations`,
      );
    const [token] = await analytics.asOwner(
      `insert into sluice.access_tokens (id, tenant_id, name, token_hash, scopes)
       values (gen_random_uuid(), $1, 'Unrevoked', sha256('another'), '{audit}') returning id::text`,
      [OUTREACH_TENANT.id],
    );
    const before = await state();
    await analytics.asOwner(
      'alter table sluice.audit_entries add constraint full_up check (false) not valid',
    );
    try {
      for (const [name, args] of [
        ['tenant create', ['Other']],
        ['tenant language', [OUTREACH_TENANT.id, 'fr']],
        ['token create', ['--tenant', OUTREACH_TENANT.id, '--name', 'x', '--scope', 'audit']],
        ['token revoke', [String(token!['id'])]],
        ['rollups lag-target', ['helpdesk.dashboard_stats', '77']],
        ['refresh', []],
        [
          'import',
          [
            'organisations',
            givenFile('more.csv', 'external_id,name\nmore,More\n'),
            '--tenant',
            OUTREACH_TENANT.id,
          ],
        ],
      ] as const) {
        await expect(run(name, args), name).rejects.toThrow(/full_up/);
      }
      expect(await state()).toEqual(before);
    } finally {
      await analytics.asOwner('alter table sluice.audit_entries drop constraint full_up');
    }
  });

  test('has no entry of what the worker does by itself', async () => {
    expect(await written(() => run('worker', ['--once']))).toEqual([]);
  });

  test('tells of a long command that it failed, and by what', async () => {
    const found = await written(() =>
      expect(run('refresh', ['--tenant', UNKNOWN_TENANT])).rejects.toMatchObject({ code: 'NOT_FOUND' }),
    );
    expect(found).toMatchObject([
      { action: 'refresh', outcome: 'started', tenant_id: UNKNOWN_TENANT },
      { action: 'refresh', outcome: 'failed', after: { code: 'NOT_FOUND' } },
    ]);
  });

  test('tells of a migration that failed half-way what it had done', async () => {
    const { analytics } = databases;
    await analytics.asOwner(
      `delete from sluice.definitions where name in ('functions/sluice.is_tenant', 'functions/sluice.suggest')`,
    );
    // Its next form cannot be made in place of one that returns something else.
    await analytics.asAdmin(`alter function sluice.suggest rename to suggest_mine`);
    const [{ definition }] = (await analytics.asAdmin(
      `select pg_get_function_identity_arguments(oid) as definition from pg_proc where proname = 'suggest_mine'`,
    )) as [{ definition: string }];
    await analytics.asAdmin(
      `create function sluice.suggest(${definition}) returns int language sql as 'select 1'; alter function sluice.suggest owner to sluice_owner`,
    );
    const found = await written(() =>
      expect(run('migrate', [])).rejects.toMatchObject({ code: 'CONFIGURATION' }),
    );
    expect(found).toMatchObject([
      {
        action: 'migrate',
        outcome: 'started',
        after: { pending: ['functions/sluice.is_tenant', 'functions/sluice.suggest'] },
      },
      {
        action: 'migrate',
        outcome: 'failed',
        after: { applied: ['functions/sluice.is_tenant'], code: 'CONFIGURATION' },
      },
    ]);
    await analytics.asAdmin(
      'drop function sluice.suggest; alter function sluice.suggest_mine rename to suggest',
    );
  });

  test("is seen by the tenants that were acted on, and holds nobody's secrets", async () => {
    await run('token create', ['--tenant', OUTREACH_TENANT.id, '--name', 'Ada Lovelace', '--scope', 'audit']);
    const secret = printed.trim();
    expect(secret).toMatch(/^slc_/);
    const [token] = await databases.analytics.asOwner(
      `select encode(token_hash, 'hex') as hash from sluice.access_tokens where name = 'Ada Lovelace'`,
    );
    const all = JSON.stringify(await entries());
    for (const hidden of [
      secret.slice(4),
      token!['hash'],
      'Ada Lovelace',
      'ada@example.com',
      ...Object.values(TEST_PASSWORDS),
    ]) {
      expect(all).not.toContain(hidden);
    }
    const ours = await databases.analytics.asTenant(
      OUTREACH_TENANT.id,
      'select distinct action from sluice.audit_entries order by action',
    );
    expect(ours.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['import', 'refresh', 'tenant language', 'token create', 'token revoke']),
    );
    for (const kind of DATABASE_KINDS) {
      expect(await databases[kind].asTenant(BYSTANDER, 'select from sluice.audit_entries')).toEqual([]);
    }
  });
});
