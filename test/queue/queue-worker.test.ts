import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SluiceError } from '../../src/errors/sluice-error.js';
import { postgresVersions } from '../setup/test-database.js';
import { ONE, TWO } from '../sql/outreach/queue-fixture.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import { until } from '../worker/worker-fixture.js';
import { createQueueWorkerFixture, type QueueWorkerFixture } from './queue-worker-fixture.js';

const PROCESS = fileURLToPath(new URL('./run-queue-worker-process.ts', import.meta.url));

describe.each(postgresVersions)('a queue worker on PostgreSQL $version', (server) => {
  let fixture: QueueWorkerFixture;

  beforeEach(async () => {
    fixture = await createQueueWorkerFixture(server);
  });
  afterEach(() => fixture.stop());

  const many = (count: number): object[] => Array<object>(count).fill({});
  const untilOutcomes = async (...outcomes: string[]): Promise<void> => {
    await until(async () => JSON.stringify(await fixture.outcomes()) === JSON.stringify(outcomes));
  };
  const said = (text: string): number => fixture.logged.filter(({ msg }) => msg.includes(text)).length;
  /** Resolves when the signal aborts, as a handler does that minds it. */
  const untilAborted = (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });

  test('does what was queued before it started and what is queued since, of every tenant, each once', async () => {
    await fixture.queue.enqueue(ONE, { payload: { to: 'Ada' }, priority: 3 });
    fixture.start();
    await untilOutcomes('succeeded 1');
    expect(fixture.seen).toMatchObject([
      { tenantId: ONE, name: 'send', payload: { to: 'Ada' }, priority: 3, attempt: 1, maxAttempts: 5 },
    ]);
    await fixture.queue.enqueue(TWO, ...many(300));
    await untilOutcomes(...Array<string>(301).fill('succeeded 1'));
    expect(new Set(fixture.seen.map(({ id }) => id)).size).toBe(301);
    expect(fixture.seen).toHaveLength(301);
    expect(fixture.logged).toEqual([]);
  });

  test('does no more at once than it was told', async () => {
    await fixture.queue.enqueue(ONE, ...many(20));
    await fixture.queue.enqueue(TWO, ...many(20));
    let running = 0;
    let most = 0;
    fixture.start(
      async () => {
        most = Math.max(most, ++running);
        await sleep(5);
        running--;
      },
      { concurrency: 3 },
    );
    await untilOutcomes(...Array<string>(40).fill('succeeded 1'));
    expect(most).toBe(3);
  });

  test('lets tenants take turns: a flood of one does not hold up the other', async () => {
    await fixture.queue.enqueue(ONE, ...many(900));
    await fixture.queue.enqueue(TWO, {});
    fixture.start(undefined, { concurrency: 1 });
    await until(() => fixture.seen.some(({ tenantId }) => tenantId === TWO));
    expect(fixture.seen.findIndex(({ tenantId }) => tenantId === TWO)).toBeLessThan(10);
    await untilOutcomes(...Array<string>(901).fill('succeeded 1'));
  });

  test('begins with what is most urgent', async () => {
    await fixture.queue.enqueue(ONE, { priority: 0 }, { priority: 9 }, { priority: 5 });
    fixture.start(undefined, { concurrency: 1 });
    await untilOutcomes(...Array<string>(3).fill('succeeded 1'));
    expect(fixture.seen.map(({ priority }) => priority)).toEqual([9, 5, 0]);
  });

  describe('a job that fails', () => {
    test('is tried again until it succeeds', async () => {
      await fixture.queue.enqueue(ONE, {});
      fixture.start(({ attempt }) =>
        attempt < 3 ? Promise.reject(new Error(`No route, ${attempt}`)) : Promise.resolve(),
      );
      await untilOutcomes('succeeded 3');
      expect((await fixture.queue.job(fixture.seen[0]!.id))['last_error']).toBe('No route, 2');
      expect(said('is tried again')).toBe(2);
    });

    test('is given up after its last attempt, and says so', async () => {
      await fixture.queue.enqueue(ONE, { max_attempts: 2 });
      fixture.start(() => Promise.reject(new Error('No route')));
      await untilOutcomes('dead 2');
      await until(() => said('was given up') === 1);
    });

    test('is given up at once where another try would be in vain', async () => {
      await fixture.queue.enqueue(ONE, {});
      fixture.start(() => Promise.reject(new SluiceError('BAD_USER_INPUT', 'To whom?')));
      await untilOutcomes('dead 1');
    });

    test('fails also where its handler throws at once, or nobody knows how to do it', async () => {
      await fixture.queue.enqueue(
        ONE,
        { max_attempts: 1 },
        { name: 'dance', max_attempts: 1 },
        { name: 'constructor', max_attempts: 1 },
      );
      fixture.start(() => {
        throw new Error('Now');
      });
      await untilOutcomes('dead 1', 'dead 1', 'dead 1');
      const errors = await fixture.database.asAdmin('select last_error from queue.jobs order by 1');
      expect(errors.map((row) => row['last_error'])).toEqual([
        'Now',
        'This worker does not know how to do "constructor".',
        'This worker does not know how to do "dance".',
      ]);
    });

    test('fails where it takes too long, and is told', async () => {
      await fixture.queue.enqueue(ONE, { max_attempts: 1 });
      fixture.start((_job, signal) => untilAborted(signal), { maxRunMs: 100 });
      await untilOutcomes('dead 1');
      expect((await fixture.queue.job(fixture.seen[0]!.id))['last_error']).toBe('It took longer than 0.1 s.');
    });
  });

  test('keeps a job by its heartbeats for longer than its lease', async () => {
    await fixture.queue.enqueue(ONE, {});
    fixture.start(() => sleep(1_750));
    await until(() => fixture.seen.length === 1);
    const before = await fixture.queue.job(fixture.seen[0]!.id);
    await until(async () => {
      expect(await fixture.queue.recoverStuck()).toEqual([]);
      return (await fixture.outcomes())[0] === 'succeeded 1';
    });
    expect(before['status']).toBe('running');
    expect(fixture.logged).toEqual([]);
  });

  test('is told when a job was taken from it, and what it reports then does not count', async () => {
    await fixture.queue.enqueue(ONE, {});
    let isAborted = false;
    fixture.start(async ({ attempt }, signal) => {
      if (attempt > 1) return;
      await untilAborted(signal).catch(() => undefined);
      isAborted = true;
    });
    await until(() => fixture.seen.length === 1);
    await fixture.database.asAdmin(`update queue.jobs set lease_until = now() - interval '1 second'`);
    expect(await fixture.queue.recoverStuck()).toHaveLength(1);
    await until(() => isAborted);
    await untilOutcomes('succeeded 2');
    await until(() => said('no longer its worker') === 1);
  });

  describe('that is stopped', () => {
    test('puts back what it has not ended, untried, and ends what ends by itself', async () => {
      await fixture.queue.enqueue(ONE, {}, {}, {});
      const worker = fixture.start((job, signal) =>
        job.id === fixture.seen[0]!.id ? sleep(100) : untilAborted(signal),
      );
      await until(() => fixture.seen.length === 3);
      await Promise.all([worker.stop(), worker.stop()]);
      expect(await fixture.outcomes()).toEqual(['ready 0', 'ready 0', 'succeeded 1']);
      fixture.start();
      await untilOutcomes(...Array<string>(3).fill('succeeded 1'));
      expect(fixture.logged).toEqual([]);
    });

    test('does not wait for ever for a job that does not mind: its lease ends it', async () => {
      await fixture.queue.enqueue(ONE, {});
      const worker = fixture.start(() => new Promise(() => undefined), { stopPatienceMs: 50 });
      await until(() => fixture.seen.length === 1);
      await worker.stop();
      expect(await fixture.outcomes()).toEqual(['running 1']);
      await until(async () => (await fixture.queue.recoverStuck()).length === 1);
      fixture.start();
      await untilOutcomes('succeeded 2');
    });

    test('claims nothing any more', async () => {
      const worker = fixture.start();
      await worker.stop();
      await fixture.queue.enqueue(ONE, {});
      expect(await fixture.outcomes()).toEqual(['ready 0']);
    });
  });

  test('killed leaves its jobs to the others, once their leases are over', async () => {
    await fixture.queue.enqueue(ONE, {}, {});
    const child = spawn(process.execPath, ['--import', 'tsx', PROCESS, fixture.database.maintainerUrl], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let begun = 0;
    child.stdout.on('data', (chunk: Buffer) => (begun += chunk.toString().split('begun').length - 1));
    await until(() => begun === 2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    fixture.start();
    expect(await fixture.outcomes()).toEqual(['running 1', 'running 1']);
    let recovered = 0;
    await until(async () => (recovered += (await fixture.queue.recoverStuck()).length) === 2);
    await untilOutcomes('succeeded 2', 'succeeded 2');
  });

  test('without its database goes on by itself when it is back, and reports what has ended meanwhile', async () => {
    const proxy = await startPostgresProxy(fixture.database.maintainerUrl);
    await fixture.database.asMaintainer(null, `select queue.define_family('sending', p_lease => '1 minute')`);
    await fixture.queue.enqueue(ONE, {});
    let finish: () => void = () => undefined;
    const worker = fixture.start(
      ({ id }) =>
        id === fixture.seen[0]!.id ? new Promise((resolve) => (finish = resolve)) : Promise.resolve(),
      { url: proxy.url },
    );
    await until(() => fixture.seen.length === 1);
    proxy.cut();
    await until(() => said('cannot be reached') === 1);
    finish();
    await fixture.queue.enqueue(TWO, {});
    expect(await fixture.outcomes()).toEqual(['ready 0', 'running 1']);
    proxy.restore();
    await untilOutcomes('succeeded 1', 'succeeded 1');
    await until(() => said('can be reached again') === 1);
    expect(fixture.seen).toHaveLength(2);
    await worker.stop();
    await proxy.close();
  });

  test('can be told to do what is due, and no more', async () => {
    await fixture.queue.enqueue(ONE, {}, { run_at: '2100-01-01T00:00:00Z' });
    await fixture.queue.enqueue(TWO, {});
    const worker = fixture.start();
    await worker.drain();
    expect(await fixture.outcomes()).toEqual(['ready 0', 'succeeded 1', 'succeeded 1']);
    await worker.stop();
  });
});
