import type { DiscardReport } from '../maintenance/references/discard-references.js';
import type { ReferenceReport, TableReport } from '../maintenance/references/reference-report.js';
import type { RestoreReport } from '../maintenance/references/restore-references.js';
import { REFERRING_DATABASES } from '../maintenance/references/swept-tables.js';
import { textTable } from './text-table.js';

const count = (n: number): string => n.toLocaleString('en');

/** What a sweep has found, for people: a line for each table, and one for each field that is unknown somewhere. */
export function describeReferences(
  { tables, notConfigured }: ReferenceReport,
  mode: 'check' | 'quarantine' | 'remove',
): string {
  const outcome = { check: null, quarantine: 'set aside ', remove: 'deleted ' }[mode];
  const settled = ({ quarantined, removed }: TableReport): string => count(quarantined + removed);
  const lines = [
    textTable(
      ['database', 'table', 'rows looked at ', 'orphans ', ...(outcome === null ? [] : [outcome, 'left '])],
      tables.map((report) => [
        report.database,
        report.table,
        count(report.rows),
        count(report.orphans),
        ...(outcome === null ? [] : [settled(report), count(report.left)]),
      ]),
    ),
    '',
  ];
  const orphaned = tables.filter(({ orphans }) => orphans > 0);
  for (const { table, fields } of orphaned) {
    for (const { field, kind, rows } of fields) {
      if (rows > 0) lines.push(`${table}: ${field} is unknown in ${count(rows)} rows (${kind}).`);
    }
  }
  if (orphaned.length === 0) lines.push('All references hold.');
  if (mode !== 'check' && tables.some(({ left }) => left > 0)) {
    lines.push('What is left was in use, or its reference came meanwhile. Run it again.');
  }
  for (const database of notConfigured) lines.push(`Not looked at, for it is not configured: ${database}.`);
  return lines.join('\n');
}

/** What became of rows that were to be put back, for people. */
export function describeRestored(reports: readonly RestoreReport[]): string {
  const table = textTable(
    ['database', 'put back ', 'still unknown ', 'place taken ', 'do not fit ', 'in use '],
    reports.map(({ database, restored, unknown, taken, misfit, busy }) => [
      database,
      ...[restored, unknown, taken, misfit, busy].map(count),
    ]),
  );
  return table;
}

/** What of the rows that were set aside is gone for good, or would be, for people. */
export function describeDiscarded(reports: readonly DiscardReport[], isDryRun: boolean): string {
  const rows = reports.flatMap(({ database, tables, copies }) => [
    ...tables.map(({ table, rows: discarded }) => [database, table, count(discarded)]),
    ...(copies > 0 ? [[database, '(copies that they needed)', count(copies)]] : []),
  ]);
  const lines =
    rows.length === 0
      ? ['Nothing was set aside so long ago.']
      : [textTable(['database', 'table', isDryRun ? 'would go ' : 'discarded '], rows)];
  const busy = reports.reduce((sum, report) => sum + report.busy, 0);
  if (busy > 0) lines.push(`Left, for it was in use: ${count(busy)}. Run it again.`);
  for (const database of REFERRING_DATABASES) {
    if (!reports.some((report) => report.database === database)) {
      lines.push(`Not looked at, for it is not configured: ${database}.`);
    }
  }
  return lines.join('\n');
}
