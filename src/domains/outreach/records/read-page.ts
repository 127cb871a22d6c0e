import { Parameters } from '../../../analytics/compiler/parameters.js';
import { behindCursor, pageOf } from '../../../analytics/entities/page.js';
import type { Page } from '../../../analytics/graphql/page-type.js';
import { assertFromOneTo } from '../../../errors/assert-from-one-to.js';
import { requireDatabase } from '../../../tenancy/databases.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import type { Statement } from '../../../tenancy/statement.js';
import type { OltpTable } from './oltp-table.js';

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 500;

/** Which records of a table, and how many. */
export interface PageQuestion {
  readonly first: number;
  /** The endCursor of the page before; null for the first page. */
  readonly after: string | null;
  /** Columns that must have these values; null for any. */
  readonly where: Readonly<Record<string, string | boolean | null>>;
}

/**
 * A page of the tenant's records, newest first.
 * @throws SluiceError `BAD_USER_INPUT`, `CONFIGURATION` where the database oltp is not configured, and what a tenant transaction throws.
 */
export async function readPage<Value extends { id: string }>(
  request: RequestContext,
  table: OltpTable<Value>,
  question: PageQuestion,
): Promise<Page<Value>> {
  const { first } = question;
  assertFromOneTo('first', first, MAX_PAGE);
  const statement = pageStatement(table, question);
  const database = requireDatabase(request.databases, 'oltp');
  const [rows] = await database.tenantTransaction(request.principal.tenantId, [statement], {
    signal: request.signal,
  });
  const keys = ['id', ...table.entity.fields];
  const { nodes, pageInfo } = pageOf(rows!, first, (row) => ({
    timeUs: row[keys.length] as string,
    id: row[0] as string,
  }));
  return {
    nodes: nodes.map((row) => Object.fromEntries(keys.map((key, i) => [key, row[i]])) as unknown as Value),
    pageInfo,
  };
}

function pageStatement<Value>(
  { table, select }: OltpTable<Value>,
  { first, after, where }: PageQuestion,
): Statement {
  const parameters = new Parameters();
  // Names of columns are ours, their values a request's.
  const conditions = Object.entries(where).flatMap(([column, value]) =>
    value === null
      ? []
      : [`${column} = ${parameters.add(value, typeof value === 'boolean' ? 'boolean' : 'text')}`],
  );
  if (after !== null) conditions.push(behindCursor(after, 'created_at', parameters));
  const condition = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const limit = parameters.add(first + 1, 'bigint');
  return {
    text: `select ${select}, (extract(epoch from created_at) * 1000000)::bigint from ${table}${condition} order by created_at desc, id desc limit ${limit}`,
    values: parameters.values,
  };
}
