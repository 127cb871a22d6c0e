import type { Dataset } from '../model/dataset.js';
import { defineDataset } from './define-dataset.js';
import { defineRollup } from './define-rollup.js';

/** The folders below `sql/` whose files are made from datasets. */
export const DEFINITION_FOLDERS = ['datasets', 'rollups'] as const;

/**
 * The SQL files that the datasets make.
 *
 * @returns text by path below `sql/`, such as `rollups/helpdesk.dashboard_stats.sql`.
 * @throws Error where two rollups have one name, or two datasets of one table disagree about its time.
 */
export function definitionFiles(datasets: readonly Dataset[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const timeOf = new Map<string, Dataset>();
  for (const dataset of new Set(datasets)) {
    const other = timeOf.get(dataset.table);
    if (other !== undefined && other.time.column !== dataset.time.column) {
      throw new Error(
        `${other.name} and ${dataset.name} are both datasets of ${dataset.table}, one by ${other.time.column}, the other ` +
          `by ${dataset.time.column}: a table's changes are logged by one time`,
      );
    }
    // A second dataset of the same table adds rollups, and nothing to its log.
    if (other === undefined) {
      timeOf.set(dataset.table, dataset);
      files.set(`datasets/${dataset.table}.sql`, defineDataset(dataset));
    }
    for (const rollup of dataset.rollups) {
      const path = `rollups/${rollup.view}.sql`;
      if (files.has(path)) throw new Error(`${dataset.name}: the rollup ${rollup.view} is declared twice`);
      files.set(path, defineRollup(dataset, rollup));
    }
  }
  return files;
}
