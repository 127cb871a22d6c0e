import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../support/outreach-databases.js';
import { QueueFixture } from '../sql/outreach/queue-fixture.js';

const ONE = OUTREACH_TENANT.id;
const TWO = OTHER_OUTREACH_TENANT.id;

describe('sluice queue', () => {
  let databases: OutreachDatabases;
  let queue: QueueFixture;
  let output: string;

  beforeAll(async () => {
    databases = await createOutreachDatabases();
    queue = new QueueFixture(databases.queue);
  });
  beforeEach(async () => {
    await databases.queue.asAdmin('delete from queue.jobs; delete from sluice.outbox');
    await databases.content.asAdmin('delete from sluice.outbox');
    output = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((output += String(text)), true));
    for (const [name, value] of Object.entries(databases.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  const run = async (...args: string[]): Promise<string> => {
    output = '';
    await (await createProgram(['queue'])).parseAsync(['queue', ...args], { from: 'user' });
    return output;
  };
  const json = async (...args: string[]): Promise<unknown> =>
    JSON.parse(await run(...args, '--json')) as unknown;
  /** Queues a job and gives it up. */
  const die = async (tenantId: string, family = 'sending'): Promise<string> => {
    await queue.enqueue(tenantId, { family, max_attempts: 1 });
    const [job] = await queue.claim(tenantId, 1, family);
    await queue.fail(tenantId, job!);
    return job!.job_id;
  };

  test('status: counts the jobs of all tenants, and names who waits for analytics', async () => {
    await die(ONE);
    await databases.queue.asAdmin('delete from sluice.outbox');
    await queue.enqueue(ONE, {}, {}, { run_at: '2100-01-01T00:00:00Z' });
    await queue.enqueue(TWO, {});
    await queue.claim(TWO);
    await queue.pass('5 minutes');
    await databases.content.asOwner(
      `insert into sluice.outbox (tenant_id, target, record, attempts, last_error)
       values ($1, 'outreach.deliveries', '{}', 3, 'It breaks a rule'), ($1, 'outreach.deliveries', '{}', 0, null)`,
      [TWO],
    );
    const status = await json('status');
    expect(status).toMatchObject({
      outbox: [{ database: 'content', tenantId: TWO, waiting: 2, refused: 1, lastError: 'It breaks a rule' }],
    });
    const { families } = status as { families: { family: string }[] };
    expect(families.find(({ family }) => family === 'sending')).toEqual({
      family: 'sending',
      due: 2,
      scheduled: 1,
      running: 1,
      stuck: 1,
      dead: 1,
      oldestWaitSeconds: expect.any(Number) as number,
      tenants: 1,
    });
    const text = await run('status');
    expect(text).toMatch(/sending\s+2\s+5 min\s+1\s+1\s+1\s+1\s+1/);
    expect(text).toMatch(new RegExp(`content\\s+${TWO}\\s+2\\s+[\\d.]+ s\\s+1\\s+It breaks a rule`));
  });

  test('status: says where nothing waits', async () => {
    expect(await run('status')).toContain('Nothing is on its way to analytics.');
  });

  test('dead: lists what was given up, of all or some', async () => {
    const mine = await die(ONE);
    const theirs = await die(TWO);
    const figures = await die(TWO, 'figures');
    const ids = async (...args: string[]) =>
      ((await json('dead', ...args)) as { id: string }[]).map(({ id }) => id);
    expect(await ids()).toEqual([figures, theirs, mine]);
    expect(await ids('--tenant', TWO)).toEqual([figures, theirs]);
    expect(await ids('--family', 'sending')).toEqual([theirs, mine]);
    expect(await ids('--limit', '1')).toEqual([figures]);
    expect(await run('dead', '--tenant', ONE)).toContain(
      `sending send of ${ONE}, after 1 attempt\n    No route`,
    );
  });

  test('revive: queues once more what is named, and says what it has not found', async () => {
    const mine = await die(ONE);
    const theirs = await die(TWO);
    await expect(run('revive')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(run('revive', mine, '--all')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await run('revive', mine)).toBe('1 queued again.\n');
    expect(await queue.job(mine)).toMatchObject({ status: 'ready', attempts: 0 });
    expect(await queue.job(theirs)).toMatchObject({ status: 'dead' });
    await expect(run('revive', mine, theirs)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('1 name no such job') as string,
    });
    expect(await queue.job(theirs)).toMatchObject({ status: 'ready' });
  });

  test('revive: not another tenant’s, where one is named', async () => {
    const mine = await die(ONE);
    const theirs = await die(TWO);
    await expect(run('revive', theirs, '--tenant', ONE)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await run('revive', '--all', '--tenant', ONE)).toBe('1 queued again.\n');
    expect(await queue.job(mine)).toMatchObject({ status: 'ready' });
    expect(await queue.job(theirs)).toMatchObject({ status: 'dead' });
    const trail = await databases.queue.asOwner(
      `select tenant_id, after from sluice.audit_entries where action = 'queue revive' order by occurred_at desc limit 1`,
    );
    expect(trail).toMatchObject([{ tenant_id: ONE, after: { status: 'ready', ids: [mine] } }]);
  });

  test('says which variable is missing', async () => {
    for (const name of ['QUEUE_DATABASE_URL', 'QUEUE_MAINTAINER_DATABASE_URL']) vi.stubEnv(name, '');
    await expect(run('status')).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('QUEUE_MAINTAINER_DATABASE_URL') as string,
    });
  });
});
