import { Redis } from 'ioredis';
import type { CacheMonitor } from './cache-monitor.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { readRedisError, type RedisTrouble } from './read-redis-error.js';
import { redisOptions } from './redis-options.js';
import { withinTime } from './within-time.js';

export interface RedisLinkOptions {
  readonly url: string;
  /** How long one command may take. */
  readonly timeoutMs: number;
  readonly monitor: CacheMonitor;
  /** The name that a probe of writing is made under. */
  readonly probeName: string;
}

/** Stands for the answer of a Redis that could not be asked, or did not answer in time. */
export const UNAVAILABLE: unique symbol = Symbol('Redis is not available');

/** So many commands one after the other may be late before Redis counts as slow: one may be late because this process was busy. */
const MAX_LATE_COMMANDS = 3;
const PROBE_PAUSE_MS = 1_000;
const PROBE_LIFETIME_MS = 1_000;

/** What is done with Redis. One may work without the other: a full Redis can still be read. */
type Use = 'read' | 'write';

/**
 * A connection to Redis that never throws and never makes anybody wait: a command that fails, or is not answered in time, is `UNAVAILABLE`.
 * Once Redis is known to be out of order, commands are not even sent, until a probe in the background, at most one a second and only
 * while there is something to ask, says that it works again. The connection itself is made anew by the client, for ever.
 */
export class RedisLink {
  readonly #redis: Redis;
  readonly #timeoutMs: number;
  readonly #monitor: CacheMonitor;
  readonly #probeName: string;
  readonly #breakers: Readonly<Record<Use, CircuitBreaker>> = { read: newBreaker(), write: newBreaker() };
  #isLost = false;
  #isClosed = false;

  constructor({ url, timeoutMs, monitor, probeName }: RedisLinkOptions) {
    this.#timeoutMs = timeoutMs;
    this.#monitor = monitor;
    this.#probeName = probeName;
    this.#redis = new Redis(redisOptions(url));
    this.#redis.on('error', (error: unknown) => this.#loseConnection(error));
    // A server that says goodbye is no error to the client; after an error this has been said.
    this.#redis.on('close', () => {
      if (!this.#isLost) this.#loseConnection(new Error('The connection was closed.'));
    });
    this.#redis.on('ready', () => this.#regainConnection());
  }

  /** Whether there is a connection and all that was tried last has worked. */
  get isWorking(): boolean {
    return this.#redis.status === 'ready' && !this.#isLost;
  }

  /** Sends what only reads. */
  read<Reply>(command: (redis: Redis) => Promise<Reply>): Promise<Reply | typeof UNAVAILABLE> {
    return this.#send('read', command);
  }

  /** Sends what may need memory in Redis. */
  write<Reply>(command: (redis: Redis) => Promise<Reply>): Promise<Reply | typeof UNAVAILABLE> {
    return this.#send('write', command);
  }

  /** Closes the connection; commands under way are `UNAVAILABLE`. */
  close(): void {
    this.#isClosed = true;
    this.#redis.disconnect();
  }

  async #send<Reply>(
    use: Use,
    command: (redis: Redis) => Promise<Reply>,
  ): Promise<Reply | typeof UNAVAILABLE> {
    // Without a connection there is nothing to find out: the client's events tell of it.
    if (this.#isClosed || this.#redis.status !== 'ready') return UNAVAILABLE;
    if (this.#breakers[use].isOpen) {
      if (this.#breakers[use].takeProbe()) void this.#probe(use);
      return UNAVAILABLE;
    }
    return this.#perform(use, command);
  }

  async #perform<Reply>(
    use: Use,
    command: (redis: Redis) => Promise<Reply>,
  ): Promise<Reply | typeof UNAVAILABLE> {
    const begunAtMs = performance.now();
    try {
      const reply = await withinTime(command(this.#redis), this.#timeoutMs);
      this.#succeed(use);
      return reply;
    } catch (error) {
      if (!this.#isClosed) this.#fail([use], readRedisError(error), begunAtMs);
      return UNAVAILABLE;
    }
  }

  async #probe(use: Use): Promise<void> {
    await this.#perform<unknown>(use, (redis) =>
      use === 'read' ? redis.ping() : redis.set(this.#probeName, '', 'PX', PROBE_LIFETIME_MS),
    );
  }

  #loseConnection(error: unknown): void {
    if (!this.#isClosed) this.#fail(['read', 'write'], readRedisError(error), performance.now());
  }

  #regainConnection(): void {
    this.#succeed('read');
    this.#succeed('write');
  }

  #fail(uses: readonly Use[], { failure, reason, isDefinite }: RedisTrouble, begunAtMs: number): void {
    this.#monitor.redisFailed(failure);
    // A key of ours that somebody else has put something under says nothing about Redis.
    if (failure === 'corrupt') return;
    for (const use of uses) this.#breakers[use].fail(isDefinite, begunAtMs);
    if (this.#isLost || !uses.some((use) => this.#breakers[use].isOpen)) return;
    this.#isLost = true;
    this.#monitor.redisLost(failure, reason);
  }

  #succeed(use: Use): void {
    this.#breakers[use].succeed();
    if (!this.#isLost || this.#breakers.read.isOpen || this.#breakers.write.isOpen) return;
    this.#isLost = false;
    this.#monitor.redisBack();
  }
}

function newBreaker(): CircuitBreaker {
  return new CircuitBreaker({
    maxFailures: MAX_LATE_COMMANDS,
    pauseMs: PROBE_PAUSE_MS,
    now: () => performance.now(),
  });
}
