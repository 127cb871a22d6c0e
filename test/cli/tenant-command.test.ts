import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

const ID = '7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11';

describe('sluice tenant', () => {
  let database: TestDatabase;
  let oltp: TestDatabase;
  let printed: string;

  const run = async (...args: string[]): Promise<string> => {
    printed = '';
    const program = await createProgram(['tenant']);
    await program.parseAsync(['tenant', ...args], { from: 'user' });
    return printed.trimEnd();
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    oltp = await createTestDatabase(undefined, 'oltp');
  });

  beforeEach(() => {
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    vi.stubEnv('MAINTAINER_DATABASE_URL', database.maintainerUrl);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test('makes tenants, with a new id or a given one, and lists them', async () => {
    expect(await run('list')).toContain('There are no tenants');
    expect(await run('create', 'Acme', '--id', ID)).toBe(ID);
    const other = await run('create', 'Zenith');
    expect(JSON.parse(await run('list', '--json'))).toMatchObject([
      { id: ID, name: 'Acme' },
      { id: other, name: 'Zenith' },
    ]);
    expect(await database.asTenant(other, 'select name from sluice.tenants')).toEqual([{ name: 'Zenith' }]);
  });

  test('names the rule that a tenant breaks', async () => {
    await expect(run('create', '  ')).rejects.toMatchObject({ code: 'CONSTRAINT_VIOLATION' });
    await expect(run('create', 'Twice', '--id', ID)).rejects.toMatchObject({
      code: 'CONSTRAINT_VIOLATION',
      message: expect.stringContaining('tenants_pkey') as string,
    });
    await expect(run('create', 'Acme', '--id', 'no-uuid')).rejects.toMatchObject({ exitCode: 1 });
  });

  describe('with a database oltp', () => {
    const SHARED = '7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b22';
    const auditedIn = (of: TestDatabase): Promise<unknown[]> =>
      of.asOwner('select action, target, after from sluice.audit_entries where tenant_id = $1', [SHARED]);

    beforeEach(() => vi.stubEnv('OLTP_MAINTAINER_DATABASE_URL', oltp.maintainerUrl));

    test('makes the tenant there as well, once, however often it is told', async () => {
      expect(await run('create', 'Shared', '--id', SHARED)).toBe(SHARED);
      expect(await run('create', 'Shared', '--id', SHARED)).toBe(SHARED);
      for (const of of [database, oltp]) {
        const target = of === oltp ? 'oltp.tenants' : 'sluice.tenants';
        expect(await of.asTenant(SHARED, `select id, name from ${target}`)).toEqual([
          { id: SHARED, name: 'Shared' },
        ]);
        expect(await auditedIn(of)).toEqual([
          { action: 'tenant create', target, after: { id: SHARED, name: 'Shared' } },
        ]);
      }
      await expect(run('create', 'Another', '--id', SHARED)).rejects.toMatchObject({
        code: 'CONSTRAINT_VIOLATION',
      });
    });

    test('makes one known there that was made before', async () => {
      vi.stubEnv('OLTP_MAINTAINER_DATABASE_URL', '');
      const id = await run('create', 'Earlier');
      expect(await oltp.asTenant(id, 'select from oltp.tenants')).toEqual([]);
      vi.stubEnv('OLTP_MAINTAINER_DATABASE_URL', oltp.maintainerUrl);
      await run('create', 'Earlier', '--id', id);
      expect(await oltp.asTenant(id, 'select name from oltp.tenants')).toEqual([{ name: 'Earlier' }]);
    });

    test('says how to go on where oltp could not be reached', async () => {
      vi.stubEnv('OLTP_MAINTAINER_DATABASE_URL', 'postgres://sluice_maintainer@127.0.0.1:1/oltp');
      const failure = (await run('create', 'Half').catch((error: unknown) => error)) as Error;
      const id = /--id (\S+)\.$/.exec(failure.message)![1]!;
      expect(failure).toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        message: expect.stringContaining(`Tenant ${id} is there, but not in the database oltp`) as string,
      });
      vi.stubEnv('OLTP_MAINTAINER_DATABASE_URL', oltp.maintainerUrl);
      expect(await run('create', 'Half', '--id', id)).toBe(id);
      expect(await oltp.asTenant(id, 'select name from oltp.tenants')).toEqual([{ name: 'Half' }]);
    });

    test('does nothing where the maintainer has no URL for it', async () => {
      vi.stubEnv('OLTP_MAINTAINER_DATABASE_URL', '');
      vi.stubEnv('OLTP_DATABASE_URL', oltp.gatewayUrl);
      await expect(run('create', 'Nowhere')).rejects.toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringContaining('OLTP_MAINTAINER_DATABASE_URL is not set') as string,
      });
      expect(await run('list')).not.toContain('Nowhere');
    });
  });
});
