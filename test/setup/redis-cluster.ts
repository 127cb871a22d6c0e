import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './redis-server.js';
import { startOwnRedis, withRedis, type OwnRedis } from './test-redis.js';

/** A Redis Cluster of three nodes without replicas, on the loopback interface; it ends with the file. */
export interface RedisCluster {
  /** As `REDIS_URL` names it. */
  readonly url: string;
  /** In the order of their slots. */
  readonly nodes: readonly OwnRedis[];
  /** The node that holds a name's slot. */
  nodeOf(name: string): Promise<OwnRedis>;
}

const SLOTS = 16_384;
const NODES = 3;
const POLL_MS = 20;

/** Starts the nodes, gives each a third of the slots, and waits until all of them agree. The slots of a node that is killed are lost, the others' are not. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes: OwnRedis[] = [];
  const buses: number[] = [];
  for (let i = 0; i < NODES; i++) {
    const bus = await findFreePort();
    buses.push(bus);
    nodes.push(
      await startOwnRedis({
        'cluster-enabled': 'yes',
        'cluster-port': String(bus),
        'cluster-node-timeout': '1000',
        'cluster-require-full-coverage': 'no',
      }),
    );
  }
  const first = (i: number): number => Math.floor((SLOTS * i) / NODES);
  for (const [i, node] of nodes.entries()) {
    await withRedis(node.url, async (redis) => {
      await redis.call('CLUSTER', 'ADDSLOTSRANGE', first(i), first(i + 1) - 1);
      await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', i + 1);
    });
  }
  await withRedis(nodes[0]!.url, async (redis) => {
    for (let i = 1; i < NODES; i++) {
      await redis.call('CLUSTER', 'MEET', '127.0.0.1', new URL(nodes[i]!.url).port, buses[i]!);
    }
  });
  await Promise.all(nodes.map(untilWhole));
  return {
    url: `redis://${nodes.map(({ url }) => new URL(url).host).join(',')}`,
    nodes,
    nodeOf: async (name) => {
      const slot = await withRedis(nodes[0]!.url, (redis) => redis.cluster('KEYSLOT', name));
      return nodes[nodes.findIndex((_, i) => slot >= first(i) && slot < first(i + 1))]!;
    },
  };
}

/** Until a node knows who holds each slot. */
async function untilWhole({ url }: OwnRedis): Promise<void> {
  await withRedis(url, async (redis) => {
    for (;;) {
      const info = String(await redis.cluster('INFO'));
      if (/cluster_state:ok/.test(info) && new RegExp(`cluster_slots_ok:${SLOTS}\\b`).test(info)) return;
      await sleep(POLL_MS);
    }
  });
}
