import type { Logger } from 'pino';
import { messageOf } from '../errors/message-of.js';
import { isOutage } from './is-outage.js';

/** Logs the first of a row of failures and the end of the row, so that an hour without the database is two lines. */
export class OutageLog {
  readonly #log: Logger;
  readonly #name: string | null;
  /** What the row of failures says; null where all is well. */
  #said: string | null = null;

  /** @param database what it is called in the log, where it is not the one that all is about. */
  constructor(log: Logger, database: string | null = null) {
    this.#log = log;
    this.#name = database;
  }

  failed(error: unknown): void {
    const which = this.#name === null ? '' : ` "${this.#name}"`;
    const says = isOutage(error)
      ? `The worker cannot reach the database${which}, and tries again until it can.`
      : `The worker cannot look for work${this.#where}: ${messageOf(error)}`;
    if (says === this.#said) return;
    this.#said = says;
    this.#log.error({ err: error }, says);
  }

  succeeded(): void {
    if (this.#said === null) return;
    this.#said = null;
    this.#log.info(`The worker is at work again${this.#where}.`);
  }

  get #where(): string {
    return this.#name === null ? '' : ` in the database "${this.#name}"`;
  }
}
