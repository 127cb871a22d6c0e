import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, inject } from 'vitest';
import { startRedisServer, type RedisServer } from './redis-server.js';

/** The Redis that all tests share, as the global set-up hands it to the test files. */
export interface SharedRedis {
  /** Null where none could be started. */
  readonly url: string | null;
  /** Why none could be started; null when one was. */
  readonly error: string | null;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly sharedRedis: SharedRedis;
  }
}

/**
 * The URL of the Redis that all tests share. What a file writes there begins with {@link redisPrefix}.
 * @throws Error with the reason where none could be started.
 */
export function sharedRedisUrl(): string {
  const { url, error } = inject('sharedRedis');
  if (url === null) throw new Error(error ?? 'No Redis was started.');
  return url;
}

/** What the names of this file begin with, so that files do not see each other's. */
export const redisPrefix = `test_${process.pid}_${randomBytes(4).toString('hex')}`;

const ownServers: { readonly folder: string; readonly redis: OwnRedis }[] = [];

// Here and not where one is started: from within a test vitest takes no hook any more.
afterAll(async () => {
  for (const { folder, redis } of ownServers.splice(0)) {
    await redis.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A Redis of the file's own, to be killed, paused and filled; it ends with the file. */
export async function startOwnRedis(settings: Readonly<Record<string, string>> = {}): Promise<OwnRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-own-redis-'));
  const redis = new OwnRedis(folder, settings, await startRedisServer({ folder, settings }));
  ownServers.push({ folder, redis });
  return redis;
}

/** A Redis that can be ended and started again on its port, empty then. */
export class OwnRedis {
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;
  #server: RedisServer;

  constructor(folder: string, settings: Readonly<Record<string, string>>, server: RedisServer) {
    this.#folder = folder;
    this.#settings = settings;
    this.#server = server;
  }

  get url(): string {
    return this.#server.url;
  }

  pause(): void {
    this.#server.pause();
  }

  resume(): void {
    this.#server.resume();
  }

  kill(): Promise<void> {
    return this.#server.kill();
  }

  async startAgain(): Promise<void> {
    const { port } = this.#server;
    this.#server = await startRedisServer({ folder: this.#folder, port, settings: this.#settings });
  }
}

/** Commands to a Redis, past the cache. */
export async function withRedis<Result>(
  url: string,
  work: (redis: Redis) => Promise<Result>,
): Promise<Result> {
  const redis = new Redis(url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
