export interface CircuitBreakerOptions {
  /** So many failures open it, each of something begun after the one before had failed, unless one says that it is definite. */
  readonly maxFailures: number;
  /** How long it stays open before a probe may be made, and between probes. */
  readonly pauseMs: number;
  /** The time in milliseconds, from any beginning. */
  readonly now: () => number;
}

/** Remembers that something does not work, so that not everyone has to find out for himself. */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  #failures = 0;
  #isOpen = false;
  #nextProbeMs = 0;
  #failedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  /** Whether it does not work, as far as is known. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Something worked. */
  succeed(): void {
    this.#failures = 0;
    this.#isOpen = false;
  }

  /**
   * Something failed. What was under way together often fails together, for one reason: that is one failure.
   * @param isDefinite whether there is no need to see it fail again
   * @param begunAtMs when it was begun, by `now`
   */
  fail(isDefinite: boolean, begunAtMs: number): void {
    if (!isDefinite && begunAtMs < this.#failedAtMs) return;
    this.#failedAtMs = this.#options.now();
    this.#failures++;
    if (!this.#isOpen && !isDefinite && this.#failures < this.#options.maxFailures) return;
    this.#isOpen = true;
    this.#nextProbeMs = this.#failedAtMs + this.#options.pauseMs;
  }

  /** Whether it is time to look whether it works again. True for one caller in each pause. */
  takeProbe(): boolean {
    const now = this.#options.now();
    if (!this.#isOpen || now < this.#nextProbeMs) return false;
    this.#nextProbeMs = now + this.#options.pauseMs;
    return true;
  }
}
