import { compileRange } from '../../analytics/compiler/compile-filter.js';
import { Parameters } from '../../analytics/compiler/parameters.js';
import { behindCursor, pageOf } from '../../analytics/entities/page.js';
import type { Page } from '../../analytics/graphql/page-type.js';
import { readTimeRange } from '../../analytics/question/time-range.js';
import { assertFromOneTo } from '../../errors/assert-from-one-to.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Rows, Statement } from '../../tenancy/statement.js';
import type { AuditEntry } from './audit-entry.js';
import type { AuditFilter } from './audit-filter.js';

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 200;

/** Which entries, and how many. */
export interface AuditQuestion {
  readonly where: AuditFilter | null;
  readonly first: number;
  /** The endCursor of the page before; null for the first page. */
  readonly after: string | null;
}

/**
 * A page of a tenant's entries out of every database that is configured, newest first. One that cannot be reached fails the page: a trail with
 * gaps would not show them.
 *
 * @param tenantId the token's own, or the installation's: it is for the caller to know that the token may see it.
 * @throws SluiceError `BAD_USER_INPUT`, and what a tenant transaction throws.
 */
export async function readAuditEntries(
  request: RequestContext,
  tenantId: string,
  question: AuditQuestion,
): Promise<Page<AuditEntry>> {
  const { first } = question;
  assertFromOneTo('first', first, MAX_PAGE);
  const statement = pageStatement(request, question);
  const databases = Object.entries(request.databases) as [string, GatewayDatabase | null][];
  const found = await Promise.all(
    databases.map(async ([name, database]) => {
      if (database === null) return [];
      const [rows] = await database.tenantTransaction(tenantId, [statement], { signal: request.signal });
      return rows!.map((row) => entryFromRow(name, row));
    }),
  );
  const newest = found
    .flat()
    .sort(newestFirst)
    .slice(0, first + 1);
  return pageOf(newest, first, ({ occurredAtUs, id }) => ({ timeUs: occurredAtUs, id }));
}

const COLUMNS = `id::text, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  (extract(epoch from occurred_at) * 1000000)::bigint, upper(actor_kind), subject, token_id, request_id, action, target, upper(outcome),
  before, after`;

/** An entry, and its place among all. */
interface PlacedEntry extends AuditEntry {
  readonly occurredAtUs: string;
}

function entryFromRow(database: string, row: Rows[number]): PlacedEntry {
  const [id, occurredAt, occurredAtUs, actor, subject, tokenId, requestId, action, target, outcome] =
    row as readonly string[];
  return {
    id,
    occurredAt,
    occurredAtUs,
    database,
    actor,
    subject,
    tokenId,
    requestId,
    action,
    target,
    outcome,
    before: row[10],
    after: row[11],
  } as PlacedEntry;
}

/** As the databases order them: a uuid's text sorts as it does. */
function newestFirst(a: PlacedEntry, b: PlacedEntry): number {
  return Number(b.occurredAtUs) - Number(a.occurredAtUs) || (a.id < b.id ? 1 : -1);
}

function withoutNul(text: string): string {
  if (!text.includes('\u0000')) return text;
  throw new SluiceError('BAD_USER_INPUT', 'A text in "where" holds a NUL character, which no entry has.');
}

function pageStatement(request: RequestContext, { where, first, after }: AuditQuestion): Statement {
  const parameters = new Parameters();
  const { since, until, action, subject, target, requestId } = where ?? {};
  const range = readTimeRange(
    { since: since ?? null, until: until ?? null },
    'UTC',
    () => request.now,
    'where',
  );
  const equals = { action, subject, target, request_id: requestId };
  const conditions = Object.entries(equals).flatMap(([column, value]) =>
    value == null ? [] : [`${column} = ${parameters.add(withoutNul(value), 'text')}`],
  );
  if (after !== null) conditions.push(behindCursor(after, 'occurred_at', parameters));
  const condition = compileRange('occurred_at', range, conditions, parameters);
  const limit = parameters.add(first + 1, 'bigint');
  return {
    text: `select ${COLUMNS} from sluice.audit_entries where ${condition} order by occurred_at desc, id desc limit ${limit}`,
    values: parameters.values,
  };
}
