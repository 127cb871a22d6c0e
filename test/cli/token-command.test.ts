import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import type { AccessToken } from '../../src/tokens/access-token-store.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

const TENANT = '00000000-0000-4000-8000-000000000001';
const OTHER_TENANT = '00000000-0000-4000-8000-000000000002';

describe('sluice token', () => {
  let database: TestDatabase;
  let printed: string;
  let told: string;

  const run = async (...args: string[]): Promise<string> => {
    printed = '';
    const program = await createProgram(['token']);
    await program.parseAsync(['token', ...args], { from: 'user' });
    return printed;
  };
  const create = async (...args: string[]) =>
    JSON.parse(
      await run(
        'create',
        '--tenant',
        TENANT,
        '--name',
        'Acme',
        '--scope',
        'helpdesk:read',
        '--json',
        ...args,
      ),
    ) as AccessToken & { secret: string };
  const list = async (...args: string[]) => JSON.parse(await run('list', '--json', ...args)) as AccessToken[];

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.asAdmin(
      `insert into sluice.tenants (id, name) values ('${TENANT}', 'One'), ('${OTHER_TENANT}', 'Other')`,
    );
  });

  beforeEach(() => {
    told = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((told += String(text)), true));
    vi.stubEnv('MAINTAINER_DATABASE_URL', database.maintainerUrl);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test('says which variable to set where no database is configured', async () => {
    vi.stubEnv('MAINTAINER_DATABASE_URL', undefined);
    await expect(run('list')).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('MAINTAINER_DATABASE_URL') as string,
    });
  });

  test.each([
    [['--scope', 'record'], /Did you mean "records"\?/],
    [['--expires', '90'], /such as 30m, 12h or 90d/],
    [['--expires', '0d'], /such as/],
    [['--expires', '99999d'], /ten years/],
    [['--tenant', 'acme'], /must be a uuid/],
  ])('refuses %j', async (args, message) => {
    await expect(create(...args)).rejects.toThrow(message);
  });

  test('refuses an unknown tenant and an unknown token', async () => {
    await expect(create('--tenant', '00000000-0000-4000-8000-00000000000f')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(run('revoke', '00000000-0000-4000-8000-00000000000f')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('prints the token alone to standard output, so that a script can keep it', async () => {
    const secret = await run('create', '--tenant', TENANT, '--name', 'Script', '--scope', 'records');
    expect(secret).toMatch(/^slc_[\w-]{43}\n$/);
    expect(told).toMatch(/^Token .+ for tenant .+, good until .+\. Keep it now: it is not shown again\.\n$/);
    expect(await run('list')).not.toContain(secret.trim());
    expect(JSON.stringify(await database.asAdmin('select * from sluice.access_tokens'))).not.toContain(
      secret.trim(),
    );
  });

  test('keeps scopes, each once, and the end that was asked for', async () => {
    const token = await create('--scope', 'records', '--scope', 'records', '--expires', '12h');
    expect(token).toMatchObject({
      tenantId: TENANT,
      name: 'Acme',
      scopes: ['helpdesk:read', 'records'],
      status: 'live',
    });
    expect(Date.parse(token.expiresAt!) - Date.parse(token.createdAt)).toBe(12 * 60 * 60 * 1000);
    expect((await create('--expires', 'never')).expiresAt).toBeNull();
    const usual = await create();
    expect(Date.parse(usual.expiresAt!) - Date.parse(usual.createdAt)).toBe(90 * 24 * 60 * 60 * 1000);
  });

  test('lists the tokens of one tenant or of all, newest first, and what has become of them', async () => {
    const theirs = await create('--tenant', OTHER_TENANT, '--name', 'Theirs');
    const ours = await create('--name', 'Ours');
    expect((await list()).slice(0, 2).map(({ name }) => name)).toEqual(['Ours', 'Theirs']);
    expect((await list('--tenant', OTHER_TENANT)).map(({ id }) => id)).toEqual([theirs.id]);
    await run('revoke', ours.id);
    expect(printed).toMatch(/is revoked since/);
    const [revoked] = await list('--tenant', TENANT);
    expect(revoked).toMatchObject({ id: ours.id, status: 'revoked' });
    await run('revoke', ours.id, '--json');
    expect((JSON.parse(printed) as AccessToken).revokedAt).toBe(revoked!.revokedAt);
    expect(await run('list')).toMatch(/^id +tenant +name +scopes +status\n/);
    expect(printed).toMatch(new RegExp(`${ours.id} .* revoked `));
    expect(printed).toMatch(/ live, without end\n/);
  });
});
