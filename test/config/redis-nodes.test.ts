import { describe, expect, test } from 'vitest';
import { redisNodeUrls } from '../../src/config/redis-nodes.js';

describe('a Redis URL', () => {
  test.each<[url: string, nodes: readonly string[] | null]>([
    ['redis://one', ['redis://one']],
    ['redis://user:p%40ss@one:7000/3', ['redis://user:p%40ss@one:7000/3']],
    ['redis://one:7000,two:7001, three', ['redis://one:7000', 'redis://two:7001', 'redis://three']],
    ['rediss://:a,b@one,two', ['rediss://:a,b@one', 'rediss://:a,b@two']],
    ['redis://[::1]:7000,[::2]:7000', ['redis://[::1]:7000', 'redis://[::2]:7000']],
    ['redis://one,two/0', ['redis://one/0', 'redis://two/0']],
    ['redis://one,two/1', null],
    ['redis://one,,two', null],
    ['redis://one,', null],
    ['redis://', null],
    ['http://one', null],
    ['one:6379', null],
    ['redis://one:0x10,two', null],
    ['redis://half%2@one', null],
  ])('%s names %j', (url, nodes) => {
    expect(redisNodeUrls(url)).toEqual(nodes);
  });
});
