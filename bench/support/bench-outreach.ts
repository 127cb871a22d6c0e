import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startEmbeddedCluster } from '../../src/embedded/embedded-cluster.js';
import { DATABASE_KINDS, type DatabaseKind } from '../../src/migrations/database-kind.js';
import { migrate } from '../../src/migrations/migrate.js';
import { NewPasswords } from '../../src/migrations/new-passwords.js';

/** Where a database is, for each login. */
export interface BenchUrls {
  readonly superuserUrl: string;
  readonly gatewayUrl: string;
  readonly maintainerUrl: string;
}

/** The four databases of outreach, all of them empty but for what an earlier run has left. */
export interface OutreachBench extends Readonly<Record<DatabaseKind, BenchUrls>> {
  stop(): Promise<void>;
}

/** An embedded PostgreSQL with the four databases, kept in `folder`. */
export async function openOutreachBench(folder: string): Promise<OutreachBench> {
  const cluster = await startEmbeddedCluster({
    folder,
    isReset: false,
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  try {
    const newPasswords = new NewPasswords();
    const urls: Partial<Record<DatabaseKind, BenchUrls>> = {};
    for (const database of DATABASE_KINDS) {
      const superuserUrl = withDatabase(cluster.superuserUrl, `bench_${database}`);
      const passwords = {
        gatewayPassword: newPasswords.of('sluice_gateway'),
        maintainerPassword: newPasswords.of('sluice_maintainer'),
      };
      const { gatewayUrl, maintainerUrl } = await migrate({ url: superuserUrl, database, ...passwords });
      urls[database] = { superuserUrl, gatewayUrl: gatewayUrl!, maintainerUrl: maintainerUrl! };
    }
    return { ...(urls as Record<DatabaseKind, BenchUrls>), stop: () => cluster.stop() };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Runs work on a connection of the superuser's. */
export async function asSuperuser<Result>(
  { superuserUrl }: BenchUrls,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Ids of tenants that no earlier run has had. */
export function newTenants(count: number): readonly string[] {
  return Array.from({ length: count }, () => randomUUID());
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
