import { didYouMean } from '../../errors/did-you-mean.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type { ColumnMapping, Mapping, TableMapping } from '../mapping/mapping.js';
import type { RowProblem, SourceRow } from '../source/source-row.js';
import type { TableColumn, TableDescription } from '../table/table-description.js';
import { createTypeCheck } from './create-type-check.js';
import { createValueReader, shortened, sourceColumnsOf, type ValueReader } from './create-value-reader.js';
import { rowIdOf, tenantIdOf } from './named-uuid.js';

/** The tenant that all rows of a file go to, where the caller says so instead of the mapping. */
export interface FixedTenant {
  readonly id: string;
}

/** One table that rows are made for, and the columns of it that are filled, in the order of a made row's values. */
export interface FilledTable {
  readonly table: TableDescription;
  readonly columns: readonly TableColumn[];
  /** Whether a source row may have no row here. */
  readonly isOptional: boolean;
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

/** Whether a source row is refused. */
export function isProblem(value: object): value is RowProblem {
  return 'reason' in value;
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
        if (made !== null && isProblem(made)) return made as RowProblem;
        rows.push(made as readonly (string | null)[] | null);
      }
      return { tenantId: tenant.id, tenantName: tenant.name, rows };
    },
  };
}

interface TenantOfRow {
  readonly id: string;
  readonly name: string | null;
}

const MAX_CACHED_TENANTS = 10_000;
const UUID = createTypeCheck('uuid')!;

function createTenantReader(
  mapping: Mapping,
  indexOf: (name: string) => number,
): (values: SourceRow['values']) => TenantOfRow | RowProblem {
  const { tenant, namespace } = mapping;
  if (tenant === null) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The mapping "${mapping.name}" does not say whose the rows are. Give it a "tenant", or name the tenant with --tenant <id>.`,
    );
  }
  const read = createValueReader(tenant, 'tenant', indexOf, mapping.nullValues);
  const known = new Map<string, TenantOfRow>();
  return (values) => {
    const text = read(values);
    if (text === null)
      return { reason: 'tenant_missing', detail: 'The row does not say whose it is: the tenant is empty.' };
    if (typeof text === 'object') return text;
    const cached = known.get(text);
    if (cached !== undefined) return cached;
    const check = tenant.kind === 'id' ? UUID(text) : createTypeCheck('text')!(text);
    if ('refusal' in check)
      return { reason: 'tenant_invalid', detail: `The tenant "${shortened(text)}" ${check.refusal}.` };
    const found =
      tenant.kind === 'id'
        ? { id: text.toLowerCase(), name: null }
        : { id: tenantIdOf(namespace, text), name: text };
    if (known.size >= MAX_CACHED_TENANTS) known.clear();
    known.set(text, found);
    return found;
  };
}

interface RowMaker extends FilledTable {
  make(values: SourceRow['values'], tenantId: string): readonly (string | null)[] | null | RowProblem;
}

function createRowMaker(
  mapping: TableMapping,
  table: TableDescription,
  { nullValues }: Mapping,
  indexOf: (name: string) => number,
): RowMaker {
  assertComplete(mapping, table);
  const columns = mapping.columns.map((column) => findColumn(column, table));
  const makers = mapping.columns.map((column, position) =>
    createColumnMaker(
      column,
      columns[position]!,
      table,
      createValueReader(column, column.column, indexOf, nullValues),
    ),
  );
  const when = mapping.when === null ? null : indexOf(mapping.when);
  return {
    table,
    columns,
    isOptional: when !== null,
    make(values, tenantId) {
      if (when !== null && (values[when] === null || nullValues.has(values[when]!.trim()))) return null;
      const row: (string | null)[] = [];
      for (const makeValue of makers) {
        const value = makeValue(values, tenantId);
        if (typeof value === 'object' && value !== null) return value;
        row.push(value);
      }
      return row;
    },
  };
}

function createColumnMaker(
  mapping: ColumnMapping,
  column: TableColumn,
  table: TableDescription,
  read: ValueReader,
): (values: SourceRow['values'], tenantId: string) => string | null | RowProblem {
  const check = createTypeCheck(column.type);
  if (check === null) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `${mapping.place}: "${column.name}" has the type ${column.type}, which an import cannot fill. Leave the column out.`,
    );
  }
  const { idOf } = mapping;
  const missing: RowProblem = {
    reason: `${table.dataset.slice(table.dataset.indexOf('.') + 1)}_${column.name}_not_null`,
    detail: `${column.name} is required, and the row has none${sourceWords(mapping)}.`,
  };
  return (values, tenantId) => {
    const text = read(values);
    if (text === null) return column.isRequired ? missing : null;
    if (typeof text === 'object') return text;
    const checked = check(idOf === null ? text : rowIdOf(tenantId, idOf, text));
    if ('refusal' in checked) {
      return {
        reason: `${column.name}_invalid`,
        detail: `"${shortened(text)}" for ${column.name} ${checked.refusal}.`,
      };
    }
    return checked.text;
  };
}

function sourceWords({ source }: ColumnMapping): string {
  const names = sourceColumnsOf(source);
  return names.length === 0 ? '' : ` in ${names.join(', ')}`;
}

function findColumn(mapping: ColumnMapping, table: TableDescription): TableColumn {
  const column = table.columns.find(({ name }) => name === mapping.column);
  const fillable = table.columns.filter(
    ({ name, generatedSql, isIdentity }) => name !== 'tenant_id' && generatedSql === null && !isIdentity,
  );
  if (column === undefined || !fillable.includes(column)) {
    const names = fillable.map(({ name }) => name);
    throw new SluiceError(
      'BAD_USER_INPUT',
      `${mapping.place}: ${table.dataset} has no column "${mapping.column}" to fill.${didYouMean(mapping.column, names)} Its columns are: ${names.join(', ')}.`,
    );
  }
  return column;
}

function assertComplete(mapping: TableMapping, table: TableDescription): void {
  const given = new Set(mapping.columns.map(({ column }) => column));
  const isLacking = ({ name, isRequired, defaultSql, generatedSql, isIdentity }: TableColumn): boolean =>
    name !== 'tenant_id' &&
    isRequired &&
    defaultSql === null &&
    generatedSql === null &&
    !isIdentity &&
    !given.has(name);
  const lacking = table.columns.filter(isLacking).map(({ name }) => name);
  // An id that PostgreSQL makes up would be another one at the next import: the same file would go in twice.
  lacking.push(
    ...table.identity.filter((name) => name !== 'tenant_id' && !given.has(name) && !lacking.includes(name)),
  );
  if (lacking.length === 0) return;
  throw new SluiceError(
    'BAD_USER_INPUT',
    `${mapping.place}: the columns of ${table.dataset} lack ${lacking.join(', ')}, which every row must have. Say where ${
      lacking.length === 1 ? 'it comes' : 'they come'
    } from${lacking.includes('id') ? '; an id can be made of an external key: { id_of: <dataset>, column: <key> }' : ''}.`,
  );
}
