import type { Logger } from 'pino';
import { SluiceError } from '../errors/sluice-error.js';
import { ensurePartitions, MONTHS_AHEAD } from './ensure-partitions.js';
import { pause } from './pause.js';
import { readOverdueRollups } from './read-overdue-rollups.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export interface MaintenanceOptions {
  /** The gateway's login, which may make partitions and see how the rollups stand. */
  readonly gatewayUrl: string;
  readonly log: Logger;
  readonly partitionIntervalMs?: number;
  /** How often it is looked whether rollups are folded. */
  readonly watchIntervalMs?: number;
}

export interface Maintenance {
  /** Starts nothing any more, cancels what runs and waits for its end. */
  stop(): Promise<void>;
}

/**
 * What a gateway sees to while it serves: it makes the coming months' partitions, at once and every hour, and says so, once, when no
 * worker seems to run. Any number of gateways may do so at once: they take turns in the database. A failure is logged, and tried again at
 * the next turn.
 */
export function startMaintenance(options: MaintenanceOptions): Maintenance {
  const { gatewayUrl, log, partitionIntervalMs = HOUR_MS, watchIntervalMs = MINUTE_MS } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let isWarned = false;
  const loops = [
    repeat('partitions', partitionIntervalMs, 0, signal, log, async () => {
      const made = await ensurePartitions(gatewayUrl, MONTHS_AHEAD, signal);
      if (made.length > 0) log.info({ partitions: made }, 'Made partitions');
    }),
    repeat('worker', watchIntervalMs, watchIntervalMs, signal, log, async () => {
      const rollups = await readOverdueRollups(gatewayUrl, signal);
      if (rollups.length > 0 && !isWarned) {
        log.warn(
          { rollups },
          'No worker seems to fold these rollups. Answers stay exact, and become slower. Start one with: sluice worker',
        );
      }
      isWarned = rollups.length > 0;
      log.debug({ overdue: rollups.length }, 'Looked at the lag of the rollups');
    }),
  ];
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
