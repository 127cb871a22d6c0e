import { literal } from '../model/sql-text.js';
import type { RollupShape } from './rollup-shape.js';

/** What a rollup says of months whose rows are gone. It outlives the rollup's definition, so that all of it may be run again. */
export function defineArchiveTable({
  archive,
  materializedView,
  keys,
  rollup,
  index,
  view,
}: RollupShape): string {
  return [
    '-- Months whose rows are archived. They cannot be computed again, so the table stays when the rest is made anew.',
    `create table if not exists ${archive} (like ${materializedView});`,
    `select sluice.adopt_archive(${literal(materializedView)});`,
    '-- Not unique: an earlier definition may have had more dimensions.',
    `drop index if exists ${archive.split('.')[0]}.${index('_archive')};`,
    `create index ${index('_archive')} on ${archive} (${keys.join(', ')});`,
    `comment on table ${archive} is ${literal(`${rollup.description} All tenants, only months whose rows are archived: read ${view} instead.`)};`,
    '',
    `alter table ${archive} enable row level security;`,
    `alter table ${archive} force row level security;`,
    `drop policy if exists all_owner on ${archive};`,
    `create policy all_owner on ${archive} to sluice_owner using (true) with check (true);`,
  ].join('\n');
}
