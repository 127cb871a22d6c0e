import type { ExecutorOptions } from '../../../src/analytics/execution/create-executor.js';

/** For an executor that asks the database each time. */
export const WITHOUT_CACHE: Pick<ExecutorOptions, 'feed' | 'cache'> = {
  feed: {
    now: () => ({ wallMs: 0, monotonicMs: 0 }),
    version: () => null,
    catchUp: () => Promise.resolve(),
    learn: () => undefined,
    position: 0,
    asOfMs: 0,
  },
  cache: { answer: () => Promise.reject(new Error('Nothing is known that could be found in a cache')) },
};
