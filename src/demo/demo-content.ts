import type pg from 'pg';
import { fillTables } from './fill-tables.js';
import type { DemoProgress } from './demo-progress.js';
import { runAtOnce } from './run-at-once.js';

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
 */
export async function ensureContent(
  client: pg.ClientBase,
  { tickets, onProgress }: ContentOptions,
): Promise<DemoContent> {
  const present = await readContent(client);
  if (present !== null) return present;
  onProgress({ kind: 'step', text: `Generating ${tickets.toLocaleString('en')} tickets` });
  await client.query('begin');
  await fillTables(client, {
    tickets,
    seed: SEED,
    now: new Date(),
    onTickets: (done) => onProgress({ kind: 'tickets', done, total: tickets }),
    onDocuments: () => onProgress({ kind: 'step', text: 'Making all of it searchable' }),
  });
  await client.query('insert into sluice_demo.filled (tickets, is_settled) values ($1, false)', [tickets]);
  await client.query('commit');
  return (await readContent(client))!;
}

/** Notes that rows are about to come in, so that {@link settleContent} has work to do, whatever happens meanwhile. */
export async function unsettleContent(client: pg.ClientBase): Promise<void> {
  await client.query('update sluice_demo.filled set is_settled = false');
}

export interface SettleOptions {
  /** A superuser's, of the same database. */
  readonly databaseUrl: string;
  readonly onProgress: (progress: DemoProgress) => void;
}

/** After rows came in: statistics and visibility for the planner, then the rollups. Does nothing where that is done. */
export async function settleContent(
  client: pg.ClientBase,
  { databaseUrl, onProgress }: SettleOptions,
): Promise<void> {
  const { rowCount } = await client.query('select from sluice_demo.filled where not is_settled');
  if (rowCount === 0) return;
  onProgress({ kind: 'step', text: 'Analysing the tables' });
  await runAtOnce(
    databaseUrl,
    FILLED_TABLES.map((table) => `vacuum (analyze) ${table}`),
  );
  onProgress({ kind: 'step', text: 'Refreshing the rollups' });
  const { rows: rollups } = await client.query<{ rollup: string; view: string }>(
    `select rollup, format('%I.%I', schema_name || '_rollup', view_name) as view from sluice.rollups order by rollup`,
  );
  await runAtOnce(
    databaseUrl,
    rollups.map(({ rollup }) => `select from sluice.refresh_rollup(${client.escapeLiteral(rollup)})`),
  );
  // Lets the rollups be read out of their indexes alone.
  await runAtOnce(
    databaseUrl,
    rollups.map(({ view }) => `vacuum ${view}`),
  );
  await client.query('update sluice_demo.filled set is_settled = true');
}

async function readContent(client: pg.ClientBase): Promise<DemoContent | null> {
  await client.query('create schema if not exists sluice_demo');
  await client.query(
    `create table if not exists sluice_demo.filled
       (tickets int not null, filled_at timestamptz not null default now(), is_settled boolean not null)`,
  );
  const { rows } = await client.query<DemoContent>(
    'select tickets, filled_at as "filledAt" from sluice_demo.filled',
  );
  return rows[0] ?? null;
}

/** The largest first, so that no connection is left with one of them at the end. */
const FILLED_TABLES = [
  'sluice.search_documents',
  'helpdesk.tickets',
  'helpdesk.comments',
  'outreach.deliveries',
  'helpdesk.ticket_history',
  'helpdesk.users',
  'outreach.queue_events',
  'helpdesk.attachments',
  'helpdesk.user_sessions',
  'outreach.billing_entries',
  'helpdesk.user_permissions',
  'helpdesk.organisations',
  'helpdesk.canned_responses',
  'sluice.tenants',
];
