import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Turns } from '../../src/live/turns.js';

describe('turns', () => {
  function track(max: number) {
    const turns = new Turns(max);
    const begun: string[] = [];
    const running = new Map<string, () => void>();
    return {
      begun,
      take: (owner: string, name: string) =>
        turns.take(owner, () => {
          begun.push(name);
          return new Promise((resolve) => running.set(name, resolve));
        }),
      finish: async (name: string) => {
        running.get(name)!();
        running.delete(name);
        await settled();
      },
    };
  }

  test('let no more than so many run at once', async () => {
    const { begun, take, finish } = track(2);
    for (const name of ['one', 'two', 'three', 'four']) take('a', name);
    expect(begun).toEqual(['one', 'two']);
    await finish('two');
    expect(begun).toEqual(['one', 'two', 'three']);
    await finish('one');
    await finish('three');
    expect(begun).toEqual(['one', 'two', 'three', 'four']);
  });

  test('go round among those who wait: who has much does not hold up who has little', async () => {
    const { begun, take, finish } = track(1);
    for (const name of ['a1', 'a2', 'a3', 'a4']) take('a', name);
    take('b', 'b1');
    take('c', 'c1');
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'a4']) await finish(name);
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'a4']);
  });
});
