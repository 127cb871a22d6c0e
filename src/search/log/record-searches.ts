import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import { searchIdTime } from './search-id.js';
import type { LoggedSearch } from './search-log.js';

const MAX_LENGTH = 1_000;
const MICROSECONDS_PER_MILLISECOND = 1_000;

/** What PostgreSQL's text cannot hold, and would refuse its neighbours for as well: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /[\0\p{Cs}]/gu;

/**
 * Adds searches to a tenant's log; such as are there already are left out.
 * @throws SluiceError what a tenant transaction throws.
 */
export async function recordSearches(
  database: Pick<GatewayDatabase, 'tenantTransaction'>,
  tenantId: string,
  searches: readonly LoggedSearch[],
): Promise<void> {
  const statement = {
    name: 'sluice_record_searches',
    text: 'select sluice.record_searches($1::jsonb)',
    values: [JSON.stringify(searches.map(rowOf))],
  };
  await database.tenantTransaction(tenantId, [statement], { isReadWrite: true });
}

function rowOf(search: LoggedSearch): Readonly<Record<string, unknown>> {
  return {
    id: search.id,
    created_at: searchIdTime(search.id)?.toISOString(),
    query: cleaned(search.query),
    language: search.language,
    types: search.types,
    result_count: search.results,
    is_exact: search.isExact,
    corrected_query: search.correctedQuery === null ? null : cleaned(search.correctedQuery),
    duration_us: Math.max(0, Math.round(search.durationMs * MICROSECONDS_PER_MILLISECOND)),
  };
}

function cleaned(text: string): string {
  return text.slice(0, MAX_LENGTH).replace(UNSTORABLE, '');
}
