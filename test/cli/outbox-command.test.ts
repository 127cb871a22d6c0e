import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import {
  createOutreachWorkerFixture,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachWorkerFixture,
} from '../worker/outreach-fixture.js';

const ONE = OUTREACH_TENANT.id;
const TWO = OTHER_OUTREACH_TENANT.id;
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;

describe('sluice outbox', () => {
  let databases: OutreachWorkerFixture;
  let output: string;

  beforeAll(async () => {
    databases = await createOutreachWorkerFixture();
  });
  beforeEach(async () => {
    await databases.content.asAdmin('truncate sluice.outbox, sluice.quarantined_rows');
    output = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((output += String(text)), true));
    for (const [name, value] of Object.entries(databases.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
  });

  /** Runs it. @returns what it printed, and its exit status. */
  const run = async (...args: string[]): Promise<readonly [output: string, status: number]> => {
    output = '';
    process.exitCode = undefined;
    await (await createProgram(['outbox'])).parseAsync(['outbox', ...args], { from: 'user' });
    return [output, Number(process.exitCode ?? 0)];
  };
  const json = async (...args: string[]): Promise<readonly [result: unknown, status: number]> => {
    const [text, status] = await run(...args, '--json');
    return [JSON.parse(text) as unknown, status];
  };

  test('status: nothing waits', async () => {
    expect(await run('status')).toEqual(['Nothing is on its way to analytics.\n', 0]);
    expect(await json('status')).toEqual([[], 0]);
  });

  test('status: what waits is no failure, what was refused is one', async () => {
    await databases.send(2);
    expect(await json('status')).toEqual([
      [{ database: 'content', tenantId: ONE, waiting: 2, oldestAt: INSTANT, refused: 0, refusals: [] }],
      0,
    ]);
    await databases.send(3, { open_count: -1 }, OTHER_OUTREACH_TENANT);
    await run('retry');
    await databases.send(1, {}, OTHER_OUTREACH_TENANT);
    const refusal = {
      target: 'outreach.deliveries',
      code: '23514',
      constraint: 'deliveries_open_count_agrees',
      reason: 'It breaks the rule "deliveries_open_count_agrees". (23514)',
      rows: 3,
      tries: 1,
      firstRefusedAt: INSTANT,
      lastRefusedAt: INSTANT,
      nextTryAt: INSTANT,
    };
    const theirs = { database: 'content', tenantId: TWO, waiting: 4, oldestAt: INSTANT, refused: 3 };
    expect(await json('status')).toEqual([[{ ...theirs, refusals: [refusal] }], 1]);
    expect(await json('status', '--tenant', ONE)).toEqual([[], 0]);
    const [text, status] = await run('status', '--tenant', TWO);
    expect(status).toBe(1);
    expect(text).toMatch(new RegExp(`content\\s+${TWO}\\s+4\\s+[\\d.]+ s\\s+3\n`));
    expect(text).toContain(
      `content, ${TWO}: 3 rows for outreach.deliveries refused. ${refusal.reason}\n    Tried 1 time at most. First at `,
    );
  });

  test('status: of rows that were refused before it was written down since when', async () => {
    await databases.content.asOwner(
      `insert into sluice.outbox (tenant_id, target, record, attempts, last_error) values ($1, 'outreach.deliveries', '{}', 3, 'It was so')`,
      [ONE],
    );
    expect((await json('status'))[0]).toMatchObject([
      { refusals: [{ code: null, constraint: null, reason: 'It was so', tries: 3, firstRefusedAt: null }] },
    ]);
    expect((await run('status'))[0]).toMatch(/It was so\n {4}Tried 3 times at most\. Next at /);
  });

  test('retry: says what has moved, and fails where something is refused still', async () => {
    const late = { ...OUTREACH_TENANT, id: randomUUID() };
    await databases.send(2, {}, late);
    await databases.send(1, { open_count: -1 });
    expect(await json('retry')).toMatchObject([
      { retried: [{}, { database: 'content', moved: 0, refused: 3 }, {}], status: [{}, {}] },
      1,
    ]);
    await databases.analytics.asOwner(`insert into sluice.tenants (id, name) values ($1, 'Late')`, [late.id]);
    const [text, status] = await run('retry', '--tenant', late.id);
    expect(text).toMatch(/content\s+2\s+0\n/);
    expect(text).toContain('Nothing is on its way to analytics.');
    expect(status).toBe(0);
    expect((await run('retry'))[1]).toBe(1);
  });

  test('discard: only what was refused, and only when that is said', async () => {
    await databases.send(2, { open_count: -1 });
    await databases.send(1, { open_count: -1 }, OTHER_OUTREACH_TENANT);
    await run('retry');
    await databases.send(1);
    await expect(run('discard')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const [planned] = await run('discard', '--refused', '--dry-run', '--tenant', ONE);
    expect(planned).toMatch(new RegExp(`would be set aside\ncontent\\s+${ONE}\\s+2\n$`));
    expect(await json('discard', '--refused', '--tenant', ONE)).toEqual([
      [{ database: 'content', tenantId: ONE, setAside: 2, left: 0 }],
      0,
    ]);
    expect((await run('discard', '--refused'))[0]).toMatch(
      new RegExp(`set aside\ncontent\\s+${TWO}\\s+1\n$`),
    );
    expect(await run('discard', '--refused')).toEqual(['Nothing was refused.\n', 0]);
    expect((await json('status'))[0]).toMatchObject([{ tenantId: ONE, waiting: 1, refused: 0 }]);
  });

  test('restore: puts back what was set aside', async () => {
    await databases.send(2, { open_count: -1 });
    await run('retry');
    await run('discard', '--refused');
    expect((await run('restore', '--tenant', TWO))[0]).toMatch(/content\s+0\s+0\s+0\n/);
    expect((await run('restore'))[0]).toMatch(/content\s+2\s+0\s+0\n/);
    expect((await json('status'))[0]).toMatchObject([{ tenantId: ONE, waiting: 2, refused: 2 }]);
  });

  test('says which variables are missing', async () => {
    for (const kind of ['CONTENT', 'QUEUE']) {
      vi.stubEnv(`${kind}_DATABASE_URL`, '');
      vi.stubEnv(`${kind}_MAINTAINER_DATABASE_URL`, '');
    }
    await expect(run('status')).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('CONTENT_MAINTAINER_DATABASE_URL') as string,
    });
  });
});
