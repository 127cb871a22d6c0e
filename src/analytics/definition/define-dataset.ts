import type { Dataset } from '../model/dataset.js';
import { identifier, literal } from '../model/sql-text.js';
import { generatedFrom } from './generated-file.js';
import { bucketOf } from './rollup-select.js';

/**
 * The SQL file of a dataset: the trigger function that logs which UTC days of which tenants a statement has changed, and the call that
 * has the table's triggers made.
 */
export function defineDataset({ name, table, time }: Dataset): string {
  const [schema, relation] = table.split('.') as [string, string];
  const logFunction = `${schema}.${identifier(`log_${relation}`)}`;
  const dataset = literal(table);
  const column = time.column;
  const log = (...from: readonly string[]): readonly string[] => [
    'insert into sluice.changes (dataset, tenant_id, bucket)',
    `select distinct ${dataset}, tenant_id, ${bucketOf(column, 'day')}`,
    ...from,
    'on conflict do nothing;',
  ];
  const logRow = (row: 'old' | 'new'): readonly string[] => [
    'insert into sluice.changes (dataset, tenant_id, bucket)',
    `values (${dataset}, ${row}.tenant_id, ${bucketOf(`${row}.${column}`, 'day')})`,
    'on conflict do nothing;',
  ];
  const assertNotArchived = (earliest: string): string =>
    `perform sluice.assert_not_archived(${dataset}, ${earliest});`;
  const earliestOf = (rows: string): string => `(select min(${column}) from ${rows})`;
  return [
    generatedFrom(`the dataset ${name}`),
    `-- Every change of ${table} is logged in the transaction that makes it: see sluice.changes.`,
    '',
    `create or replace function ${logFunction}()`,
    'returns trigger',
    'language plpgsql volatile security definer',
    'set search_path = pg_catalog, pg_temp',
    'as $$',
    'begin',
    "  if tg_op = 'TRUNCATE' then",
    '    -- It takes rows that an older snapshot does not show, and what is not seen cannot be logged.',
    "    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then",
    "      raise exception '% can be truncated in a READ COMMITTED transaction only.', tg_relid::regclass",
    "        using errcode = 'invalid_transaction_state', hint = 'Or delete its rows.';",
    '    end if;',
    `    perform sluice.log_rows_of(${dataset}, tg_relid);`,
    "  elsif tg_level = 'ROW' then",
    '    -- Replication writes row by row.',
    "    if tg_op = 'INSERT' then",
    `      ${assertNotArchived(`new.${column}`)}`,
    "    elsif tg_op = 'UPDATE' then",
    `      ${assertNotArchived(`least(old.${column}, new.${column})`)}`,
    '    end if;',
    "    if tg_op <> 'INSERT' then",
    ...indent(6, logRow('old')),
    '    end if;',
    "    if tg_op <> 'DELETE' then",
    ...indent(6, logRow('new')),
    '    end if;',
    "  elsif tg_op = 'INSERT' then",
    `    ${assertNotArchived(earliestOf('new_rows'))}`,
    ...indent(4, log('from new_rows')),
    "  elsif tg_op = 'UPDATE' then",
    '    -- The rows as they were, and as they are: an update may move them to another day or tenant.',
    `    ${assertNotArchived(`least(${earliestOf('old_rows')}, ${earliestOf('new_rows')})`)}`,
    ...indent(
      4,
      log(
        'from (',
        `  select tenant_id, ${column} from old_rows`,
        '  union all',
        `  select tenant_id, ${column} from new_rows`,
        ') as r',
      ),
    ),
    "  elsif tg_op = 'DELETE' then",
    '    -- Rollups count archived rows whether or not they are still there.',
    ...indent(
      4,
      log(
        'from old_rows',
        `where ${column} >= (select d.archived_until from sluice.datasets as d where d.name = ${dataset})`,
      ),
    ),
    '  end if;',
    '  return null;',
    'end',
    '$$;',
    '',
    `comment on function ${logFunction}() is`,
    `  ${literal(`Logs the UTC days and tenants whose rows of ${table} a statement changes, and refuses to write archived ones. The owner's own.`)};`,
    `revoke all on function ${logFunction}() from public;`,
    '',
    `select sluice.log_changes_of(${dataset}, ${literal(column)}, ${literal(`${logFunction}()`)});`,
    '',
  ].join('\n');
}

function indent(width: number, lines: readonly string[]): readonly string[] {
  return lines.map((line) => ' '.repeat(width) + line);
}
