import type { Logger } from 'pino';
import { SluiceError } from '../errors/sluice-error.js';
import { ensurePartitions, MONTHS_AHEAD } from './ensure-partitions.js';
import { pause } from './pause.js';
import { refreshRollups } from './refresh-rollups.js';
import { readRollupCondition } from './read-rollup-condition.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export interface MaintenanceOptions {
  /** The gateway's login, which may make partitions. */
  readonly gatewayUrl: string;
  /** The maintainer's login; without it rollups are left to `sluice refresh`. */
  readonly maintainerUrl: string | null;
  readonly log: Logger;
  readonly partitionIntervalMs?: number;
  /** How often it is looked whether tickets have changed, and so the greatest age of a rollup that lags behind them. */
  readonly refreshIntervalMs?: number;
  /** How old an unchanged rollup may say that it is. */
  readonly maxRefreshAgeMs?: number;
}

export interface Maintenance {
  /** Starts nothing any more, cancels what runs and waits for its end. */
  stop(): Promise<void>;
}

/**
 * Keeps a database fit for serving: makes the coming months' partitions, at once and every hour, and refreshes the rollups every five
 * minutes where tickets have changed. Any number of gateways may do so at once: partitions and refreshes take turns in the database,
 * and what another has just refreshed is left alone. A failure is logged, and tried again at the next turn.
 */
export function startMaintenance(options: MaintenanceOptions): Maintenance {
  const { gatewayUrl, maintainerUrl, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const refreshIntervalMs = options.refreshIntervalMs ?? 5 * MINUTE_MS;
  const loops = [
    repeat('partitions', options.partitionIntervalMs ?? HOUR_MS, 0, signal, log, async () => {
      const made = await ensurePartitions(gatewayUrl, MONTHS_AHEAD, signal);
      if (made.length > 0) log.info({ partitions: made }, 'Made partitions');
    }),
  ];
  if (maintainerUrl !== null) {
    const maxAgeSeconds = (options.maxRefreshAgeMs ?? HOUR_MS) / SECOND_MS;
    let changesSeen: string | null = null;
    loops.push(
      repeat('rollups', refreshIntervalMs, refreshIntervalMs, signal, log, async () => {
        const { changes, ageSeconds } = await readRollupCondition(maintainerUrl, signal);
        const isRecent = ageSeconds !== null && ageSeconds * SECOND_MS < refreshIntervalMs / 2;
        const isUnchanged = changes === changesSeen && (ageSeconds ?? 0) < maxAgeSeconds;
        if (!isRecent && !isUnchanged) {
          const rollups = await refreshRollups(maintainerUrl, signal);
          log.info({ rollups }, 'Refreshed the rollups');
        }
        // Counted before the refresh began: what changed meanwhile counts for the next turn. Another gateway's refresh may have
        // begun before our count.
        if (!isRecent) changesSeen = changes;
      }),
    );
  }
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** Does the work again and again until it is told to stop, with a pause of `intervalMs` in between. Never rejects. */
async function repeat(
  name: string,
  intervalMs: number,
  firstDelayMs: number,
  signal: AbortSignal,
  log: Logger,
  work: () => Promise<void>,
): Promise<void> {
  for (let delayMs = firstDelayMs; await pause(delayMs, signal); delayMs = intervalMs) {
    try {
      await work();
    } catch (error) {
      if (signal.aborted && error instanceof SluiceError && error.code === 'CANCELLED') return;
      log.error(
        { err: error, job: name },
        `Maintenance of ${name} failed; it is tried again in ${intervalMs / SECOND_MS} s`,
      );
    }
  }
}
