import pg from 'pg';
import type { FilledTable } from '../transform/create-row-maker.js';

/** Names of the temporary tables of a run. They belong to its session: however it ends, PostgreSQL drops them. */
export const STAGED_ROWS = 'pg_temp.sluice_import_rows';
/** One line for each refused row: its number and why. */
export const VERDICTS = 'pg_temp.sluice_import_verdicts';
/** The numbers of the rows that the dataset has already. */
export const PRESENT = 'pg_temp.sluice_import_present';

/** One filled table's rows as they lie in staging. */
export interface StagedTable extends FilledTable {
  /** Name of the view that shows them under the table's own column names, with its defaults. */
  readonly view: string;
  /** The columns of {@link STAGED_ROWS} that hold the filled columns, in the same order. */
  readonly stagedColumns: readonly string[];
  /** The column that tells whether the source row has a row here; null where every one has. */
  readonly presenceColumn: string | null;
}

/** Columns that each staged row has beside its values, in the order they are copied in. */
export const ROW_COLUMNS = [
  'n',
  'line',
  'tenant_id',
  'tenant_name',
  'reason',
  'detail',
  'is_readable',
  'source',
] as const;

/** Condition on a view's row (`s`) that nothing speaks against it so far. */
export const IS_ACCEPTED = `not exists (select from ${VERDICTS} as v where v.n = s.import_n)`;

/** Condition on a view's row (`s`) that its source row is not in the dataset yet. */
export const IS_NEW = `not exists (select from ${PRESENT} as p where p.n = s.import_n)`;

/**
 * Makes the temporary tables that one run stages its rows in, and for each filled table a view of them that looks like the table, so that
 * the catalogue's own constraint expressions can be evaluated over it as they stand.
 */
export async function createStagingArea(
  client: pg.ClientBase,
  tables: readonly FilledTable[],
): Promise<readonly StagedTable[]> {
  const staged = tables.map((table, position) => ({
    ...table,
    view: `pg_temp.sluice_import_table_${position}`,
    stagedColumns: table.columns.map((_, index) => `t${position}_c${index}`),
    presenceColumn: table.isOptional ? `t${position}_is_present` : null,
  }));
  const columns = [
    'n bigint not null',
    'line bigint not null',
    'tenant_id uuid',
    'tenant_name text',
    'reason text',
    'detail text',
    'is_readable boolean not null',
    'source text not null',
    ...staged.flatMap(({ columns: filled, stagedColumns, presenceColumn }) => [
      ...(presenceColumn === null ? [] : [`${presenceColumn} boolean`]),
      ...filled.map(({ type }, index) => `${stagedColumns[index]} ${type}`),
    ]),
  ];
  await client.query(`create temporary table ${unqualified(STAGED_ROWS)} (${columns.join(', ')})`);
  await client.query(
    `create temporary table ${unqualified(VERDICTS)} (n bigint not null primary key, reason text not null, detail text not null)`,
  );
  await client.query(`create temporary table ${unqualified(PRESENT)} (n bigint not null primary key)`);
  for (const table of staged) await client.query(viewOf(table));
  return staged;
}

/** The columns to copy in, values included, in order. */
export function copiedColumns(tables: readonly StagedTable[]): readonly string[] {
  return [
    ...ROW_COLUMNS,
    ...tables.flatMap(({ presenceColumn, stagedColumns }) => [
      ...(presenceColumn === null ? [] : [presenceColumn]),
      ...stagedColumns,
    ]),
  ];
}

function viewOf({ table, columns, stagedColumns, presenceColumn, view }: StagedTable): string {
  const plain = table.columns
    .filter(({ generatedSql }) => generatedSql === null)
    .map(({ name, type, defaultSql }) => {
      const index = columns.findIndex((filled) => filled.name === name);
      const sql =
        name === 'tenant_id'
          ? 's.tenant_id'
          : index === -1
            ? (defaultSql ?? 'null')
            : `s.${stagedColumns[index]}`;
      return `(${sql})::${type} as ${pg.escapeIdentifier(name)}`;
    });
  const generated = table.columns
    .filter(({ generatedSql }) => generatedSql !== null)
    .map(({ name, generatedSql }) => `(${generatedSql}) as ${pg.escapeIdentifier(name)}`);
  return `
    create temporary view ${unqualified(view)} as
    select ${['r.*', ...generated].join(', ')}
    from (
      select s.n as import_n, s.line as import_line, s.tenant_name as import_tenant_name, ${plain.join(', ')}
      from ${STAGED_ROWS} as s
      where s.reason is null${presenceColumn === null ? '' : ` and s.${presenceColumn}`}
    ) as r`;
}

function unqualified(name: string): string {
  return name.slice('pg_temp.'.length);
}
