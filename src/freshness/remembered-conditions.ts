import { LRUCache } from 'lru-cache';
import type { Conditions, DatasetCondition, RollupCondition } from './conditions.js';

const MAX_ENTRIES = 20_000;
/** Days weigh too: a tenant whose every day has changed counts as several. */
const DAYS_PER_ENTRY = 50;

/** What was last said of a rollup. */
export interface RememberedRollup extends RollupCondition {
  /** By `performance.now()`. */
  readonly learnedAtMs: number;
}

/**
 * What snapshots last said of each tenant's datasets and rollups: the best guess of what the next one will say. Never a reason to
 * believe an answer, only to plan one.
 */
export class RememberedConditions {
  readonly #datasets = new LRUCache<string, DatasetCondition>({ max: MAX_ENTRIES });
  readonly #rollups = new LRUCache<string, RememberedRollup>({
    maxSize: MAX_ENTRIES,
    sizeCalculation: ({ staleDaysUs }) => 1 + Math.floor(staleDaysUs.length / DAYS_PER_ENTRY),
  });

  /** Remembers what a snapshot of this tenant has said. */
  learn(tenantId: string, { datasets, rollups }: Conditions): void {
    for (const [name, condition] of datasets) this.#datasets.set(keyOf(tenantId, name), condition);
    const learnedAtMs = performance.now();
    for (const [name, condition] of rollups) {
      this.#rollups.set(keyOf(tenantId, name), { ...condition, learnedAtMs });
    }
  }

  /** The condition of a table, by its qualified name; undefined where nothing is remembered. */
  dataset(tenantId: string, table: string): DatasetCondition | undefined {
    return this.#datasets.get(keyOf(tenantId, table));
  }

  /** The condition of a rollup, by its view's qualified name; undefined where nothing is remembered. */
  rollup(tenantId: string, view: string): RememberedRollup | undefined {
    return this.#rollups.get(keyOf(tenantId, view));
  }
}

/** The tenant comes first (DESIGN.md, trap 10). */
function keyOf(tenantId: string, name: string): string {
  return `${tenantId} ${name}`;
}
