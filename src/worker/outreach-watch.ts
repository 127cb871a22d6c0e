import type { OutreachName } from '../config/settings.js';
import type { Logger } from 'pino';
import { pause } from '../maintenance/pause.js';
import { OutageLog } from './outage-log.js';
import type { OutreachConnections } from './outreach-databases.js';
import { readOutreachWork, type OutreachWork } from './read-outreach-work.js';
import type { WorkerDatabase } from './worker-database.js';

/**
 * Looks again and again what there is to do in the databases of outreach, in each by itself: one that is away, or hangs, holds up nothing
 * but its own work.
 */
export class OutreachWatch {
  readonly #seen = new Map<OutreachName, OutreachWork>();
  readonly #loops: readonly Promise<void>[];

  /** Begins to look, every `intervalMs`, until the signal is aborted. */
  constructor(connections: OutreachConnections, intervalMs: number, log: Logger, signal: AbortSignal) {
    this.#loops = [...connections].map(([name, database]) =>
      this.#watch(name, database, intervalMs, new OutageLog(log, name), signal),
    );
  }

  /** What was seen last; nothing of a database that cannot be looked at now. */
  get seen(): ReadonlyMap<OutreachName, OutreachWork> {
    return this.#seen;
  }

  /** Resolves when it looks no more, after the signal was aborted. */
  async ended(): Promise<void> {
    await Promise.all(this.#loops);
  }

  /** Never rejects. */
  async #watch(
    name: OutreachName,
    database: WorkerDatabase,
    intervalMs: number,
    outages: OutageLog,
    signal: AbortSignal,
  ): Promise<void> {
    do {
      try {
        this.#seen.set(name, await readOutreachWork(name, database, signal));
        outages.succeeded();
      } catch (error) {
        this.#seen.delete(name);
        if (!signal.aborted) outages.failed(error);
      }
    } while (await pause(intervalMs, signal));
  }
}
