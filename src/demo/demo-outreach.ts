import type { DatabaseKind } from '../migrations/database-kind.js';
import { unsettleContent } from './demo-content.js';
import type { DemoProgress } from './demo-progress.js';
import { fillOutreach, type OutreachClients } from './outreach/fill-outreach.js';

export interface OutreachContentOptions {
  /** How many tickets the demo was made with: the outreach is as large as that. */
  readonly tickets: number;
  readonly onProgress: (progress: DemoProgress) => void;
}

const SEED = 311;
const MESSAGES_PER_TICKET = 0.15;
/** All of it is in memory while it is made. */
const MAX_MESSAGES = 100_000;

/** The order of the commits: the note that all is there is the last. */
const COMMIT_ORDER = ['oltp', 'content', 'queue', 'analytics'] as const satisfies readonly DatabaseKind[];

/** What is filled in each of the other databases, and read often. */
const FILLED_TABLES: Readonly<Record<Exclude<DatabaseKind, 'analytics'>, readonly string[]>> = {
  oltp: ['oltp.tenants', 'oltp.campaigns', 'oltp.leads', 'oltp.email_accounts', 'sluice.reference_changes'],
  content: ['content.message_bodies', 'content.email_messages'],
  queue: ['queue.jobs'],
};

/**
 * Fills the databases of outreach, once: a transaction in each, of which that in `analytics` ends last and notes that all of it is there.
 * After a kill in the middle the next start makes all of it anew. The rollups are the caller's to refresh, by `settleContent`. Needs
 * superusers' connections, and the tenants in `analytics`.
 */
export async function ensureOutreach(
  clients: OutreachClients,
  { tickets, onProgress }: OutreachContentOptions,
): Promise<void> {
  const { analytics } = clients;
  await analytics.query(
    'create table if not exists sluice_demo.filled_outreach (filled_at timestamptz not null default now())',
  );
  const { rowCount } = await analytics.query('select from sluice_demo.filled_outreach');
  if (rowCount !== 0) return;
  onProgress({ kind: 'step', text: 'Generating a year of outreach' });
  const messages = Math.min(MAX_MESSAGES, Math.round(tickets * MESSAGES_PER_TICKET));
  for (const database of COMMIT_ORDER) await clients[database].query('begin');
  await fillOutreach(clients, { messages, seed: SEED, now: new Date() });
  await unsettleContent(analytics);
  await analytics.query('insert into sluice_demo.filled_outreach default values');
  for (const database of COMMIT_ORDER) await clients[database].query('commit');
  await Promise.all(
    (Object.keys(FILLED_TABLES) as (keyof typeof FILLED_TABLES)[]).map((database) =>
      clients[database].query(`vacuum (analyze) ${FILLED_TABLES[database].join(', ')}`),
    ),
  );
}

/** Makes every tenant of `analytics` known to `oltp` as well: an import brings tenants of its own. */
export async function shareTenants({ analytics, oltp }: OutreachClients): Promise<void> {
  const { rows } = await analytics.query<{ id: string; name: string; created_at: Date }>(
    'select id, name, created_at from sluice.tenants',
  );
  await oltp.query(
    `insert into oltp.tenants (id, name, created_at)
     select * from unnest($1::uuid[], $2::text[], $3::timestamptz[])
     on conflict (id) do nothing`,
    [rows.map(({ id }) => id), rows.map(({ name }) => name), rows.map(({ created_at }) => created_at)],
  );
}
