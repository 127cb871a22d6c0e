import type { Ask, WorkerDatabase } from '../worker-database.js';
import { insertOutboxRows } from './insert-outbox-rows.js';
import type { OutboxRow, RefusedRow } from './outbox-row.js';

/** What a move did. */
export interface MovedOutbox {
  /** Rows that are in the database analytics now, and no longer in the outbox. */
  readonly moved: number;
  /** Rows that stay for a later try, by tenant. */
  readonly refused: readonly (RefusedRow & { readonly tenantId: string })[];
}

/** So many at once: few enough that nobody waits for long for the folds' locks, and to be halved again and again. */
const BATCH = 1_000;

// Rows that another worker is at are passed over: they are moved once, by that one.
const TAKE = `
  select o.id, o.target, o.record, o.attempts
  from sluice.outbox as o
  where o.tenant_id = $1 and o.due_at <= clock_timestamp()
  order by o.due_at, o.id
  limit ${BATCH}
  for update skip locked`;

const DELETE = 'delete from sluice.outbox as o where o.tenant_id = $1 and o.id = any ($2::uuid[])';

// Ten seconds, twice as long each time, and an hour at most: each of them costs a transaction, and thousands must not hold up what can arrive. Five
// minutes where the tenant or the target is unknown, which one look tells of all: once it is known, nobody should have to wait for an operator.
const POSTPONE = `
  update sluice.outbox as o
  set attempts = o.attempts + 1, last_error = r.reason, last_code = r.code, last_constraint = r.constraint_name,
    first_refused_at = coalesce(o.first_refused_at, clock_timestamp()), last_refused_at = clock_timestamp(),
    due_at = clock_timestamp() + least(interval '10 seconds' * power(2, least(o.attempts, 10)),
      case when r.code in ('UNKNOWN_TENANT', 'UNKNOWN_TARGET') then interval '5 minutes' else interval '1 hour' end)
  from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as r (id, reason, code, constraint_name)
  where o.tenant_id = $1 and o.id = r.id`;

/**
 * Moves what is due in a database's outbox to the database analytics, tenant by tenant: a batch is locked, inserted there and committed,
 * and only then deleted here. Whoever is killed in between leaves it to be inserted again, which changes nothing. A row that is refused
 * stays, with the reason, and is tried again later; the others go on.
 *
 * @param tenantId moves what is due of this tenant alone; null for all.
 * @throws SluiceError `CANCELLED` or `DATABASE_UNAVAILABLE` where either database is away; what was moved until then is.
 */
export async function moveOutbox(
  source: WorkerDatabase,
  analytics: WorkerDatabase,
  signal: AbortSignal,
  tenantId: string | null = null,
): Promise<MovedOutbox> {
  let moved = 0;
  const refused: MovedOutbox['refused'][number][] = [];
  for (;;) {
    const tenants = await source.query<{ tenant_id: string }>(
      'select tenant_id from sluice.outbox_tenants() where $1::uuid is null or tenant_id = $1',
      [tenantId],
      signal,
    );
    let taken = 0;
    // A batch of each in turn: who has much to move does not hold up the others.
    for (const { tenant_id: tenant } of tenants) {
      const batch = await source.tenantTransaction(
        tenant,
        (ask) => moveBatch(ask, analytics, tenant, signal),
        signal,
      );
      taken += batch.taken;
      moved += batch.taken - batch.refused.length;
      refused.push(...batch.refused.map((row) => ({ ...row, tenantId: tenant })));
    }
    if (taken === 0) return { moved, refused };
  }
}

async function moveBatch(
  ask: Ask,
  analytics: WorkerDatabase,
  tenantId: string,
  signal: AbortSignal,
): Promise<{ readonly taken: number; readonly refused: readonly RefusedRow[] }> {
  const rows = await ask<OutboxRow & Record<string, unknown>>(TAKE, [tenantId]);
  if (rows.length === 0) return { taken: 0, refused: [] };
  const refused = await insertOutboxRows(analytics, tenantId, rows, signal);
  const refusedIds = new Set(refused.map(({ row }) => row.id));
  await ask(DELETE, [tenantId, rows.map(({ id }) => id).filter((id) => !refusedIds.has(id))]);
  if (refused.length > 0) {
    await ask(POSTPONE, [
      tenantId,
      refused.map(({ row }) => row.id),
      refused.map(({ reason }) => reason),
      refused.map(({ code }) => code),
      refused.map(({ constraint }) => constraint),
    ]);
  }
  return { taken: rows.length, refused };
}
