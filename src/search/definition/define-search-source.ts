import { createHash } from 'node:crypto';
import { generatedFrom } from '../../analytics/definition/generated-file.js';
import { identifier, literal } from '../../analytics/model/sql-text.js';
import type { SearchSource, SearchVariant } from '../model/search-source.js';
import { CONTENT_COLUMNS, DOCUMENT_COLUMNS, DOCUMENT_VERSION, documentColumns } from './document-columns.js';

/** Longer names PostgreSQL would cut off, and two could become one. */
const MAX_NAME_LENGTH = 63;

/**
 * The SQL file of a source: the trigger function that keeps its documents, one function for each variant that makes the documents of rows
 * that are there, and the table's triggers.
 *
 * @throws Error where a name would be too long for PostgreSQL.
 */
export function defineSearchSource(source: SearchSource): string {
  const { type, table, time, variants } = source;
  const triggerFunction = `${made(table, 'search', '')}()`;
  const rowsFunctions = variants.map((variant) => rowsFunction(table, variant));
  const definitions = variants.map((variant, i) => defineRowsFunction(source, variant, rowsFunctions[i]!));
  return [
    [
      generatedFrom(`the search source ${type}`),
      `-- Every row of ${table} has its words in sluice.search_documents, written in the transaction that writes the row.`,
    ].join('\n'),
    defineTriggerFunction(source, triggerFunction),
    ...definitions,
    defineTriggers(source, triggerFunction),
    [
      `select sluice.keep_documents_of(${literal(table)}, ${literal(time)}, ${literal(triggerFunction)},`,
      `  array[${variants.map(({ name }) => literal(name)).join(', ')}], array[${rowsFunctions.map(literal).join(', ')}],`,
      `  ${literal(fingerprint(definitions))});\n`,
    ].join('\n'),
  ].join('\n\n');
}

function defineTriggerFunction(source: SearchSource, triggerFunction: string): string {
  const { table, time, language, filters, variants } = source;
  const own = (row: 'old' | 'new'): string =>
    `d.tenant_id = ${row}.tenant_id and d.source in (${variants.map(({ name }) => literal(name)).join(', ')})` +
    ` and d.id = ${row}.id and d.occurred_at = ${row}.${time}`;
  const rows = variants.map(
    (variant) => `      (${documentColumns(source, variant, 'new', 'v_language').join(', ')})`,
  );
  return [
    `create or replace function ${triggerFunction}`,
    'returns trigger',
    'language plpgsql volatile security definer',
    'set search_path = pg_catalog, pg_temp',
    'as $$',
    'declare',
    '  v_language text;',
    ...(filters.size === 0 ? [] : ['  v_updated int;']),
    'begin',
    "  if tg_op = 'TRUNCATE' then",
    '    -- It takes rows that an older snapshot does not show, whose documents would stay.',
    "    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then",
    "      raise exception '% can be truncated in a READ COMMITTED transaction only.', tg_relid::regclass",
    "        using errcode = 'invalid_transaction_state', hint = 'Or delete its rows.';",
    '    end if;',
    `    perform sluice.forget_documents_of(${literal(table)}, tg_relid);`,
    '    return null;',
    '  end if;',
    ...(filters.size === 0
      ? []
      : [
          `  if tg_op = 'UPDATE' and (${list(textColumns(source), 'old')})`,
          `    is not distinct from (${list(textColumns(source), 'new')})`,
          '  then',
          '    -- The words are the same: the document stays where it is in the index, and in pages of searches that have begun.',
          '    update sluice.search_documents as d',
          `    set ${[...filters].map(([filter, column]) => `${filter} = new.${column}`).join(', ')}`,
          `    where ${own('new')};`,
          '    get diagnostics v_updated = row_count;',
          `    if v_updated = ${variants.length} then`,
          '      return null;',
          '    end if;',
          '  end if;',
        ]),
    `  if tg_op = 'DELETE'`,
    `    or (tg_op = 'UPDATE' and (${list(keyColumns(source), 'old')}) is distinct from (${list(keyColumns(source), 'new')}))`,
    '  then',
    `    delete from sluice.search_documents as d where ${own('old')};`,
    '  end if;',
    "  if tg_op <> 'DELETE' then",
    `    v_language := sluice.document_language(new.tenant_id, ${language === null ? 'null' : `new.${language}`});`,
    `    insert into sluice.search_documents (${DOCUMENT_COLUMNS.join(', ')})`,
    '    values',
    `${rows.join(',\n')}`,
    '    on conflict (tenant_id, source, id, occurred_at) do update set',
    ...[...CONTENT_COLUMNS, 'xid'].map(
      (column, i, all) => `      ${column} = excluded.${column}${i === all.length - 1 ? ';' : ','}`,
    ),
    '  end if;',
    '  return null;',
    'end',
    '$$;',
    '',
    `comment on function ${triggerFunction} is`,
    `  ${literal(`Keeps the documents of ${table} as its rows are. The owner's own.`)};`,
    `revoke all on function ${triggerFunction} from public;`,
  ].join('\n');
}

function defineRowsFunction(source: SearchSource, variant: SearchVariant, name: string): string {
  const { table, language } = source;
  const ownLanguage = language === null ? '' : `r.${language}, `;
  // Replication may bring a row before its tenant.
  const columns = documentColumns(source, variant, 'r', `coalesce(${ownLanguage}t.search_language, 'en')`);
  const signature = `${name}(text)`;
  return [
    `create or replace function ${name}(p_rows text)`,
    'returns setof sluice.search_documents',
    'language plpgsql volatile',
    'set search_path = pg_catalog, pg_temp',
    'as $$',
    'begin',
    '  -- Nothing in the query writes, or asks for a transaction: PostgreSQL makes many documents on several cores.',
    '  return query execute format(',
    '    $sql$',
    '      select',
    ...columns.map((column) => `        ${column.replaceAll('%', '%%')},`),
    '        %L::xid8',
    '      from (%s) as r',
    '      left join sluice.tenants as t on t.id = r.tenant_id',
    '    $sql$, pg_current_xact_id(), p_rows);',
    'end',
    '$$;',
    '',
    `comment on function ${signature} is`,
    `  ${literal(`The documents that rows of ${table}, which a query gives, should have${variant.scope === null ? '' : ` for callers with the scope ${variant.scope}`}. The owner's own.`)};`,
    `revoke all on function ${signature} from public;`,
  ].join('\n');
}

function defineTriggers({ table, ...source }: SearchSource, triggerFunction: string): string {
  const columns = [
    ...new Set([...keyColumns(source), ...textColumns(source), ...[...source.filters.values()]]),
  ];
  const trigger = (operation: string, ...when: readonly string[]): string =>
    [
      `create or replace trigger search_${operation} after ${operation} on ${table} for each row`,
      ...when,
      `  execute function ${triggerFunction};`,
    ].join('\n');
  return [
    '-- For each row: a partition has them too, and replication fires no others.',
    trigger('insert'),
    trigger(
      'update',
      '  when (',
      ...columns.map(
        (column, i) =>
          `    old.${column} is distinct from new.${column}${i === columns.length - 1 ? '' : ' or'}`,
      ),
      '  )',
    ),
    trigger('delete'),
    `alter table ${table}`,
    '  enable always trigger search_insert,',
    '  enable always trigger search_update,',
    '  enable always trigger search_delete;',
  ].join('\n');
}

/** Where these change, the document is another one. */
function keyColumns({ time }: Pick<SearchSource, 'time'>): readonly string[] {
  return ['tenant_id', 'id', time];
}

/** Where these are the same, so are the words, the title, and the key. */
function textColumns({ fields, language, time }: Omit<SearchSource, 'table'>): readonly string[] {
  return [
    ...keyColumns({ time }),
    ...(language === null ? [] : [language]),
    ...fields.map(({ column }) => column),
  ];
}

function list(columns: readonly string[], row: 'old' | 'new'): string {
  return columns.map((column) => `${row}.${column}`).join(', ');
}

function rowsFunction(table: string, { scope }: SearchVariant): string {
  return made(table, 'search', scope === null ? '_rows' : `_${scope.replaceAll(/[^a-z]/g, '_')}_rows`);
}

function made(table: string, prefix: string, suffix: string): string {
  const [schema, relation] = table.split('.') as [string, string];
  const name = `${prefix}_${relation}${suffix}`;
  if (name.length > MAX_NAME_LENGTH)
    throw new Error(`${table}: "${name}" has ${name.length} characters, PostgreSQL takes ${MAX_NAME_LENGTH}`);
  return `${schema}.${identifier(name)}`;
}

/** Changes where the documents of the same rows would: what only says so in other words need not. */
function fingerprint(definitions: readonly string[]): string {
  return createHash('sha256')
    .update([DOCUMENT_VERSION, ...definitions].join('\n'))
    .digest('hex')
    .slice(0, 16);
}
