import { OUTREACH_DATABASES, type OutreachName, type OutreachUrls } from '../../config/settings.js';
import { runStatement } from '../run-statement.js';

/** Rows of a tenant that analytics has refused for one reason. */
export interface OutboxRefusal {
  /** The table that they were to arrive in. */
  readonly target: string;
  /** A SQLSTATE, `UNKNOWN_TENANT` or `UNKNOWN_TARGET`; null where they were refused before that was written down. */
  readonly code: string | null;
  /** The constraint that they break; null where that has no name. */
  readonly constraint: string | null;
  /** The same in words, without a value of a row. */
  readonly reason: string;
  readonly rows: number;
  /** How often one of them was tried, at most. */
  readonly tries: number;
  /** ISO 8601, in UTC; null as `code`. */
  readonly firstRefusedAt: string | null;
  /** ISO 8601, in UTC; null as `code`. */
  readonly lastRefusedAt: string | null;
  /** When a worker tries the first of them again; ISO 8601, in UTC. */
  readonly nextTryAt: string;
}

/** What a tenant has on its way from one database to analytics. */
export interface OutboxStatus {
  readonly database: OutreachName;
  readonly tenantId: string;
  /** All of them, those that were refused among them. */
  readonly waiting: number;
  /** ISO 8601, in UTC. */
  readonly oldestAt: string;
  readonly refused: number;
  /** By target and reason, the most frequent first; empty where nothing was refused. */
  readonly refusals: readonly OutboxRefusal[];
}

const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

// One statement, so that what waits and what was refused are of one moment.
const STATUS = `
  select s.tenant_id as "tenantId", s.waiting_count::int as waiting, ${iso('s.oldest_at')} as "oldestAt", s.refused_count::int as refused,
    coalesce(r.refusals, '[]') as refusals
  from sluice.outbox_states() as s
  left join (
    select f.tenant_id, jsonb_agg(jsonb_build_object('target', f.target, 'code', f.code, 'constraint', f.constraint_name, 'reason', f.reason,
      'rows', f.row_count, 'tries', f.attempts, 'firstRefusedAt', ${iso('f.first_refused_at')}, 'lastRefusedAt', ${iso('f.last_refused_at')},
      'nextTryAt', ${iso('f.due_at')}) order by f.row_count desc, f.target, f.reason) as refusals
    from sluice.outbox_refusals($1::uuid) as f
    group by f.tenant_id
  ) as r on r.tenant_id = s.tenant_id
  where $1::uuid is null or s.tenant_id = $1
  order by s.oldest_at, s.tenant_id`;

/**
 * What each tenant has on its way to analytics, from every database that is configured, and what analytics has refused of it; tenants of a
 * database in the order of their oldest row, without those that have nothing there.
 * @param tenantId null for all.
 * @throws SluiceError as {@link runStatement}.
 */
export async function readOutboxStatus(
  urls: OutreachUrls,
  tenantId: string | null,
): Promise<readonly OutboxStatus[]> {
  const status: OutboxStatus[] = [];
  for (const database of OUTREACH_DATABASES) {
    const url = urls[database];
    if (url === null) continue;
    const rows = await runStatement(url, STATUS, [tenantId]);
    status.push(...rows.map((row) => ({ database, ...(row as unknown as Omit<OutboxStatus, 'database'>) })));
  }
  return status;
}
