import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerCache, AnswerKey, CachedAnswer, FoundAnswer, LoadAnswer } from './answer-cache.js';
import { decodeAnswer, encodeAnswer } from './answer-envelope.js';
import { redisNames, type RedisNames } from './answer-key-text.js';
import type { CacheMonitor } from './cache-monitor.js';
import { RedisLink, UNAVAILABLE } from './redis-link.js';

export interface RedisAnswerCacheOptions {
  /** `redis://…` or `rediss://…`; with several hosts, of a Redis Cluster. */
  readonly url: string;
  /** What all names in Redis begin with. */
  readonly prefix: string;
  /** How long one command may take. */
  readonly timeoutMs: number;
  /** How long an answer is kept; Redis lets go of it earlier where its policy says so. */
  readonly ttlSeconds: number;
  /** Larger answers, as they would lie in Redis, are not kept there. */
  readonly maxValueBytes: number;
  /** How long to wait for another process that loads the same answer, before loading it here too. */
  readonly waitMs: number;
  readonly monitor: CacheMonitor;
}

/** How long a process that has died in the middle of a load can keep the others waiting for what it was to load. */
const FLIGHT_MS = 15_000;
const FIRST_POLL_MS = 4;
const MAX_POLL_MS = 32;
/** More than this many answers on their way to Redis: it does not keep up, and further ones are not sent. */
const MAX_ON_THEIR_WAY = 64;
/** Text of JSON is hardly ever compressed to less; what is larger need not be tried. */
const BEST_COMPRESSION = 16;

/** Deletes the mark of a load if it is one's own: after a long load it may be another's by now. */
const RELEASE =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

/** The outcome of looking for an answer and claiming its load in one step. */
type Claim = CachedAnswer | 'ours' | 'theirs' | 'unavailable';

/**
 * Answers in Redis, for all gateway processes. Each is loaded by one of them, however many ask at the same time: the loader leaves a mark
 * beside the answer's name, the others look for the answer until it is there, the mark is gone, or they have waited long enough.
 *
 * Whatever is wrong with Redis, the answer is loaded. It stands behind a {@link MemoryAnswerCache}, which sees to it that one process asks
 * for an answer once at a time.
 */
export class RedisAnswerCache implements AnswerCache {
  readonly #options: RedisAnswerCacheOptions;
  readonly #link: RedisLink;
  readonly #onTheirWay = new Set<Promise<void>>();

  /** Connects in the background; nothing waits for that, and nothing fails where there is no Redis. */
  constructor(options: RedisAnswerCacheOptions) {
    const { url, timeoutMs, monitor, prefix } = options;
    this.#options = options;
    this.#link = new RedisLink({ url, timeoutMs, monitor, probeName: `${prefix}:probe` });
  }

  /** Whether Redis is connected and all that was tried last has worked. */
  get isWorking(): boolean {
    return this.#link.isWorking;
  }

  async answer(
    key: AnswerKey,
    load: LoadAnswer,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<FoundAnswer> {
    signal.throwIfAborted();
    const names = redisNames(this.#options.prefix, key);
    const id = randomUUID();
    const found = (await this.#find(key, names)) ?? (await this.#claimOrWait(key, names, id, signal));
    if (typeof found === 'object') return { answer: found, origin: 'REDIS' };
    try {
      const answer = await load(signal);
      this.#inBackground(async () => {
        await this.#keep(key, answer);
        await this.#release(names, id, found);
      });
      return { answer, origin: 'DATABASE' };
    } catch (error) {
      this.#inBackground(() => this.#release(names, id, found));
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#onTheirWay);
    this.#link.close();
  }

  async #find(key: AnswerKey, { value }: RedisNames): Promise<CachedAnswer | null> {
    return this.#read(key, value, await this.#link.read(value, (redis) => redis.getBuffer(value)));
  }

  async #claimOrWait(key: AnswerKey, names: RedisNames, id: string, signal: AbortSignal): Promise<Claim> {
    const endsAt = performance.now() + this.#options.waitMs;
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(2 * pollMs, MAX_POLL_MS)) {
      const claim = await this.#claim(key, names, id);
      if (claim !== 'theirs' || performance.now() >= endsAt) return claim;
      await sleep(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  /** The answer is looked for once more with the claim: its loader puts it there first and takes its mark away then. */
  async #claim(key: AnswerKey, names: RedisNames, id: string): Promise<Claim> {
    const { value, flight } = names;
    const replies = await this.#link.write(value, (redis) =>
      Promise.all([redis.set(flight, id, 'PX', FLIGHT_MS, 'NX'), redis.getBuffer(value)]),
    );
    if (replies === UNAVAILABLE) return 'unavailable';
    const [mark, reply] = replies;
    const answer = await this.#read(key, value, reply);
    if (answer === null) return mark === 'OK' ? 'ours' : 'theirs';
    if (mark === 'OK') this.#inBackground(() => this.#release(names, id, 'ours'));
    return answer;
  }

  async #read(
    { dataVersion }: AnswerKey,
    name: string,
    reply: Buffer | null | typeof UNAVAILABLE,
  ): Promise<CachedAnswer | null> {
    if (reply === null || reply === UNAVAILABLE) return null;
    const answer = await decodeAnswer(name, reply);
    if (answer?.dataVersion === dataVersion) return answer;
    this.#options.monitor.redisFailed('corrupt');
    return null;
  }

  async #keep(key: AnswerKey, answer: CachedAnswer): Promise<void> {
    const { prefix, maxValueBytes, ttlSeconds } = this.#options;
    const length = answer.parts.reduce((sum, part) => sum + part.length, 0);
    if (length > maxValueBytes * BEST_COMPRESSION || this.#onTheirWay.size > MAX_ON_THEIR_WAY) return;
    const { value } = redisNames(prefix, key, answer.dataVersion);
    const encoded = await encodeAnswer(value, answer);
    if (encoded.length > maxValueBytes) return;
    await this.#link.write(value, (redis) => redis.set(value, encoded, 'EX', ttlSeconds));
  }

  /** Takes the mark away. A claim that was not answered in time may have left one as well. */
  async #release({ flight }: RedisNames, id: string, claim: Claim): Promise<void> {
    if (claim === 'theirs') return;
    await this.#link.read(flight, (redis) => redis.eval(RELEASE, 1, flight, id));
  }

  /** Who asks does not wait for what only the next will need. */
  #inBackground(work: () => Promise<void>): void {
    // The link does not throw. What does is an answer that cannot be encoded, which is the next one's loss alone.
    const task = work().catch(() => undefined);
    this.#onTheirWay.add(task);
    void task.finally(() => this.#onTheirWay.delete(task));
  }
}
