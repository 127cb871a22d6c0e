import { LRUCache } from 'lru-cache';
import { referenceKey } from './reference-key.js';
import type { Reference } from './reference.js';
import type { KeptVerdict, StoredVerdict } from './stored-verdict.js';
import { DEFAULT_VERDICT_LIFETIMES, type VerdictLifetimes, type VerdictStore } from './verdict-store.js';

export interface MemoryVerdictStoreOptions {
  readonly lifetimes?: VerdictLifetimes;
  /** How many are kept; the one used longest ago goes first. */
  readonly maxVerdicts?: number;
}

const DEFAULT_MAX_VERDICTS = 100_000;
const MS_PER_SECOND = 1_000;

/** Verdicts in this process. */
export class MemoryVerdictStore implements VerdictStore {
  readonly #lifetimes: VerdictLifetimes;
  readonly #verdicts: LRUCache<string, StoredVerdict>;

  constructor(options: MemoryVerdictStoreOptions = {}) {
    this.#lifetimes = options.lifetimes ?? DEFAULT_VERDICT_LIFETIMES;
    this.#verdicts = new LRUCache({ max: options.maxVerdicts ?? DEFAULT_MAX_VERDICTS });
  }

  read(tenantId: string, references: readonly Reference[]): Promise<readonly (StoredVerdict | null)[]> {
    return Promise.resolve(
      references.map((reference) => this.#verdicts.get(referenceKey(tenantId, reference)) ?? null),
    );
  }

  write(tenantId: string, verdicts: readonly KeptVerdict[]): Promise<void> {
    const { knownSeconds, unknownSeconds } = this.#lifetimes;
    for (const { reference, verdict, epoch, snapshot } of verdicts) {
      const ttl = MS_PER_SECOND * (verdict === 'KNOWN' ? knownSeconds : unknownSeconds);
      this.#verdicts.set(referenceKey(tenantId, reference), { verdict, epoch, snapshot }, { ttl });
    }
    return Promise.resolve();
  }

  forget(tenantId: string, references: readonly Reference[]): Promise<void> {
    for (const reference of references) this.#verdicts.delete(referenceKey(tenantId, reference));
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#verdicts.clear();
    return Promise.resolve();
  }
}
