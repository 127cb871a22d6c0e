import type { Logger } from 'pino';
import { isOutage } from './is-outage.js';

/** Logs the first of a row of failures and the end of the row, so that an hour without the database is two lines. */
export class OutageLog {
  readonly #log: Logger;
  /** What the row of failures says; null where all is well. */
  #said: string | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  failed(error: unknown): void {
    const says = isOutage(error)
      ? 'The worker cannot reach the database, and tries again until it can.'
      : `The worker cannot look for work: ${error instanceof Error ? error.message : String(error)}`;
    if (says === this.#said) return;
    this.#said = says;
    this.#log.error({ err: error }, says);
  }

  succeeded(): void {
    if (this.#said === null) return;
    this.#said = null;
    this.#log.info('The worker is at work again.');
  }
}
