import type pg from 'pg';
import { fillTables } from './fill-tables.js';
import type { DemoProgress } from './demo-progress.js';

/** What the demo's database holds. */
export interface DemoContent {
  readonly tickets: number;
  readonly filledAt: Date;
}

export interface ContentOptions {
  readonly tickets: number;
  readonly onProgress: (progress: DemoProgress) => void;
}

/** The tickets are the same wherever and whenever they are generated, but for their dates. */
const SEED = 311;

/**
 * Fills an empty database, in one transaction that ends with a note of what was filled: after a kill in the middle nothing is there,
 * and the next start begins anew. Needs a superuser's connection.
 *
 * @returns what the database holds now, and whether that is new.
 */
export async function ensureContent(
  client: pg.ClientBase,
  { tickets, onProgress }: ContentOptions,
): Promise<{ readonly content: DemoContent; readonly isNew: boolean }> {
  const present = await readContent(client);
  if (present !== null) return { content: present, isNew: false };
  onProgress({ kind: 'step', text: `Generating ${tickets.toLocaleString('en')} tickets` });
  await client.query('begin');
  await fillTables(client, {
    tickets,
    seed: SEED,
    now: new Date(),
    onTickets: (done) => onProgress({ kind: 'tickets', done, total: tickets }),
  });
  await client.query('insert into sluice_demo.content (tickets) values ($1)', [tickets]);
  await client.query('commit');
  await settle(client, onProgress);
  const content = await readContent(client);
  return { content: content!, isNew: true };
}

/** Statistics and visibility for the planner, then the rollups. Interrupted, autovacuum and the maintenance loop make up for it. */
async function settle(client: pg.ClientBase, onProgress: ContentOptions['onProgress']): Promise<void> {
  onProgress({ kind: 'step', text: 'Analysing the tables' });
  await client.query(`vacuum (analyze) ${FILLED_TABLES.join(', ')}`);
  onProgress({ kind: 'step', text: 'Refreshing the rollups' });
  await client.query('select helpdesk.refresh_dashboard_views()');
  await vacuumRollups(client);
}

/** Lets the rollups be read out of their indexes alone. */
export async function vacuumRollups(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, matviewname) as name from pg_matviews where schemaname = 'helpdesk_rollup'`,
  );
  await client.query(`vacuum ${rows.map(({ name }) => name).join(', ')}`);
}

async function readContent(client: pg.ClientBase): Promise<DemoContent | null> {
  await client.query('create schema if not exists sluice_demo');
  await client.query(
    'create table if not exists sluice_demo.content (tickets int not null, filled_at timestamptz not null default now())',
  );
  const { rows } = await client.query<DemoContent>(
    'select tickets, filled_at as "filledAt" from sluice_demo.content',
  );
  return rows[0] ?? null;
}

const FILLED_TABLES = [
  'sluice.tenants',
  'helpdesk.organisations',
  'helpdesk.users',
  'helpdesk.tickets',
  'helpdesk.comments',
  'helpdesk.ticket_history',
  'helpdesk.attachments',
  'helpdesk.canned_responses',
  'helpdesk.user_sessions',
  'helpdesk.user_permissions',
];
