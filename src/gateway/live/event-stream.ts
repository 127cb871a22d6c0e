import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { LiveSettings } from '../../config/settings.js';

/** How often a comment tells everybody on the way that the stream still lives. */
const KEEP_ALIVE_MS = 12_000;
/** How long a reader may take to take the end. */
const GOODBYE_MS = 2_000;

/** A response that is a stream of events: `next` with a GraphQL result each, and `complete` at the end. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #drainMs: number;
  readonly #onSlow: () => void;
  readonly #closed: Promise<void>;
  #isEnding = false;
  /** Lets go of whoever waits for a message to leave. */
  #release: () => void = () => undefined;

  /** @param headers those of the response; the status is 200 whatever comes. */
  constructor(
    response: ServerResponse,
    headers: OutgoingHttpHeaders,
    { drainMs }: Pick<LiveSettings, 'drainMs'>,
    onSlow: () => void,
  ) {
    this.#response = response;
    this.#drainMs = drainMs;
    this.#onSlow = onSlow;
    // A proxy that collects a response before it passes it on would collect for ever.
    response.writeHead(200, {
      ...headers,
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.write(':\n\n');
    const timer = setInterval(() => {
      if (response.writableLength === 0) response.write(':\n\n');
    }, KEEP_ALIVE_MS);
    this.#closed = new Promise((resolve) => {
      const onClose = (): void => {
        clearInterval(timer);
        this.#release();
        resolve();
      };
      response.once('close', onClose);
      // Who hung up while the token was checked has been told of already.
      if (response.destroyed) onClose();
    });
    response.on('error', () => response.destroy());
  }

  /** Calls `listener` once when the connection is gone or the stream has ended, at once where it has already. */
  onClose(listener: () => void): void {
    void this.#closed.then(listener);
  }

  /**
   * Sends a result; resolves when it has left for the network, or the reader has gone.
   * @param result JSON in one line: each line of an event's data would have to say that it is one
   */
  next(result: string): Promise<void> {
    if (this.#isEnding || this.#response.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const deadline = setTimeout(() => this.#dropSlow(), this.#drainMs);
      this.#release = () => {
        clearTimeout(deadline);
        resolve();
      };
      this.#response.write(eventOf('next', result), this.#release);
    });
  }

  /** Ends the stream, with a last result where there is one; resolves when the connection is free again. */
  end(result?: string): Promise<void> {
    if (!this.#isEnding) {
      this.#isEnding = true;
      this.#response.end(`${result === undefined ? '' : eventOf('next', result)}${eventOf('complete', '')}`);
      const deadline = setTimeout(() => this.#response.destroy(), GOODBYE_MS);
      this.onClose(() => clearTimeout(deadline));
    }
    return this.#closed;
  }

  /** There is no way to tell somebody who does not read. */
  #dropSlow(): void {
    if (this.#response.destroyed) return;
    this.#onSlow();
    this.#response.destroy();
  }
}

function eventOf(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
