import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

const ID = '7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11';

describe('sluice tenant', () => {
  let database: TestDatabase;
  let printed: string;

  const run = async (...args: string[]): Promise<string> => {
    printed = '';
    const program = await createProgram(['tenant']);
    await program.parseAsync(['tenant', ...args], { from: 'user' });
    return printed.trimEnd();
  };

  beforeAll(async () => {
    database = await createTestDatabase();
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
});
