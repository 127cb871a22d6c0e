import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CrossDatabaseValidator } from '../src/references/cross-database-validator.js';
import { MemoryVerdictStore } from '../src/references/memory-verdict-store.js';
import { openVerdictCache } from '../src/references/open-verdict-cache.js';
import { RedisVerdictStore } from '../src/references/redis-verdict-store.js';
import type { Reference } from '../src/references/reference.js';
import type { VerdictStore } from '../src/references/verdict-store.js';
import { GatewayDatabase } from '../src/tenancy/gateway-database.js';
import { startRedisServer, type RedisServer } from '../test/setup/redis-server.js';
import { startLoopbackProxy, type LoopbackProxy } from '../test/support/loopback-proxy.js';
import { createBenchOltp, type BenchOltp } from './support/bench-oltp.js';
import type { OutreachBench } from './support/bench-outreach.js';
import { quantile, spread } from './support/statistics.js';

const CAMPAIGNS = 100;
/** Enough for a batch of leads that nobody has asked for in each of ten rounds. */
const LEADS = 120_000;
const BATCH = 10_000;
/** One in so many refers to nothing. */
const UNKNOWN_EVERY = 20;
const ZIPF_BATCH = 100;
const ZIPF_BATCHES = 500;
/** So many validations lie between two leads that go and come again. */
const ZIPF_CHANGE_EVERY = 10;

/** A place where verdicts are kept, new and empty. */
type OpenStore = () => VerdictStore | null;

/**
 * What it costs to validate 10,000 references at once, unknown ones among them: when no verdict is kept, and when all are; how often the wire is
 * waited for; and how many verdicts are found where references are asked for as popular as they are (Zipf), while leads come and go.
 */
export async function references(databases: OutreachBench, rounds: number): Promise<void> {
  const oltp = await createBenchOltp(databases, CAMPAIGNS, LEADS);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-redis-'));
  const redis = await startRedisServer({ folder });
  const proxies = {
    postgresql: await startLoopbackProxy({ port: Number(new URL(oltp.gatewayUrl).port) }),
    redis: await startLoopbackProxy({ port: redis.port }),
  };
  try {
    const stores: Readonly<Record<string, OpenStore>> = {
      nowhere: () => null,
      'in memory': () => new MemoryVerdictStore(),
      'in Redis': () => redisStore(redis, proxies.redis),
    };
    process.stdout.write(
      `${BATCH.toLocaleString('en')} references of two kinds at once, 1 in ${UNKNOWN_EVERY} unknown, ${rounds} rounds\n` +
        '  verdicts kept   cold ms              warm ms              cold: round trips pg/redis   warm: pg/redis\n',
    );
    for (const [name, open] of Object.entries(stores)) await coldAndWarm(name, oltp, open, proxies, rounds);
    process.stdout.write(
      `Hit rate, ${ZIPF_BATCHES} batches of ${ZIPF_BATCH} references to ${LEADS.toLocaleString('en')} leads by Zipf's law, a lead going or coming each ${ZIPF_CHANGE_EVERY} batches\n`,
    );
    for (const [name, open] of Object.entries(stores)) {
      if (open !== stores['nowhere']) await zipf(name, oltp, open, proxies);
    }
  } finally {
    await proxies.redis.close();
    await proxies.postgresql.close();
    await redis.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

type Proxies = Readonly<Record<'postgresql' | 'redis', LoopbackProxy>>;

async function coldAndWarm(
  name: string,
  oltp: BenchOltp,
  open: OpenStore,
  proxies: Proxies,
  rounds: number,
): Promise<void> {
  const timesMs: Record<'cold' | 'warm', number[]> = { cold: [], warm: [] };
  const trips: Record<'cold' | 'warm', string> = { cold: '', warm: '' };
  await withValidator(oltp, open, proxies, async (validator) => {
    // The first batch makes the connections and compiles.
    await validator.validate(oltp.tenantId, batch(oltp, 0));
    for (let round = 1; round <= rounds; round++) {
      // Other leads each time, so that none of them is known yet.
      const asked = batch(oltp, round);
      for (const state of ['cold', 'warm'] as const) {
        await validator.settle();
        // Until the feed's own polls are recent whatever came before: they are on a connection that is not counted.
        await sleep(20);
        proxies.postgresql.reset();
        proxies.redis.reset();
        const begunAt = performance.now();
        await validator.validate(oltp.tenantId, asked);
        timesMs[state].push(performance.now() - begunAt);
        await validator.settle();
        trips[state] = `${proxies.postgresql.roundTrips}/${proxies.redis.roundTrips}`;
      }
    }
  });
  const times = (values: readonly number[]): string => {
    const { median, least, greatest } = spread(values);
    return `${median.toFixed(0)} (${least.toFixed(0)} to ${greatest.toFixed(0)})`.padEnd(21);
  };
  process.stdout.write(
    `  ${name.padEnd(15)} ${times(timesMs.cold)}${times(timesMs.warm)}${trips.cold.padEnd(29)}${trips.warm}\n`,
  );
}

/** References that no other round has. */
function batch({ campaignIds, leadIds }: BenchOltp, round: number): readonly Reference[] {
  return Array.from({ length: BATCH }, (_, i): Reference => {
    if (i % UNKNOWN_EVERY === 0) return { kind: 'oltp.leads', id: randomUUID() };
    if (i % UNKNOWN_EVERY === 1) return { kind: 'oltp.campaigns', id: campaignIds[i % campaignIds.length]! };
    return { kind: 'oltp.leads', id: leadIds[(round * BATCH + i) % leadIds.length]! };
  });
}

async function zipf(name: string, oltp: BenchOltp, open: OpenStore, proxies: Proxies): Promise<void> {
  const cumulative: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= LEADS; rank++) cumulative.push((sum += 1 / rank));
  // The same sequence for each store.
  let seed = 42;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const aLead = (): Reference => {
    const target = random() * sum;
    let [low, high] = [0, LEADS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! < target) low = middle + 1;
      else high = middle;
    }
    return { kind: 'oltp.leads', id: oltp.leadIds[low]! };
  };
  const maintainer = new GatewayDatabase({
    url: oltp.maintainerUrl,
    maxConnections: 1,
    statementTimeoutMs: 15_000,
  });
  const counts = { kept: 0, refused: 0, checked: 0 };
  const timesMs: number[] = [];
  try {
    await withValidator(
      oltp,
      open,
      proxies,
      async (validator) => {
        for (let i = 0; i < ZIPF_BATCHES; i++) {
          if (i % ZIPF_CHANGE_EVERY === 0) await replaceLead(maintainer, oltp, aLead());
          const asked = Array.from({ length: ZIPF_BATCH }, aLead);
          const begunAt = performance.now();
          await validator.validate(oltp.tenantId, asked);
          timesMs.push(performance.now() - begunAt);
        }
      },
      (batchCounts) => {
        counts.kept += batchCounts.kept;
        counts.refused += batchCounts.refused;
        counts.checked += batchCounts.checked;
      },
    );
  } finally {
    await maintainer.close();
  }
  timesMs.sort((a, b) => a - b);
  const share = (counts.kept / (counts.kept + counts.checked)) * 100;
  process.stdout.write(
    `  ${name.padEnd(15)} ${share.toFixed(1)} % of what is asked for found and relied on, ${counts.refused} found and refused; ` +
      `a batch ${quantile(timesMs, 0.5).toFixed(1)} ms at the median, ${quantile(timesMs, 0.99).toFixed(1)} ms at the 99th percentile\n`,
  );
}

/** A lead goes, and the same one comes again. */
async function replaceLead(
  maintainer: GatewayDatabase,
  { tenantId }: BenchOltp,
  { id }: Reference,
): Promise<void> {
  for (const text of [
    'delete from oltp.leads where id = $1',
    `insert into oltp.leads (tenant_id, id, email) select '${tenantId}', $1::uuid, $1::text || '@example.com'`,
  ]) {
    await maintainer.tenantTransaction(tenantId, [{ text, values: [id] }], { isReadWrite: true });
  }
}

async function withValidator(
  oltp: BenchOltp,
  open: OpenStore,
  proxies: Proxies,
  work: (validator: CrossDatabaseValidator) => Promise<void>,
  onBatch: ConstructorParameters<typeof CrossDatabaseValidator>[0]['onBatch'] = () => undefined,
): Promise<void> {
  const door = new GatewayDatabase({
    url: proxies.postgresql.through(oltp.gatewayUrl),
    maxConnections: 4,
    statementTimeoutMs: 15_000,
  });
  const feedDoor = new GatewayDatabase({
    url: oltp.gatewayUrl,
    maxConnections: 1,
    statementTimeoutMs: 15_000,
  });
  const store = open();
  while (store instanceof RedisVerdictStore && !store.isWorking) await sleep(5);
  const cache = store === null ? null : openVerdictCache({ store, database: feedDoor });
  const validator = new CrossDatabaseValidator({ database: door, cache, onBatch });
  try {
    await work(validator);
  } finally {
    await validator.settle();
    await cache?.feed.close();
    await store?.close();
    await feedDoor.close();
    await door.close();
  }
}

function redisStore({ url }: RedisServer, proxy: LoopbackProxy): RedisVerdictStore {
  return new RedisVerdictStore({
    url: proxy.through(url),
    prefix: `bench_${randomUUID()}`,
    timeoutMs: 1_000,
    monitor: {
      redisFailed: (failure) => process.stderr.write(`Redis: ${failure}\n`),
      redisLost: () => undefined,
      redisBack: () => undefined,
    },
  });
}
