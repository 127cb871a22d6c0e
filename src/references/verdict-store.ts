import type { Reference } from './reference.js';
import type { KeptVerdict, StoredVerdict } from './stored-verdict.js';

/** How long verdicts are kept. */
export interface VerdictLifetimes {
  /** Of what exists. */
  readonly knownSeconds: number;
  /** Of what does not: somebody may be about to make it. */
  readonly unknownSeconds: number;
}

export const DEFAULT_VERDICT_LIFETIMES: VerdictLifetimes = { knownSeconds: 300, unknownSeconds: 5 };

/**
 * Verdicts kept by tenant. It may forget any at any time, and gives old ones: whoever reads a verdict asks the {@link ReferenceFeed}
 * whether it still holds. It never fails: what is out of order knows nothing.
 */
export interface VerdictStore {
  /** What is kept of each reference, in order; null where there is nothing. One round trip at most. */
  read(tenantId: string, references: readonly Reference[]): Promise<readonly (StoredVerdict | null)[]>;

  /** Keeps verdicts, in place of older ones. One round trip at most. */
  write(tenantId: string, verdicts: readonly KeptVerdict[]): Promise<void>;

  /** Lets go of what is kept of these references. One round trip at most. */
  forget(tenantId: string, references: readonly Reference[]): Promise<void>;

  /** Lets go of connections and memory. */
  close(): Promise<void>;
}
