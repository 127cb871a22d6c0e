import type { LiveAnswer } from './live-answer.js';

type Taken = IteratorResult<LiveAnswer, undefined>;

const DONE: Taken = { done: true, value: undefined };

export interface AnswerStreamOptions {
  /** The reader has gone, or the stream was ended: called once. */
  readonly onEnd: () => void;
  /** The reader has taken an answer. */
  readonly onTaken: () => void;
}

/**
 * One subscriber's answers, in the form that graphql-ws takes. It holds one answer at the most: whoever is slow gets the newest next and
 * never sees those in between, nor one that says what the last one taken said.
 */
export class AnswerStream implements AsyncIterableIterator<LiveAnswer, undefined> {
  readonly #options: AnswerStreamOptions;
  #next: LiveAnswer | null = null;
  #taken: string | null = null;
  #reader: ((taken: Taken) => void) | null = null;
  #isEnded = false;

  constructor(options: AnswerStreamOptions) {
    this.#options = options;
  }

  /** Whether the reader has got, or is about to get, any answer. */
  get hasAnswer(): boolean {
    return this.#taken !== null || this.#next !== null;
  }

  /** The newest answer. An older one that still waits is dropped. */
  offer(answer: LiveAnswer): void {
    if (this.#isEnded) return;
    this.#next = answer.fingerprint === this.#taken ? null : answer;
    this.#serve();
  }

  /** No more answers come; the one that waits can still be taken. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#serve();
    this.#options.onEnd();
  }

  /** To be called again only when the call before has been answered. */
  next(): Promise<Taken> {
    return new Promise((resolve) => {
      this.#reader = resolve;
      this.#serve();
    });
  }

  /** The reader wants no more. */
  return(): Promise<Taken> {
    this.#next = null;
    this.end();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #serve(): void {
    const reader = this.#reader;
    if (reader === null) return;
    if (this.#next !== null) {
      const answer = this.#next;
      this.#reader = this.#next = null;
      this.#taken = answer.fingerprint;
      this.#options.onTaken();
      reader({ done: false, value: answer });
    } else if (this.#isEnded) {
      this.#reader = null;
      reader(DONE);
    }
  }
}
