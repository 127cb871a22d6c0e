import { randomUUID } from 'node:crypto';
import type { AnswerKey, CachedAnswer, LoadAnswer } from '../../src/cache/answer-cache.js';
import type { CacheMonitor, RedisFailure } from '../../src/cache/cache-monitor.js';

export const TENANT = '00000000-0000-4000-8000-000000000001';
export const OTHER_TENANT = '00000000-0000-4000-8000-000000000002';

/** A key that no other test has. */
export function aKey(changes: Partial<AnswerKey> = {}): AnswerKey {
  return {
    tenantId: TENANT,
    restrictions: '',
    scopes: 'helpdesk:read',
    question: randomUUID(),
    dataVersion: 'e1.1',
    ...changes,
  };
}

/** An answer that no other test has, of this version. */
export function anAnswer(dataVersion = 'e1.1', parts = [JSON.stringify({ is: randomUUID() })]): CachedAnswer {
  return { dataVersion, parts };
}

/** A database that counts how often it is asked, and answers when it is told to. */
export class CountedLoad {
  readonly signals: AbortSignal[] = [];
  #settle: { resolve(answer: CachedAnswer): void; reject(error: Error): void }[] = [];

  get count(): number {
    return this.signals.length;
  }

  /** Answers each time as soon as it is asked. */
  answering(answer: CachedAnswer): LoadAnswer {
    return (signal) => {
      this.signals.push(signal);
      return Promise.resolve(answer);
    };
  }

  /** Keeps everybody waiting, until {@link answer} or {@link fail}; fails when it is aborted. */
  readonly waiting: LoadAnswer = (signal) => {
    this.signals.push(signal);
    return new Promise((resolve, reject) => {
      this.#settle.push({ resolve, reject });
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };

  /** Answers all that wait. */
  answer(answer: CachedAnswer): void {
    for (const { resolve } of this.#settle.splice(0)) resolve(answer);
  }

  fail(error: Error): void {
    for (const { reject } of this.#settle.splice(0)) reject(error);
  }
}

/** Remembers what a cache tells of itself, in order. */
export class RecordingMonitor implements CacheMonitor {
  readonly told: string[] = [];
  readonly failures: RedisFailure[] = [];

  redisFailed(failure: RedisFailure): void {
    this.failures.push(failure);
  }

  redisLost(failure: RedisFailure): void {
    this.told.push(`lost: ${failure}`);
  }

  redisBack(): void {
    this.told.push('back');
  }
}
