import type { Dataset, Rollup } from '../model/dataset.js';
import type { Part } from '../model/part.js';
import { literal } from '../model/sql-text.js';
import { defineArchiveFunction } from './archive-function.js';
import { defineArchiveTable } from './archive-table.js';
import { defineBarrierView } from './barrier-view.js';
import { defineDeltaTable } from './delta-table.js';
import { defineFoldFunction } from './fold-function.js';
import { generatedFrom } from './generated-file.js';
import { defineMaterializedView } from './materialized-view.js';
import { shapeOf } from './rollup-shape.js';

/**
 * The SQL file of a rollup: its three layers, the view over them, and the two functions that keep them. It is run where nothing of the
 * rollup is there but, perhaps, its archive.
 *
 * @throws Error where a name would be too long for PostgreSQL.
 */
export function defineRollup(dataset: Dataset, rollup: Rollup): string {
  const shape = shapeOf(dataset, rollup);
  const countColumn = [...rollup.columns].find(([, part]) => countsRows(part))?.[0];
  const begin = [rollup.view, dataset.table, ...(countColumn === undefined ? [] : [countColumn])];
  return [
    [
      generatedFrom(`the rollup ${rollup.view} of the dataset ${dataset.name}`),
      `-- ${rollup.description}`,
      '-- Sums and counts only, never averages: they add up to any coarser question.',
    ].join('\n'),
    [
      '-- First of all, so that what is written from here on counts as changed since.',
      `select sluice.begin_rollup(${begin.map(literal).join(', ')});`,
    ].join('\n'),
    defineMaterializedView(shape),
    defineDeltaTable(shape),
    defineArchiveTable(shape),
    defineBarrierView(shape),
    defineFoldFunction(shape),
    defineArchiveFunction(shape),
    `select sluice.finish_rollup(${literal(rollup.view)});\n`,
  ].join('\n\n');
}

function countsRows({ fn, expression, where }: Part): boolean {
  return fn === 'count' && expression === null && where === null;
}
