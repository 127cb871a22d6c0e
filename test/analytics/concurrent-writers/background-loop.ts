import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { SeededRandom } from './seeded-random.js';

/** One step of something that goes on beside the questions. */
export type Step = (client: pg.Client, random: SeededRandom) => Promise<void>;

export interface BackgroundLoopOptions {
  readonly url: string;
  readonly random: SeededRandom;
  readonly step: Step;
  /** Between two steps, up to this long. */
  readonly maxPauseMs: number;
  /** SQLSTATEs that belong to the game: a deadlock, a lock that is held, a month that is archived. */
  readonly expectedStates: readonly string[];
}

/** How often a loop's step was taken, and how often it was refused. */
export interface LoopCounts {
  readonly done: number;
  readonly refused: number;
}

/** Repeats a step on a connection of its own until it is stopped. */
export class BackgroundLoop {
  readonly #options: BackgroundLoopOptions;
  readonly #running: Promise<void>;
  #isStopped = false;
  #done = 0;
  #refused = 0;
  #failure: unknown = null;

  constructor(options: BackgroundLoopOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  get counts(): LoopCounts {
    return { done: this.#done, refused: this.#refused };
  }

  /** Why it has ended before it was stopped; null while it has not. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Ends it after the step under way. @throws what a step threw that does not belong to the game. */
  async stop(): Promise<LoopCounts> {
    this.#isStopped = true;
    await this.#running;
    if (this.#failure !== null) throw this.#failure as Error;
    return this.counts;
  }

  async #run(): Promise<void> {
    const { url, random, step, maxPauseMs, expectedStates } = this.#options;
    const client = new pg.Client({ connectionString: url, application_name: 'sluice-test-background' });
    try {
      await client.connect();
      while (!this.#isStopped) {
        try {
          await step(client, random);
          this.#done++;
        } catch (error) {
          await client.query('rollback');
          if (!expectedStates.includes((error as { code?: string }).code ?? '')) throw error;
          this.#refused++;
        }
        await sleep(random.next() * maxPauseMs);
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      await client.end();
    }
  }
}
