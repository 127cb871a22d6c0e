import type { Mapping } from '../mapping/mapping.js';
import { isProblem, type RowProblem, type SourceRow } from '../source/source-row.js';
import type { TableDescription } from '../table/table-description.js';
import { createRowMaker, type FilledTable } from './create-row-maker.js';
import { createTenantReader, type TenantOfRow } from './create-tenant-reader.js';

/** The tenant that all rows of a file go to, where the caller says so instead of the mapping. */
export interface FixedTenant {
  readonly id: string;
}

/** What became of a source row: the rows made of it, or why it is refused. */
export type TransformedRow =
  | {
      readonly tenantId: string;
      /** The name to make the tenant with; null where it must exist. */
      readonly tenantName: string | null;
      /** For each filled table the values of its columns; null where the source row has none for it. */
      readonly rows: readonly (readonly (string | null)[] | null)[];
    }
  | RowProblem;

/** A mapping, compiled against the tables it fills. */
export interface CompiledMapping {
  /** The source columns that `transform` wants the values of, in this order. */
  readonly sourceColumns: readonly string[];
  /** The dataset's own table first. */
  readonly tables: readonly FilledTable[];
  transform(row: SourceRow): TransformedRow;
}

/**
 * Compiles a mapping into one function from source rows to table rows, checked against the tables.
 * @param describe the description of a table that the mapping names.
 * @throws SluiceError `BAD_USER_INPUT` that names the mapping's line where it does not fit a table.
 */
export function compileMapping(
  mapping: Mapping,
  describe: (dataset: string) => TableDescription,
  fixedTenant: FixedTenant | null,
): CompiledMapping {
  const sourceColumns: string[] = [];
  const indexOf = (name: string): number => {
    const index = sourceColumns.indexOf(name);
    return index === -1 ? sourceColumns.push(name) - 1 : index;
  };
  const readTenant =
    fixedTenant === null
      ? createTenantReader(mapping, indexOf)
      : (): TenantOfRow => ({ ...fixedTenant, name: null });
  const makers = [mapping.main, ...mapping.also].map((table) =>
    createRowMaker(table, describe(table.dataset), mapping, indexOf),
  );
  return {
    sourceColumns,
    tables: makers.map(({ table, columns, isOptional }) => ({ table, columns, isOptional })),
    transform(row) {
      if (row.problem !== null) return row.problem;
      const tenant = readTenant(row.values);
      if (isProblem(tenant)) return tenant;
      const rows: (readonly (string | null)[] | null)[] = [];
      for (const { make } of makers) {
        const made = make(row.values, tenant.id);
        if (made !== null && isProblem(made)) return made;
        rows.push(made);
      }
      return { tenantId: tenant.id, tenantName: tenant.name, rows };
    },
  };
}
