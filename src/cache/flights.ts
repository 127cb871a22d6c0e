/** One load under way, and how many wait for it. */
interface Flight<Result> {
  readonly result: Promise<Result>;
  readonly controller: AbortController;
  waiting: number;
}

/** What a caller gets of a flight. */
export interface Boarding<Result> {
  /** What the load gives or throws; rejects with the reason of this caller's signal where that aborts first. */
  readonly result: Promise<Result>;
  /** Whether this caller's load is the one under way. */
  readonly isFirst: boolean;
}

/**
 * Loads a thing once, however many ask for it at the same time. A caller that goes lets the load go on for the others; when the last has
 * gone it is aborted, and whoever asks after that begins anew, so that nobody gets the error of somebody else's hang-up.
 */
export class Flights<Result> {
  readonly #flights = new Map<string, Flight<Result>>();

  /** How many loads are under way. */
  get size(): number {
    return this.#flights.size;
  }

  /** Joins the load under way for `name`, or begins it. */
  join(
    name: string,
    load: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal | null,
  ): Boarding<Result> {
    if (signal?.aborted === true) return { result: Promise.reject(reasonOf(signal)), isFirst: false };
    const found = this.#flights.get(name);
    const flight = found ?? this.#begin(name, load);
    flight.waiting++;
    return {
      result: signal === null ? flight.result : this.#untilAborted(name, flight, signal),
      isFirst: found === undefined,
    };
  }

  #begin(name: string, load: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const controller = new AbortController();
    const result = (async () => load(controller.signal))();
    const flight: Flight<Result> = { result, controller, waiting: 0 };
    this.#flights.set(name, flight);
    const remove = (): void => this.#remove(name, flight);
    // Also keeps the failure of a load that nobody waits for any more from being an unhandled one.
    result.then(remove, remove);
    return flight;
  }

  #untilAborted(name: string, flight: Flight<Result>, signal: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(reasonOf(signal));
        flight.waiting--;
        if (flight.waiting > 0) return;
        this.#remove(name, flight);
        flight.controller.abort(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      flight.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  #remove(name: string, flight: Flight<Result>): void {
    if (this.#flights.get(name) === flight) this.#flights.delete(name);
  }
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error('The caller has gone.', { cause: reason });
}
