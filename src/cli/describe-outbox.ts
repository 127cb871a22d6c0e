import type { DiscardedRefused } from '../maintenance/outbox/discard-refused.js';
import type { OutboxRefusal, OutboxStatus } from '../maintenance/outbox/read-outbox-status.js';
import type { RestoredRefused } from '../maintenance/outbox/restore-refused.js';
import type { RetriedOutbox } from '../worker/outbox/retry-outbox.js';
import { describeSeconds } from './describe-seconds.js';
import { textTable } from './text-table.js';

const count = (n: number): string => n.toLocaleString('en');

/** What is on its way to analytics, for people: a line for each tenant of a database, and two for each reason why rows were refused. */
export function describeOutbox(status: readonly OutboxStatus[], now: Date): string {
  if (status.length === 0) return 'Nothing is on its way to analytics.';
  const table = textTable(
    ['on its way from', 'tenant', 'rows ', 'oldest ', 'refused '],
    status.map(({ database, tenantId, waiting, oldestAt, refused }) => [
      database,
      tenantId,
      count(waiting),
      describeSeconds(Math.max(0, (now.getTime() - Date.parse(oldestAt)) / 1000)),
      count(refused),
    ]),
  );
  const refusals = status.flatMap(({ database, tenantId, refusals: ofTenant }) =>
    ofTenant.map((refusal) => describeRefusal(database, tenantId, refusal)),
  );
  return [table, ...refusals].join('\n\n');
}

function describeRefusal(
  database: string,
  tenantId: string,
  { target, reason, rows, tries, firstRefusedAt, lastRefusedAt, nextTryAt }: OutboxRefusal,
): string {
  const since =
    firstRefusedAt === null ? '' : ` First at ${firstRefusedAt}, last at ${lastRefusedAt ?? firstRefusedAt}.`;
  return (
    `${database}, ${tenantId}: ${rowsOf(rows)} for ${target} refused. ${reason}\n` +
    `    Tried ${count(tries)} ${tries === 1 ? 'time' : 'times'} at most.${since} Next at ${nextTryAt}.`
  );
}

/** What a retry has moved, for people. */
export function describeRetried(retried: readonly RetriedOutbox[]): string {
  return textTable(
    ['database', 'moved ', 'refused again '],
    retried.map(({ database, moved, refused }) => [database, count(moved), count(refused)]),
  );
}

/** What was set aside of what was refused, or would be, for people. */
export function describeDiscardedRefused(discarded: readonly DiscardedRefused[], isDryRun: boolean): string {
  if (discarded.length === 0) return 'Nothing was refused.';
  const table = textTable(
    ['database', 'tenant', isDryRun ? 'would be set aside ' : 'set aside '],
    discarded.map(({ database, tenantId, setAside }) => [database, tenantId, count(setAside)]),
  );
  const left = discarded.reduce((sum, tenant) => sum + tenant.left, 0);
  return left === 0 ? table : `${table}\nLeft, for a worker was at them: ${rowsOf(left)}. Run it again.`;
}

/** What was put back on its way, for people. */
export function describeRestoredRefused(restored: readonly RestoredRefused[]): string {
  return textTable(
    ['database', 'put back ', 'do not fit ', 'in use '],
    restored.map(({ database, ...counts }) => [
      database,
      ...[counts.restored, counts.misfit, counts.busy].map(count),
    ]),
  );
}

function rowsOf(rows: number): string {
  return `${count(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}
