import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { runSluice, startSluice, type SluiceProcess } from './sluice-process.js';

describe('sluice serve', () => {
  let database: TestDatabase;
  const running: SluiceProcess[] = [];

  const serve = (args: string[], environment: Record<string, string> = {}): SluiceProcess => {
    const sluice = startSluice(['serve', ...args], {
      DATABASE_URL: database.gatewayUrl,
      SLUICE_JWT_SECRET: 'a secret of more than 32 characters',
      ...environment,
    });
    running.push(sluice);
    return sluice;
  };
  const urls = async (sluice: SluiceProcess) =>
    JSON.parse(await sluice.untilPrinted(/\}\n/)) as { url: string; graphqlUrl: string };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.map(({ exit }) => exit));
  });

  test('says which variable to set where no database is configured', async () => {
    const { status, stderr } = await runSluice(['serve']);
    expect(stderr).toMatch(/sluice: No database is configured\. Set DATABASE_URL/);
    expect(status).toBe(1);
  });

  test('refuses to serve as a superuser, and says what to do', async () => {
    const { status, stderr } = await serve(['--port', '0'], { DATABASE_URL: database.adminUrl }).exit;
    expect(stderr).toMatch(/sluice: Tenants are not isolated .*"postgres"[\s\S]*Fix: [\s\S]*sluice doctor/);
    expect(status).toBe(1);
  });

  test('prints where it serves, and ends with status 0 when it is told to', async () => {
    const sluice = serve(['--port', '0']);
    const printed = await sluice.untilPrinted(/GraphQL.*\n/);
    const [, url] = /playground +(http:\/\/127\.0\.0\.1:\d+\/)\n/.exec(printed)!;
    expect((await fetch(`${url}readyz`)).status).toBe(200);
    sluice.child.kill('SIGTERM');
    expect(await sluice.exit).toMatchObject({ status: 0 });
  });

  test('refuses a port that is taken, and names the way out', async () => {
    const first = serve(['--port', '0', '--json']);
    const { port } = new URL((await urls(first)).url);
    const { status, stderr } = await serve(['--port', port]).exit;
    expect(stderr).toContain(
      `sluice: Port ${port} on 127.0.0.1 is already in use. Choose another with --port`,
    );
    expect(status).toBe(1);
    first.child.kill('SIGINT');
    expect(await first.exit).toMatchObject({ status: 0 });
  });

  test('makes the partitions of the coming months while it serves', async () => {
    const upcoming = () =>
      database.asAdmin(
        `select c.oid::regclass::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = 'helpdesk.ticket_history'::regclass order by 1`,
      );
    const before = await upcoming();
    await database.asAdmin(
      `drop table ${String(before.findLast(({ name }) => /\d$/.test(String(name)))!['name'])}`,
    );
    expect(await upcoming()).toHaveLength(before.length - 1);
    const sluice = serve(['--port', '0', '--json'], { MAINTAINER_DATABASE_URL: database.maintainerUrl });
    await urls(sluice);
    await vi.waitFor(async () => expect(await upcoming()).toEqual(before), {
      timeout: 120_000,
      interval: 100,
    });
    sluice.child.kill('SIGTERM');
    expect(await sluice.exit).toMatchObject({ status: 0 });
  });
});
