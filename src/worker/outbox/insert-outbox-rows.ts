import { sqlStateOf } from '../../errors/sql-state.js';
import { isOutage } from '../is-outage.js';
import type { Ask, WorkerDatabase } from '../worker-database.js';
import type { OutboxRow, RefusedRow } from './outbox-row.js';
import { OUTBOX_TARGETS } from './outbox-targets.js';
import { refuseRow } from './refuse-row.js';

/**
 * Inserts a tenant's rows into their tables, those that are there already excepted, and commits. Where the database refuses some, the others are inserted all
 * the same: the batch is halved until the refused ones stand alone.
 *
 * @returns those that were refused.
 * @throws SluiceError `DATABASE_UNAVAILABLE` or `CANCELLED`; then some may have been inserted, and none is known to be refused.
 */
export async function insertOutboxRows(
  analytics: WorkerDatabase,
  tenantId: string,
  rows: readonly OutboxRow[],
  signal: AbortSignal,
): Promise<readonly RefusedRow[]> {
  const [known] = await analytics.query<{ is_tenant: boolean }>(
    'select sluice.is_tenant($1::uuid) as is_tenant',
    [tenantId],
    signal,
  );
  // One by one they would all be refused, and each at the cost of a transaction.
  if (!known!.is_tenant) return rows.map((row) => refuseRow(row, 'UNKNOWN_TENANT'));
  const isKnown = (row: OutboxRow): boolean => Object.hasOwn(OUTBOX_TARGETS, row.target);
  return [
    ...rows.filter((row) => !isKnown(row)).map((row) => refuseRow(row, 'UNKNOWN_TARGET')),
    ...(await insertByHalves(analytics, tenantId, rows.filter(isKnown), signal)),
  ];
}

async function insertByHalves(
  analytics: WorkerDatabase,
  tenantId: string,
  rows: readonly OutboxRow[],
  signal: AbortSignal,
): Promise<readonly RefusedRow[]> {
  try {
    await analytics.tenantTransaction(tenantId, (ask) => insertAll(ask, tenantId, rows), signal);
    return [];
  } catch (error) {
    if (signal.aborted || isOutage(error)) throw error;
    if (rows.length === 1) return [refuseRow(rows[0]!, sqlStateOf(error), error)];
    const half = rows.length >> 1;
    return [
      ...(await insertByHalves(analytics, tenantId, rows.slice(0, half), signal)),
      ...(await insertByHalves(analytics, tenantId, rows.slice(half), signal)),
    ];
  }
}

async function insertAll(ask: Ask, tenantId: string, rows: readonly OutboxRow[]): Promise<void> {
  // In one order, so that two that insert into the same tables do not wait for each other crosswise.
  for (const target of Object.keys(OUTBOX_TARGETS)) {
    const records = rows.filter((row) => row.target === target).map(({ record }) => record);
    if (records.length > 0) await ask(OUTBOX_TARGETS[target]!, [tenantId, JSON.stringify(records)]);
  }
}
