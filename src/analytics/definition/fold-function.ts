import { rollupSelect } from './rollup-select.js';
import type { RollupShape } from './rollup-shape.js';

/** The statement that `sluice.fold_rollup` calls with the days to recompute: it replaces them in the delta. */
export function defineFoldFunction(shape: RollupShape): string {
  const { dataset, rollup, delta, foldFunction, columns } = shape;
  const time = `${dataset.table}.${dataset.time.column}`;
  const computed = rollupSelect(shape, [
    `${dataset.table}.tenant_id = pending.tenant_id`,
    `${time} >= pending.day`,
    `${time} < pending.day + interval '24 hours'`,
  ]);
  const signature = `${foldFunction}(uuid[], timestamptz[])`;
  return [
    `create function ${foldFunction}(p_tenants uuid[], p_days timestamptz[])`,
    'returns bigint',
    'language plpgsql volatile',
    'set search_path = pg_catalog, pg_temp',
    'as $$',
    'declare',
    '  v_rows bigint;',
    'begin',
    "  -- Always 24 hours: in the session's zone a day may have another length.",
    `  delete from ${delta} as d`,
    '  using unnest(p_tenants, p_days) as pending (tenant_id, day)',
    '  where d.tenant_id = pending.tenant_id',
    `    and d.${rollup.timeColumn} >= pending.day`,
    `    and d.${rollup.timeColumn} < pending.day + interval '24 hours';`,
    '',
    `  insert into ${delta} (${columns.join(', ')})`,
    '  select computed.*',
    '  from unnest(p_tenants, p_days) as pending (tenant_id, day)',
    '  cross join lateral (',
    ...computed.map((line) => `    ${line}`),
    '  ) as computed;',
    '  get diagnostics v_rows = row_count;',
    '  return v_rows;',
    'end',
    '$$;',
    '',
    `comment on function ${signature} is`,
    "  'Computes these UTC days of these tenants, pair by pair, anew into the delta. Returns the rows that they have now. The owner''s own.';",
    `revoke all on function ${signature} from public;`,
  ].join('\n');
}
