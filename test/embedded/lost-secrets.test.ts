import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedCluster, type EmbeddedCluster } from '../../src/embedded/embedded-cluster.js';

let parent: string;

beforeEach(async () => {
  // Nobody but its owner can enter it, so that the data of root's server lie elsewhere.
  parent = await mkdtemp(join(tmpdir(), 'sluice-embedded-'));
});

afterEach(() => rm(parent, { recursive: true, force: true }));

const start = (): Promise<EmbeddedCluster> =>
  startEmbeddedCluster({ folder: join(parent, 'cluster'), isReset: false, onProgress: () => undefined });

async function query(cluster: EmbeddedCluster, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: cluster.superuserUrl.replace(/\/[^/]*$/, '/postgres') });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('a cluster keeps its data from one start to the next', async () => {
  const first = await start();
  await query(first, 'create table kept as select 1 as n');
  await first.stop();
  const second = await start();
  expect(await query(second, 'select n from kept')).toEqual([{ n: 1 }]);
  await second.stop();
  await rm(second.dataFolder, { recursive: true, force: true });
});

test('a cluster whose folder was removed begins anew, though its data lay elsewhere', async () => {
  const first = await start();
  await query(first, 'create table kept as select 1 as n');
  await first.stop();
  await rm(first.folder, { recursive: true, force: true });
  const second = await start();
  expect(await query(second, `select to_regclass('kept') as kept`)).toEqual([{ kept: null }]);
  await second.stop();
  await rm(second.dataFolder, { recursive: true, force: true });
});
