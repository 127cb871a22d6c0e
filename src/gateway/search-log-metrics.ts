import { Counter, type Registry } from 'prom-client';
import type { SearchLogMonitor } from '../search/log/search-log-writer.js';
import { registerGauge } from './register-gauge.js';

/** What becomes of searches on their way into the log. No label names a tenant or a query. */
export class SearchLogMetrics implements SearchLogMonitor {
  readonly #registry: Registry;
  readonly #onFailure: (error: unknown) => void;
  readonly #searches: Counter<'outcome'>;

  /** @param onFailure told of the first of several writes in a row that fail. */
  constructor(registry: Registry, onFailure: (error: unknown) => void) {
    this.#registry = registry;
    this.#onFailure = onFailure;
    this.#searches = new Counter({
      name: 'sluice_logged_searches_total',
      help: 'Searches that were to be logged, by outcome: written, or dropped since the log was full or the database refused them.',
      labelNames: ['outcome'],
      registers: [registry],
    });
  }

  written(searches: number): void {
    this.#searches.inc({ outcome: 'written' }, searches);
  }

  dropped(searches: number): void {
    this.#searches.inc({ outcome: 'dropped' }, searches);
  }

  failed(error: unknown): void {
    this.#onFailure(error);
  }

  /** From now on it is told how many searches wait. To be called once. */
  watch(waiting: () => number): void {
    registerGauge(
      this.#registry,
      'sluice_waiting_searches',
      'Searches in this process that are yet to be written into the log.',
      waiting,
    );
  }
}
