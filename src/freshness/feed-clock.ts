/** An instant on both of the machine's clocks. */
export interface FeedInstant {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/**
 * Says how long ago the last good poll was sent, by the clock that says more. The wall clock alone could be set back, and the monotonic
 * one stands still while a machine sleeps: either would make old knowledge look fresh.
 */
export class FeedClock {
  #sent: FeedInstant = { wallMs: Number.NEGATIVE_INFINITY, monotonicMs: Number.NEGATIVE_INFINITY };

  now(): FeedInstant {
    return { wallMs: Date.now(), monotonicMs: performance.now() };
  }

  /** The poll that was sent at `instant` has been applied. */
  sent(instant: FeedInstant): void {
    this.#sent = instant;
  }

  /** When the last good poll was sent, in ms since the epoch; -Infinity before the first. */
  get sentAtMs(): number {
    return this.#sent.wallMs;
  }

  /** How long before `instant` that was; Infinity before the first. */
  ageMs({ wallMs, monotonicMs }: FeedInstant = this.now()): number {
    return Math.max(wallMs - this.#sent.wallMs, monotonicMs - this.#sent.monotonicMs);
  }
}
