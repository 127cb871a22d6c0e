import type { AnswerCache, AnswerKey, FoundAnswer, LoadAnswer } from './answer-cache.js';
import { assertTenant } from './answer-key-text.js';
import type { CacheMonitor } from './cache-monitor.js';

/** No cache: every answer is loaded for who asks. */
export class UncachedAnswers implements AnswerCache {
  readonly #monitor: Pick<CacheMonitor, 'answered'>;

  constructor(monitor: Pick<CacheMonitor, 'answered'>) {
    this.#monitor = monitor;
  }

  async answer(
    key: AnswerKey,
    load: LoadAnswer,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<FoundAnswer> {
    assertTenant(key);
    signal.throwIfAborted();
    const answer = await load(signal);
    this.#monitor.answered('DATABASE');
    return { answer, origin: 'DATABASE' };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
