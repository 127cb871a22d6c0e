import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { CachedAnswer } from '../../src/cache/answer-cache.js';
import { startOwnRedis, withRedis } from '../setup/test-redis.js';
import { aKey, anAnswer, CountedLoad, openRedis, until } from './cache-fixture.js';

type Opened = ReturnType<typeof openRedis>;

/** Asks what nobody has asked before, and gets it from the database. */
async function expectAnswered({ memory }: Opened): Promise<void> {
  const answer = anAnswer();
  expect(await memory.answer(aKey(), () => Promise.resolve(answer))).toEqual({ answer, origin: 'DATABASE' });
}

/** Whether one process finds what another has just loaded. */
async function isShared(one: Opened, two: Opened): Promise<boolean> {
  const key = aKey();
  await one.redis.answer(key, () => Promise.resolve(anAnswer()));
  for (let attempt = 0; attempt < 20; attempt++) {
    const { origin } = await two.redis.answer(key, () => Promise.resolve(anAnswer()));
    if (origin === 'REDIS') return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

describe('when Redis', () => {
  test('is not there at the start, answers come from the database, and are shared once it is', async () => {
    const server = await startOwnRedis();
    await server.kill();
    const [one, two] = [openRedis(server.url), openRedis(server.url)];
    await expectAnswered(one);
    await until(() => one.monitor.told.length > 0);
    for (let count = 0; count < 50; count++) await expectAnswered(one);
    // The client goes on trying.
    await until(() => one.monitor.failures.length > 2);
    expect(one.monitor.told).toEqual(['lost: unreachable']);
    expect(one.redis.isWorking).toBe(false);

    await server.startAgain();
    await until(() => one.redis.isWorking && two.redis.isWorking);
    expect(one.monitor.told).toEqual(['lost: unreachable', 'back']);
    expect(await isShared(one, two)).toBe(true);
  });

  test('is killed under load and comes back, every answer is right, and one warning is given', async () => {
    const server = await startOwnRedis();
    const processes = [openRedis(server.url), openRedis(server.url)];
    await until(() => processes.every(({ redis }) => redis.isWorking));
    const truth = new Map<string, CachedAnswer>();
    let isOver = false;
    let asked = 0;
    const ask = async ({ memory }: Opened): Promise<void> => {
      while (!isOver) {
        const question = `${Math.floor(Math.random() * 200)}`;
        const dataVersion = `e1.${Math.floor(asked / 200)}`;
        const key = aKey({ question, dataVersion });
        const { answer } = await memory.answer(key, async () => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          return anAnswer(dataVersion, [question]);
        });
        expect(answer).toEqual({ dataVersion, parts: [question] });
        truth.set(`${question} ${dataVersion}`, answer);
        asked++;
        if (asked % 20 === 0) await new Promise(setImmediate);
      }
    };
    const asking = processes.flatMap((each) => Array.from({ length: 8 }, () => ask(each)));
    const askMore = async (): Promise<void> => {
      const enough = asked + 500;
      await until(() => asked >= enough);
    };
    await askMore();
    await server.kill();
    await until(() => processes.every(({ redis }) => !redis.isWorking));
    await askMore();
    await server.startAgain();
    await until(() => processes.every(({ redis }) => redis.isWorking));
    await askMore();
    isOver = true;
    await Promise.all(asking);
    for (const { monitor } of processes) expect(monitor.told).toEqual(['lost: unreachable', 'back']);
    expect(await isShared(processes[0]!, processes[1]!)).toBe(true);
  });

  test('does not answer in time, a few queries find out, and the others do not ask it', async () => {
    const server = await startOwnRedis();
    const slow = openRedis(server.url, { timeoutMs: 25 });
    const patient = openRedis(server.url);
    await until(() => slow.redis.isWorking && patient.redis.isWorking);
    server.pause();
    for (let count = 0; count < 200; count++) await expectAnswered(slow);
    expect(slow.monitor.told).toEqual(['lost: slow']);
    // Three queries in a row, each with a look, a claim and a write at most; probes have not come into it yet, or hardly.
    expect(slow.monitor.failures.length).toBeLessThan(15);
    expect(slow.redis.isWorking).toBe(false);

    server.resume();
    await until(async () => {
      await expectAnswered(slow);
      return slow.redis.isWorking;
    });
    expect(slow.monitor.told).toEqual(['lost: slow', 'back']);
    expect(await isShared(slow, patient)).toBe(true);
  });

  test('is full, what it has is still found, and what it has no room for is answered', async () => {
    const server = await startOwnRedis({ 'maxmemory-policy': 'noeviction' });
    const [one, two] = [openRedis(server.url), openRedis(server.url)];
    await until(() => one.redis.isWorking && two.redis.isWorking);
    const key = aKey();
    const answer = anAnswer();
    await one.redis.answer(key, () => Promise.resolve(answer));
    expect(await isShared(one, two)).toBe(true);
    // Less than an empty Redis takes.
    await withRedis(server.url, (redis) => redis.config('SET', 'maxmemory', '100kb'));
    for (let count = 0; count < 50; count++) await expectAnswered(two);
    expect(two.monitor.told).toEqual(['lost: full']);
    expect(new Set(two.monitor.failures)).toEqual(new Set(['full']));
    expect(two.monitor.failures.length).toBeLessThan(10);
    expect(await two.redis.answer(key, () => Promise.resolve(anAnswer()))).toEqual({
      answer,
      origin: 'REDIS',
    });

    await withRedis(server.url, (redis) => redis.config('SET', 'maxmemory', '0'));
    await until(async () => {
      await expectAnswered(two);
      return two.redis.isWorking;
    });
    expect(two.monitor.told).toEqual(['lost: full', 'back']);
    expect(await isShared(two, one)).toBe(true);
  });

  test('wants a password that we do not have, answers come from the database', async () => {
    const server = await startOwnRedis({ requirepass: 'secret' });
    const [without, wrong, right] = [
      openRedis(server.url),
      openRedis(server.url.replace('//', '//:wrong@')),
      openRedis(server.url.replace('//', '//:secret@')),
    ];
    for (const each of [without, wrong]) {
      await until(() => each.monitor.told.length > 0);
      await expectAnswered(each);
      expect(each.monitor.told).toEqual(['lost: refused']);
    }
    await until(() => right.redis.isWorking);
    await expectAnswered(right);
    expect(right.monitor.told).toEqual([]);
  });

  test('goes while another process is waited for, the answer is loaded here', async () => {
    const server = await startOwnRedis();
    const [one, two] = [openRedis(server.url), openRedis(server.url, { waitMs: 600_000 })];
    await until(() => one.redis.isWorking && two.redis.isWorking);
    const key = aKey();
    const load = new CountedLoad();
    const first = one.memory.answer(key, load.waiting);
    await until(() => load.count === 1);
    const second = two.memory.answer(key, load.waiting);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(load.count).toBe(1);
    await server.kill();
    await until(() => load.count === 2);
    load.answer(anAnswer());
    expect((await first).origin).toBe('DATABASE');
    expect((await second).origin).toBe('DATABASE');
  });

  test.each(['works', 'is gone', 'does not answer'])(
    '%s, a process that has closed its cache can end',
    async (state) => {
      const server = await startOwnRedis();
      if (state === 'is gone') await server.kill();
      if (state === 'does not answer') server.pause();
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', 'test/cache/open-ask-close.ts', server.url],
        { timeout: 120_000 },
      );
      expect(stdout).toBe('DATABASE\nclosed\n');
    },
  );
});
