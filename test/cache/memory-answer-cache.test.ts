import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryAnswerCache } from '../../src/cache/memory-answer-cache.js';
import { aKey, anAnswer, CountedLoad, openMemory } from './cache-fixture.js';

const KIB = 1024;

describe('the cache in memory', () => {
  test('is bounded by bytes, and lets go of what was used least recently', async () => {
    const cache = openMemory(null, 20 * KIB);
    const keys = Array.from({ length: 12 }, () => aKey());
    const load = new CountedLoad();
    const ask = async (index: number): Promise<string> => {
      const answer = anAnswer('e1.1', ['x'.repeat(2 * KIB)]);
      return (await cache.answer(keys[index]!, load.answering(answer))).origin;
    };
    for (const index of [0, 1, 2, 3, 4, 5]) await ask(index);
    expect(await ask(0)).toBe('MEMORY');
    for (const index of [6, 7, 8, 9, 10, 11]) await ask(index);
    expect(cache.bytes).toBeLessThanOrEqual(20 * KIB);
    expect(cache.entries).toBeLessThan(12);
    expect(await ask(1)).toBe('DATABASE');
    expect(await ask(11)).toBe('MEMORY');
  });

  test('does not keep an answer that would drive out everything else', async () => {
    const cache = openMemory(null, 16 * KIB);
    const key = aKey();
    const small = aKey();
    await cache.answer(small, () => Promise.resolve(anAnswer()));
    const huge = anAnswer('e1.1', ['x'.repeat(12 * KIB)]);
    expect((await cache.answer(key, () => Promise.resolve(huge))).origin).toBe('DATABASE');
    expect((await cache.answer(key, () => Promise.resolve(huge))).origin).toBe('DATABASE');
    expect((await cache.answer(small, () => Promise.resolve(huge))).origin).toBe('MEMORY');
  });

  test('counts two bytes for each letter of a text that is not Latin', async () => {
    const [latin, greek] = [openMemory(), openMemory()];
    const key = aKey();
    await latin.answer(key, () => Promise.resolve(anAnswer('e1.1', ['o'.repeat(1_000)])));
    await greek.answer(key, () => Promise.resolve(anAnswer('e1.1', ['ω'.repeat(1_000)])));
    expect(greek.bytes - latin.bytes).toBe(1_000);
  });

  test('stays within its bytes, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50_000 }),
        fc.array(
          fc.record({ question: fc.integer({ min: 0, max: 9 }), size: fc.integer({ min: 0, max: 9_000 }) }),
        ),
        async (maxBytes, asked) => {
          const cache = new MemoryAnswerCache({ maxBytes, behind: null });
          for (const { question, size } of asked) {
            const key = aKey({ question: String(question) });
            await cache.answer(key, () => Promise.resolve(anAnswer('e1.1', ['x'.repeat(size)])));
            expect(cache.bytes).toBeLessThanOrEqual(maxBytes);
          }
        },
      ),
    );
  });
});
