import { SluiceError } from '../../errors/sluice-error.js';
import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import type { Dataset } from '../model/dataset.js';

const COLUMNS_TEXT = `
select n.nspname || '.' || c.relname, array_agg(a.attname::text)
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where n.nspname || '.' || c.relname = any($1::text[])
   and pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')
 group by 1`;

/**
 * Checks that the database has, and lets the gateway's role read, every column that the datasets and their rollups name.
 * @throws SluiceError `CONFIGURATION` that lists what is missing.
 */
export async function assertCatalogue(
  database: GatewayDatabase,
  datasets: readonly Dataset[],
): Promise<void> {
  const needed = neededColumns(datasets);
  const rows = await database.withoutTenant({ text: COLUMNS_TEXT, values: [[...needed.keys()]] });
  const readable = new Map(
    rows.map(([relation, columns]) => [relation as string, new Set(columns as string[])]),
  );
  const missing = [...needed].flatMap(([relation, columns]) => {
    const own = readable.get(relation);
    if (own === undefined) return [`${relation} (not there, or not readable)`];
    return [...columns].filter((column) => !own.has(column)).map((column) => `${relation}.${column}`);
  });
  if (missing.length > 0) {
    throw new SluiceError(
      'CONFIGURATION',
      `The database lacks what the datasets read: ${missing.join(', ')}. Run "sluice migrate", or correct the dataset.`,
    );
  }
}

function neededColumns(datasets: readonly Dataset[]): ReadonlyMap<string, ReadonlySet<string>> {
  const needed = new Map<string, Set<string>>();
  for (const dataset of datasets) {
    needed.set(dataset.table, new Set([...dataset.dimensions.values()].map((dimension) => dimension.column)));
    for (const rollup of dataset.rollups) {
      needed.set(
        rollup.view,
        new Set([rollup.timeColumn, ...rollup.dimensions.values(), ...rollup.columns.keys()]),
      );
    }
  }
  return needed;
}
