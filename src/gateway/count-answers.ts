import type { Executor } from '../analytics/execution/create-executor.js';
import type { Metrics } from './metrics.js';

/** `execute`, with each analytic answer counted by where it came from. */
export function countAnswers(execute: Executor, metrics: Metrics): Executor {
  return async (request) => {
    const result = await execute(request);
    if (result.extensions !== undefined) {
      const { cache, source } = result.extensions.sluice;
      metrics.countAnswer(cache, source);
    } else if (result.key !== undefined) {
      // Who asked has the answer already.
      metrics.countAnswer('HIT', 'CLIENT');
    }
    return result;
  };
}
