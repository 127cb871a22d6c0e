import { describe, expect, test } from 'vitest';
import { redisOptions } from '../../src/cache/redis-options.js';

describe("the Redis client's options", () => {
  test.each<[string, object]>([
    ['redis://cache.example', { host: 'cache.example', port: 6379, db: 0 }],
    ['redis://cache.example:7000/3', { host: 'cache.example', port: 7000, db: 3 }],
    ['redis://:p%40ss@cache.example/', { host: 'cache.example', password: 'p@ss', db: 0 }],
    ['redis://gate%3Away:secret@10.0.0.7', { host: '10.0.0.7', username: 'gate:way', password: 'secret' }],
    ['redis://[2001:db8::7]:6380', { host: '2001:db8::7', port: 6380 }],
    ['rediss://cache.example', { host: 'cache.example', port: 6379, tls: {} }],
  ])('are those of %s', (url, expected) => {
    expect(redisOptions(url)).toMatchObject(expected);
  });

  test('have no TLS and no credentials that the URL does not name', () => {
    const options = redisOptions('redis://cache.example');
    for (const name of ['tls', 'username', 'password']) expect(options).not.toHaveProperty(name);
  });

  test('cannot be changed by the query of the URL', () => {
    const url = 'redis://cache.example?enableOfflineQueue=true&host=elsewhere';
    expect(redisOptions(url)).toMatchObject({ host: 'cache.example', enableOfflineQueue: false });
  });

  test('wait longer before each attempt to connect, up to two seconds', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempt) =>
      redisOptions('redis://x').retryStrategy!(attempt),
    );
    expect(delays).toEqual([50, 100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000]);
  });
});
