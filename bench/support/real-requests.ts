import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { readEnvironment } from '../../src/config/environment.js';
import { importFile } from '../../src/importing/import-file.js';
import { migrate } from '../../src/migrations/migrate.js';
import { say, type BenchDatabase } from './bench-database.js';

const DATABASE = 'bench_real_requests';
const FILE = 'helpdesk/boston_311_2015.csv.gz';

/**
 * The service requests of a city, imported into a database of their own beside the generated one; kept there. Null where the data are
 * absent: the folder is that of `SLUICE_REAL_DATA`.
 */
export async function openRealRequests(beside: BenchDatabase): Promise<BenchDatabase | null> {
  const file = resolve(readEnvironment().realDataFolder, FILE);
  if (!existsSync(file)) return null;
  const inDatabase = (url: string): string => Object.assign(new URL(url), { pathname: `/${DATABASE}` }).href;
  const superuserUrl = inDatabase(beside.superuserUrl);
  await createDatabase(beside.superuserUrl);
  const passwordOf = (url: string): string => decodeURIComponent(new URL(url).password);
  await migrate({
    url: superuserUrl,
    gatewayPassword: passwordOf(beside.gatewayUrl),
    maintainerPassword: passwordOf(beside.maintainerUrl),
  });
  const maintainerUrl = inDatabase(beside.maintainerUrl);
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select from helpdesk.tickets limit 1');
    if (rows.length === 0) {
      say('Importing the real service requests');
      await importFile({
        databaseUrl: maintainerUrl,
        dataset: 'tickets',
        file,
        mapping: 'boston-311',
        refresh: false,
        rejectFile: join(tmpdir(), `${DATABASE}.rejects.csv`),
      });
      await client.query('vacuum analyze');
    }
    const { rows: sizes } = await client.query<{ id: string; tickets: number }>(
      'select tenant_id as id, count(*)::float8 as tickets from helpdesk.tickets group by 1 order by 2 desc',
    );
    return {
      superuserUrl,
      maintainerUrl,
      gatewayUrl: inDatabase(beside.gatewayUrl),
      largest: sizes[0]!,
      median: sizes[Math.floor(sizes.length / 2)]!,
      stop: () => Promise.resolve(),
    };
  } finally {
    await client.end();
  }
}

async function createDatabase(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rows.length === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
