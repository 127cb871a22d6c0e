import { Cluster, Command, type Redis } from 'ioredis';
import type { CacheMonitor } from './cache-monitor.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { connectRedis, type RedisCommands } from './connect-redis.js';
import { readRedisError, type RedisTrouble } from './read-redis-error.js';
import { withinTime } from './within-time.js';

export interface RedisLinkOptions {
  /** `redis://…` or `rediss://…`; with several hosts, of a Redis Cluster. */
  readonly url: string;
  /** How long one command may take. */
  readonly timeoutMs: number;
  readonly monitor: CacheMonitor;
  /** The name that a probe is made under. */
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
type Breakers = Readonly<Record<Use, CircuitBreaker>>;

/** A single server, or a cluster whose nodes are not known yet. */
const NO_NODE = '';

/**
 * A connection to Redis, or to the nodes of a Redis Cluster, that never throws and never makes anybody wait: a command that fails, or is not
 * answered in time, is `UNAVAILABLE`. Once a node is known to be out of order, commands are not even sent to it, until a probe in the
 * background, at most one a second and only while there is something to ask, says that it works again; the others go on. The
 * connection itself is made anew by the client, for ever.
 */
export class RedisLink {
  readonly #redis: Redis | Cluster;
  readonly #timeoutMs: number;
  readonly #monitor: CacheMonitor;
  readonly #probeName: string;
  readonly #breakers = new Map<string, Breakers>();
  #isLost = false;
  #isClosed = false;
  #formerForgottenAtMs = Number.NEGATIVE_INFINITY;

  constructor({ url, timeoutMs, monitor, probeName }: RedisLinkOptions) {
    this.#timeoutMs = timeoutMs;
    this.#monitor = monitor;
    this.#probeName = probeName;
    this.#redis = connectRedis(url);
    this.#redis.on('error', (error: unknown) => this.#loseConnection(error));
    // A server that says goodbye is no error to the client; after an error this has been said.
    this.#redis.on('close', () => {
      if (!this.#isLost) this.#loseConnection(new Error('The connection was closed.'));
    });
    this.#redis.on('ready', () => this.#regainConnection());
  }

  /** Whether there is a connection and all that was tried last has worked, on each node. */
  get isWorking(): boolean {
    return this.#redis.status === 'ready' && !this.#isLost;
  }

  /**
   * Sends what only reads.
   * @param name one of the names that the command is about; in a cluster all of them are in one slot.
   */
  read<Reply>(
    name: string,
    command: (redis: RedisCommands) => Promise<Reply>,
  ): Promise<Reply | typeof UNAVAILABLE> {
    return this.#send('read', name, command);
  }

  /** Sends what may need memory in Redis; as {@link read}. */
  write<Reply>(
    name: string,
    command: (redis: RedisCommands) => Promise<Reply>,
  ): Promise<Reply | typeof UNAVAILABLE> {
    return this.#send('write', name, command);
  }

  /** Closes the connection; commands under way are `UNAVAILABLE`. */
  close(): void {
    this.#isClosed = true;
    this.#redis.disconnect();
  }

  async #send<Reply>(
    use: Use,
    name: string,
    command: (redis: RedisCommands) => Promise<Reply>,
  ): Promise<Reply | typeof UNAVAILABLE> {
    // Without a connection there is nothing to find out: the client's events tell of it.
    if (this.#isClosed || this.#redis.status !== 'ready') return UNAVAILABLE;
    const node = this.#nodeOf(name);
    const breaker = this.#breakersOf(node)[use];
    if (breaker.isOpen) {
      if (breaker.takeProbe()) void this.#probe(use, node, name);
      return UNAVAILABLE;
    }
    return this.#perform(use, node, command);
  }

  async #perform<Reply>(
    use: Use,
    node: string,
    command: (redis: RedisCommands) => Promise<Reply>,
  ): Promise<Reply | typeof UNAVAILABLE> {
    const begunAtMs = performance.now();
    try {
      const reply = await withinTime(command(this.#redis), this.#timeoutMs);
      this.#succeed(use, node);
      return reply;
    } catch (error) {
      if (!this.#isClosed) this.#fail([use], [node], readRedisError(error), begunAtMs);
      return UNAVAILABLE;
    }
  }

  async #probe(use: Use, node: string, name: string): Promise<void> {
    // In a cluster the probe goes where the command would have gone.
    const tag = /\{[^{}]+\}/.exec(name)?.[0] ?? '';
    const probeName = this.#redis instanceof Cluster ? `${this.#probeName}:${tag}` : this.#probeName;
    await this.#perform<unknown>(use, node, (redis) => {
      if (use === 'write') return redis.set(probeName, '', 'PX', PROBE_LIFETIME_MS);
      return this.#redis instanceof Cluster ? redis.get(probeName) : redis.ping();
    });
  }

  #loseConnection(error: unknown): void {
    if (this.#isClosed) return;
    const nodes = [...new Set([NO_NODE, ...this.#breakers.keys()])];
    this.#fail(['read', 'write'], nodes, readRedisError(error), performance.now());
  }

  /** Whatever was wrong with any node is looked at anew. */
  #regainConnection(): void {
    this.#breakers.clear();
    this.#recover();
  }

  #fail(
    uses: readonly Use[],
    nodes: readonly string[],
    { failure, reason, isDefinite }: RedisTrouble,
    begunAtMs: number,
  ): void {
    this.#monitor.redisFailed(failure);
    // A key of ours that somebody else has put something under says nothing about Redis.
    if (failure === 'corrupt') return;
    const breakers = nodes.flatMap((node) => uses.map((use) => this.#breakersOf(node)[use]));
    for (const breaker of breakers) breaker.fail(isDefinite, begunAtMs);
    if (this.#isLost || !breakers.some(({ isOpen }) => isOpen)) return;
    this.#isLost = true;
    this.#monitor.redisLost(failure, reason);
  }

  #succeed(use: Use, node: string): void {
    this.#breakersOf(node)[use].succeed();
    if (!this.#isLost) return;
    this.#forgetFormerNodes();
    this.#recover();
  }

  #recover(): void {
    const isSick = [...this.#breakers.values()].some(({ read, write }) => read.isOpen || write.isOpen);
    if (!this.#isLost || isSick) return;
    this.#isLost = false;
    this.#monitor.redisBack();
  }

  #breakersOf(node: string): Breakers {
    let breakers = this.#breakers.get(node);
    if (breakers === undefined) {
      breakers = { read: newBreaker(), write: newBreaker() };
      this.#breakers.set(node, breakers);
    }
    return breakers;
  }

  /** The node that a name is on, as far as the client knows. */
  #nodeOf(name: string): string {
    if (!(this.#redis instanceof Cluster)) return NO_NODE;
    return this.#redis.slots[new Command('get', [name]).getSlot() ?? 0]?.[0] ?? NO_NODE;
  }

  /** A node whose slots another one has taken over will never work again as itself, and nobody asks it any more. */
  #forgetFormerNodes(): void {
    const now = performance.now();
    if (!(this.#redis instanceof Cluster) || now - this.#formerForgottenAtMs < PROBE_PAUSE_MS) return;
    this.#formerForgottenAtMs = now;
    const owners = new Set(this.#redis.slots.map((nodes) => nodes?.[0]));
    for (const node of this.#breakers.keys()) {
      if (!owners.has(node)) this.#breakers.delete(node);
    }
  }
}

function newBreaker(): CircuitBreaker {
  return new CircuitBreaker({
    maxFailures: MAX_LATE_COMMANDS,
    pauseMs: PROBE_PAUSE_MS,
    now: () => performance.now(),
  });
}
