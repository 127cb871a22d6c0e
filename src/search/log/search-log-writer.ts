import { isRetryable } from './is-retryable.js';
import type { LoggedSearch, SearchLog, SearchLogs } from './search-log.js';
import { recordSearches } from './record-searches.js';
import type { GatewayDatabase } from '../../tenancy/gateway-database.js';

/** What became of searches that were to be logged, for whoever counts. */
export interface SearchLogMonitor {
  written(searches: number): void;
  /** They are lost to the log: it was full, or the database refused them. */
  dropped(searches: number): void;
  /** A write failed; told of the first of several in a row. */
  failed(error: unknown): void;
}

export interface SearchLogWriterOptions {
  readonly database: Pick<GatewayDatabase, 'tenantTransaction'>;
  readonly monitor: SearchLogMonitor;
  /** How many searches may wait in memory. */
  readonly maxWaiting?: number;
  readonly intervalMs?: number;
}

const DEFAULT_MAX_WAITING = 10_000;
const DEFAULT_INTERVAL_MS = 1_000;
/** So many are written at once, and as soon as they are there. */
const BATCH = 200;
/** While writes fail, the next waits twice as long each time, up to this. */
const MAX_RETRY_MS = 30_000;
/** How long {@link SearchLogWriter.close} tries. */
const CLOSE_MS = 2_000;

/**
 * Writes searches into their tenants' logs, some time after they were answered: nobody waits for it, and nothing that happens to it is
 * a searcher's business. What waits is bounded. While PostgreSQL is away it waits on; when there is no more room the newest are dropped
 * and counted.
 */
export class SearchLogWriter implements SearchLogs {
  readonly #database: SearchLogWriterOptions['database'];
  readonly #monitor: SearchLogMonitor;
  readonly #maxWaiting: number;
  readonly #intervalMs: number;
  readonly #waiting = new Map<string, LoggedSearch[]>();
  #count = 0;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;
  #writing: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: SearchLogWriterOptions) {
    this.#database = options.database;
    this.#monitor = options.monitor;
    this.#maxWaiting = options.maxWaiting ?? DEFAULT_MAX_WAITING;
    this.#intervalMs = options.intervalMs ?? DEFAULT_INTERVAL_MS;
  }

  /** Searches that have not been written yet. */
  get waiting(): number {
    return this.#count;
  }

  of(tenantId: string): SearchLog {
    return { record: (search) => this.#add(tenantId, search) };
  }

  /** Writes what waits now, or as much of it as the database takes. Never rejects. */
  async flush(): Promise<void> {
    // One that runs may have begun before what is waited for was added.
    await this.#writing;
    await this.#write();
  }

  /** Writes what still waits, for two seconds at most, and takes no more. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopTimer();
    let deadline: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (deadline = setTimeout(resolve, CLOSE_MS)));
    await Promise.race([this.flush(), patience]);
    clearTimeout(deadline);
    this.#stopTimer();
    if (this.#count > 0) this.#monitor.dropped(this.#count);
    this.#waiting.clear();
    this.#count = 0;
  }

  #add(tenantId: string, search: LoggedSearch): void {
    if (this.#isClosed || this.#count >= this.#maxWaiting) {
      this.#monitor.dropped(1);
      return;
    }
    const own = this.#waiting.get(tenantId);
    if (own === undefined) this.#waiting.set(tenantId, [search]);
    else own.push(search);
    this.#count++;
    if (this.#count >= BATCH && this.#failures === 0) void this.#write();
    else this.#startTimer();
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
      if (this.#count > 0) this.#startTimer();
    });
    return this.#writing;
  }

  /** Tenant by tenant, each batch in a transaction of its own; the first that the database cannot take for now ends it. */
  async #writeAll(): Promise<void> {
    this.#stopTimer();
    for (const tenantId of [...this.#waiting.keys()]) {
      while (this.#waiting.has(tenantId)) {
        const batch = this.#take(tenantId);
        try {
          await recordSearches(this.#database, tenantId, batch);
          this.#failures = 0;
          this.#monitor.written(batch.length);
        } catch (error) {
          if (this.#failures++ === 0) this.#monitor.failed(error);
          if (isRetryable(error)) {
            this.#putBack(tenantId, batch);
            return;
          }
          this.#monitor.dropped(batch.length);
        }
      }
    }
  }

  #take(tenantId: string): LoggedSearch[] {
    const own = this.#waiting.get(tenantId)!;
    const batch = own.splice(0, BATCH);
    if (own.length === 0) this.#waiting.delete(tenantId);
    this.#count -= batch.length;
    return batch;
  }

  #putBack(tenantId: string, batch: readonly LoggedSearch[]): void {
    const kept = batch.slice(0, Math.max(0, this.#maxWaiting - this.#count));
    if (kept.length < batch.length) this.#monitor.dropped(batch.length - kept.length);
    if (kept.length === 0) return;
    this.#waiting.set(tenantId, [...kept, ...(this.#waiting.get(tenantId) ?? [])]);
    this.#count += kept.length;
  }

  #startTimer(): void {
    if (this.#timer !== null || this.#isClosed) return;
    const delayMs =
      this.#failures === 0
        ? this.#intervalMs
        : Math.min(this.#intervalMs * 2 ** this.#failures, MAX_RETRY_MS);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#write();
    }, delayMs);
    // A process with nothing else to do closes the log, which writes it.
    this.#timer.unref();
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
