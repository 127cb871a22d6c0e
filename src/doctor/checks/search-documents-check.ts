import { sqlStateOf } from '../../errors/sql-state.js';
import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import { createCatalogueCheck, type IsolationCheck } from '../isolation-check.js';
import type { IsolationFinding } from '../isolation-report.js';

const indexes = createCatalogueCheck({
  id: 'search-documents',
  title: 'Search documents agree with their tables, and their indexes are valid',
  severity: 'warning',
  text: `
    select
      case when i.indexrelid is null
        then 'The index sluice.idx_search_documents_vector_gin is missing: each search reads all documents of all tenants.'
        else format('The index %s is invalid: it was left behind by an interrupted rebuild, and each write pays for it.', i.indexrelid::regclass)
      end,
      case when i.indexrelid is null
        then 'create index concurrently idx_search_documents_vector_gin on sluice.search_documents using gin (vector) with (gin_pending_list_limit = 256)'
        else 'sluice search rebuild'
      end
    from (select to_regclass('sluice.search_documents') as oid) as t
    left join pg_catalog.pg_index as i on i.indrelid = t.oid
      and (not i.indisvalid or i.indexrelid = to_regclass('sluice.idx_search_documents_vector_gin'))
    where t.oid is not null and (i.indexrelid is null or not i.indisvalid)
    order by 1`,
});

/** A missing function or schema, or one that is not granted: other checks say so in their own words. */
const NOT_INSTALLED = new Set(['42883', '3F000', '42501']);

/**
 * Whether documents are what their rows say, by a sample, and whether the indexes over them can be used. A search may miss records
 * otherwise; the tenants' isolation does not depend on it.
 */
export const searchDocumentsCheck: IsolationCheck = {
  ...indexes,
  find: async (database) => [...(await indexes.find(database)), ...(await findDisagreements(database))],
};

async function findDisagreements(database: GatewayDatabase): Promise<readonly IsolationFinding[]> {
  // A row that is just being written may look as if it had no document. It does so once.
  const first = await sample(database);
  return first.some(({ wrong, lost }) => wrong + lost > 0)
    ? (await sample(database)).flatMap(describe)
    : first.flatMap(describe);
}

interface Sample {
  readonly source: string;
  readonly isComplete: boolean;
  readonly checked: number;
  readonly wrong: number;
  readonly lost: number;
}

async function sample(database: GatewayDatabase): Promise<readonly Sample[]> {
  try {
    const rows = await database.withoutTenant({
      text: 'select source, is_complete, checked, wrong, lost from sluice.check_documents()',
      values: [],
    });
    return rows.map(([source, isComplete, checked, wrong, lost]) => ({
      source: String(source),
      isComplete: isComplete === true,
      checked: Number(checked),
      wrong: Number(wrong),
      lost: Number(lost),
    }));
  } catch (error) {
    if (NOT_INSTALLED.has(sqlStateOf(error) ?? '')) return [];
    throw error;
  }
}

function describe({ source, isComplete, checked, wrong, lost }: Sample): IsolationFinding[] {
  if (!isComplete) {
    return [
      {
        found: `The documents of ${source} are still being made: a search may miss some.`,
        fix: 'Run sluice worker, which makes them, or: sluice search rebuild',
      },
    ];
  }
  const fix = `sluice search rebuild --source ${source}`;
  return [
    ...(wrong === 0
      ? []
      : [
          {
            found: `Of ${checked} rows of ${source}, ${wrong} have not the document that they should have.`,
            fix,
          },
        ]),
    ...(lost === 0 ? [] : [{ found: `${lost} documents of ${source} have no row, in a sample.`, fix }]),
  ];
}
