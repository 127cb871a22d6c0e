import { didYouMean } from '../../errors/did-you-mean.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type { ColumnMapping, Mapping, TableMapping } from '../mapping/mapping.js';
import type { RowProblem, SourceRow } from '../source/source-row.js';
import type { TableColumn, TableDescription } from '../table/table-description.js';
import { createTypeCheck } from './create-type-check.js';
import { createValueReader, shortened, sourceColumnsOf, type ValueReader } from './create-value-reader.js';
import { rowIdOf } from './named-uuid.js';

/** One table that rows are made for, and the columns of it that are filled, in the order of a made row's values. */
export interface FilledTable {
  readonly table: TableDescription;
  readonly columns: readonly TableColumn[];
  /** Whether a source row may have no row here. */
  readonly isOptional: boolean;
}

/** Makes the rows of one table. */
export interface RowMaker extends FilledTable {
  make(values: SourceRow['values'], tenantId: string): readonly (string | null)[] | null | RowProblem;
}

/**
 * Makes the function that makes a table's row out of a source row.
 * @throws SluiceError `BAD_USER_INPUT` that names the mapping's line where it does not fit the table.
 */
export function createRowMaker(
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
