import { afterEach } from 'vitest';
import { MemoryVerdictStore } from '../../src/references/memory-verdict-store.js';
import {
  RedisVerdictStore,
  type RedisVerdictStoreOptions,
} from '../../src/references/redis-verdict-store.js';
import type { Reference, Verdict } from '../../src/references/reference.js';
import type { KeptVerdict } from '../../src/references/stored-verdict.js';
import type { VerdictLifetimes, VerdictStore } from '../../src/references/verdict-store.js';
import { RecordingMonitor } from '../cache/cache-values.js';
import { redisPrefix, sharedRedisUrl } from '../setup/test-redis.js';

const open: VerdictStore[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

/** Waits until something is the case; the test's own time-out ends it otherwise. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A store in Redis, without waiting for its connection. Closed after the test. */
export function redisStore(options: Partial<RedisVerdictStoreOptions> = {}): {
  readonly store: RedisVerdictStore;
  readonly monitor: RecordingMonitor;
} {
  const monitor = new RecordingMonitor();
  const store = new RedisVerdictStore({
    url: sharedRedisUrl(),
    prefix: redisPrefix,
    timeoutMs: 5_000,
    monitor,
    ...options,
  });
  open.push(store);
  return { store, monitor };
}

/** The stores that there are, each ready to be asked. Closed after the test. */
export const stores: readonly (readonly [
  name: string,
  open: (lifetimes?: VerdictLifetimes) => Promise<VerdictStore>,
])[] = [
  [
    'in memory',
    (lifetimes) => {
      const store = new MemoryVerdictStore(lifetimes === undefined ? {} : { lifetimes });
      open.push(store);
      return Promise.resolve(store);
    },
  ],
  [
    'in Redis',
    async (lifetimes) => {
      const { store } = redisStore(lifetimes === undefined ? {} : { lifetimes });
      await until(() => store.isWorking);
      return store;
    },
  ],
];

/** A verdict of some snapshot. */
export function aVerdict(
  reference: Reference,
  verdict: Verdict,
  running: readonly bigint[] = [],
): KeptVerdict {
  return { reference, verdict, epoch: '0123456789ab', snapshot: { xmin: 700n, xmax: 1n << 40n, running } };
}
