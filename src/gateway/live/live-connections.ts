import { SluiceError } from '../../errors/sluice-error.js';

/** Every open stream of the process, whatever carries it: counted by tenant, and closed together. */
export class LiveConnections {
  readonly #maxPerTenant: number;
  readonly #byTenant = new Map<string, number>();
  #size = 0;

  constructor(maxPerTenant: number) {
    this.#maxPerTenant = maxPerTenant;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Counts a connection of the tenant.
   * @returns what takes it off the count, once
   * @throws SluiceError `RATE_LIMITED` where the tenant has as many as it may have.
   */
  enter(tenantId: string): () => void {
    const own = this.#byTenant.get(tenantId) ?? 0;
    if (own >= this.#maxPerTenant) {
      throw new SluiceError(
        'RATE_LIMITED',
        `The tenant has ${own} live connections; at most ${this.#maxPerTenant} are allowed. Close one, or ask more over each.`,
      );
    }
    this.#byTenant.set(tenantId, own + 1);
    this.#size++;
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#size--;
      const left = this.#byTenant.get(tenantId)! - 1;
      if (left === 0) this.#byTenant.delete(tenantId);
      else this.#byTenant.set(tenantId, left);
    };
  }
}
