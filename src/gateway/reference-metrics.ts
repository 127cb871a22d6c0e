import { Counter, type Registry } from 'prom-client';
import type { ValidationCounts } from '../references/cross-database-validator.js';
import { registerGauge } from './register-gauge.js';

/** How references across databases are answered. No label names a tenant or a row. */
export class ReferenceMetrics {
  readonly #registry: Registry;
  readonly #references: Counter<'source'>;
  readonly #refused: Counter;

  constructor(registry: Registry) {
    this.#registry = registry;
    const registers = [registry];
    this.#references = new Counter({
      name: 'sluice_references_total',
      help: 'References that were validated, each once in a batch, by source: kept (a verdict that still holds) or postgresql.',
      labelNames: ['source'],
      registers,
    });
    this.#refused = new Counter({
      name: 'sluice_refused_verdicts_total',
      help: 'Kept verdicts that were not relied on: the row has changed since, or that is not known. PostgreSQL was asked instead.',
      registers,
    });
  }

  count({ kept, refused, checked }: ValidationCounts): void {
    this.#references.inc({ source: 'kept' }, kept);
    this.#references.inc({ source: 'postgresql' }, checked);
    this.#refused.inc(refused);
  }

  /** From now on it is told whether the Redis that keeps verdicts works. To be called once. */
  watchRedis(isWorking: () => boolean): void {
    registerGauge(
      this.#registry,
      'sluice_reference_redis_up',
      'Whether the Redis that keeps verdicts about references is connected and works: 1 or 0.',
      () => Number(isWorking()),
    );
  }
}
