import { auditCall, auditParameters } from '../../audit/audit-statement.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Statement } from '../../tenancy/statement.js';
import { isUuid } from '../../tenancy/uuid.js';
import type { SearchSource } from '../model/search-source.js';
import { searchIdTime } from './search-id.js';
import { flushSearchLog } from './search-log.js';

/** A hit that was opened. */
export interface OpenedHit {
  readonly searchId: string;
  readonly source: SearchSource;
  readonly recordId: string;
  /** Its place among the hits, from 1 on; null where nobody says. */
  readonly position: number | null;
}

/** A search is in the log when this time has gone by, unless PostgreSQL was away meanwhile. */
const LOGGED_WITHIN_MS = 2_000;
const RETRY_MS = 500;

/**
 * Notes that a hit was opened, once for each search and record.
 * @returns false where the tenant has no such search, or no such record.
 * @throws SluiceError what a tenant transaction throws.
 */
export async function recordSearchOpening(request: RequestContext, hit: OpenedHit): Promise<boolean> {
  const searchedAt = searchIdTime(hit.searchId);
  if (searchedAt === null || !isUuid(hit.recordId)) return false;
  await flushSearchLog(request);
  const loggedByMs = Math.min(searchedAt.getTime(), Date.now()) + LOGGED_WITHIN_MS;
  for (;;) {
    if (await record(request, hit, searchedAt)) return true;
    // Another gateway's search may not be in the log yet.
    if (Date.now() > loggedByMs || request.signal.aborted) return false;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

const RECORD: Omit<Statement, 'values'> = {
  name: 'sluice_record_search_opening',
  text: 'select sluice.record_search_opening($1::uuid, $2::timestamptz, $3::text, $4::text, $5::uuid, $6::int)',
};

/** Only what this very transaction has written is audited: said again, it changes nothing. */
const AUDIT: Omit<Statement, 'values'> = {
  name: 'sluice_audit_search_opening',
  text: `select ${auditCall(4)}
    from sluice.search_openings as o
    where o.search_id = $1::uuid and o.record_type = lower($2::text) and o.record_id = $3::uuid and o.created_at = now()`,
};

async function record(
  request: RequestContext,
  { searchId, source, recordId, position }: OpenedHit,
  searchedAt: Date,
): Promise<boolean> {
  const { database, principal, signal } = request;
  const change = auditParameters(request, {
    action: 'recordSearchOpened',
    target: 'sluice.search_openings',
    before: null,
    after: { searchId, type: source.type, id: recordId },
  });
  const [rows] = await database.tenantTransaction(
    principal.tenantId,
    [
      {
        ...RECORD,
        values: [searchId, searchedAt.toISOString(), source.type, source.table, recordId, position],
      },
      { ...AUDIT, values: [searchId, source.type, recordId, ...change] },
    ],
    { signal, isReadWrite: true },
  );
  return rows![0]![0] === true;
}
