/** How long a fold is assumed to take as long as none was seen, and at least in any case. */
const FIRST_GUESS_MS = 500;
const LEAST_MS = 100;

/** How long a rollup is left alone that somebody else holds. */
const HOLD_OFF_MS = 3000;

/** What a worker has seen of folds: how long they take, and which rollups somebody else was at. */
export class FoldPace {
  readonly #durationsMs = new Map<string, number>();
  readonly #heldOffUntilMs = new Map<string, number>();

  /** How long the next fold of the rollup may well take: twice the last one. */
  expectedMs(rollup: string): number {
    const lastMs = this.#durationsMs.get(rollup);
    return lastMs === undefined ? FIRST_GUESS_MS : Math.max(LEAST_MS, 2 * lastMs);
  }

  folded(rollup: string, durationMs: number): void {
    this.#durationsMs.set(rollup, durationMs);
  }

  /** Somebody else folds or refreshes it. */
  refused(rollup: string): void {
    this.#heldOffUntilMs.set(rollup, performance.now() + HOLD_OFF_MS);
  }

  isHeldOff(rollup: string): boolean {
    return performance.now() < (this.#heldOffUntilMs.get(rollup) ?? -Infinity);
  }
}
