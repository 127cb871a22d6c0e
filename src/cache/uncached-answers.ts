import type { AnswerCache, AnswerKey, FoundAnswer, LoadAnswer } from './answer-cache.js';
import { assertTenant } from './answer-key-text.js';

/** No cache: every answer is loaded for who asks. */
export class UncachedAnswers implements AnswerCache {
  async answer(
    key: AnswerKey,
    load: LoadAnswer,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<FoundAnswer> {
    assertTenant(key);
    signal.throwIfAborted();
    return { answer: await load(signal), origin: 'DATABASE' };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
