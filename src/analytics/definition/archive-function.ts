import { ordinals, rollupSelect } from './rollup-select.js';
import type { RollupShape } from './rollup-shape.js';

/** The statement that archiving calls before a table's old rows may go. */
export function defineArchiveFunction(shape: RollupShape): string {
  const { dataset, archive, archiveFunction, columns, keys } = shape;
  const computed = rollupSelect(shape, [
    `${dataset.time.column} >= p_since`,
    `${dataset.time.column} < p_until`,
  ]);
  const signature = `${archiveFunction}(timestamptz, timestamptz)`;
  return [
    `create function ${archiveFunction}(p_since timestamptz, p_until timestamptz)`,
    'returns bigint',
    'language plpgsql volatile',
    'set search_path = pg_catalog, pg_temp',
    'as $$',
    'declare',
    '  v_rows bigint;',
    'begin',
    `  insert into ${archive} (${columns.join(', ')})`,
    ...computed.map((line) => `  ${line}`),
    `  order by ${ordinals(keys.length)};`,
    '  get diagnostics v_rows = row_count;',
    '  return v_rows;',
    'end',
    '$$;',
    '',
    `comment on function ${signature} is`,
    "  'Adds the rows of [p_since, p_until) up into the archive. Returns the rows that they make there. The owner''s own.';",
    `revoke all on function ${signature} from public;`,
  ].join('\n');
}
