import type { CacheMonitor } from '../cache/cache-monitor.js';
import { RedisLink, UNAVAILABLE } from '../cache/redis-link.js';
import type { Reference } from './reference.js';
import { decodeVerdict, encodeVerdict, type KeptVerdict, type StoredVerdict } from './stored-verdict.js';
import { DEFAULT_VERDICT_LIFETIMES, type VerdictLifetimes, type VerdictStore } from './verdict-store.js';

export interface RedisVerdictStoreOptions {
  /** `redis://…` or `rediss://…`; with several hosts, of a Redis Cluster. */
  readonly url: string;
  /** What all names in Redis begin with. */
  readonly prefix: string;
  /** How long one round trip may take. */
  readonly timeoutMs: number;
  readonly lifetimes?: VerdictLifetimes;
  readonly monitor: CacheMonitor;
}

/**
 * Verdicts in Redis, for all gateway processes, under `<prefix>:{<tenant>}:ref:<kind>:<id>`. The braces are Redis Cluster's: all names of
 * a tenant are in one slot, so that one command may ask for many of them.
 */
export class RedisVerdictStore implements VerdictStore {
  readonly #prefix: string;
  readonly #lifetimes: VerdictLifetimes;
  readonly #monitor: CacheMonitor;
  readonly #link: RedisLink;

  /** Connects in the background; nothing waits for that, and nothing fails where there is no Redis. */
  constructor({ url, prefix, timeoutMs, lifetimes, monitor }: RedisVerdictStoreOptions) {
    this.#prefix = prefix;
    this.#lifetimes = lifetimes ?? DEFAULT_VERDICT_LIFETIMES;
    this.#monitor = monitor;
    this.#link = new RedisLink({ url, timeoutMs, monitor, probeName: `${prefix}:probe` });
  }

  /** Whether Redis is connected and all that was tried last has worked. */
  get isWorking(): boolean {
    return this.#link.isWorking;
  }

  async read(tenantId: string, references: readonly Reference[]): Promise<readonly (StoredVerdict | null)[]> {
    if (references.length === 0) return [];
    const names = references.map((reference) => this.#name(tenantId, reference));
    const texts = await this.#link.read(names[0]!, (redis) => redis.mget(...names));
    if (texts === UNAVAILABLE) return references.map(() => null);
    return texts.map((text) => (text === null ? null : this.#decode(text)));
  }

  async write(tenantId: string, verdicts: readonly KeptVerdict[]): Promise<void> {
    if (verdicts.length === 0) return;
    const { knownSeconds, unknownSeconds } = this.#lifetimes;
    await this.#link.write(this.#name(tenantId, verdicts[0]!.reference), async (redis) => {
      const pipeline = redis.pipeline();
      for (const kept of verdicts) {
        const seconds = kept.verdict === 'KNOWN' ? knownSeconds : unknownSeconds;
        pipeline.set(this.#name(tenantId, kept.reference), encodeVerdict(kept), 'EX', seconds);
      }
      // It fails as a whole for a lost connection only; what Redis says of a single command stands in its reply.
      const failed = (await pipeline.exec())?.find(([error]) => error !== null);
      if (failed !== undefined) throw failed[0]!;
    });
  }

  async forget(tenantId: string, references: readonly Reference[]): Promise<void> {
    if (references.length === 0) return;
    const names = references.map((reference) => this.#name(tenantId, reference));
    await this.#link.read(names[0]!, (redis) => redis.del(...names));
  }

  close(): Promise<void> {
    this.#link.close();
    return Promise.resolve();
  }

  #name(tenantId: string, { kind, id }: Reference): string {
    return `${this.#prefix}:{${tenantId}}:ref:${kind}:${id}`;
  }

  #decode(text: string): StoredVerdict | null {
    const verdict = decodeVerdict(text);
    if (verdict === null) this.#monitor.redisFailed('corrupt');
    return verdict;
  }
}
