import type { IndexStats, SearchStats } from '../maintenance/search/read-search-stats.js';
import { textTable } from './text-table.js';

/** How the search of a database stands, as tables for people. */
export function describeSearchStats(stats: SearchStats): string {
  const sections = [
    textTable(
      ['source', 'documents ', 'state'],
      stats.sources.map(({ source, documents, isComplete }) => [
        source,
        count(documents),
        isComplete ? '' : 'documents are still being made',
      ]),
    ),
    textTable(
      ['language', 'documents '],
      stats.languages.map(({ language, documents }) => [language, count(documents)]),
    ),
    textTable(
      ['table', 'size ', 'rows ', 'dead ', 'vacuumed', 'analyzed'],
      stats.tables.map((table) => [
        table.table,
        size(table.sizeBytes),
        count(table.liveRows),
        count(table.deadRows),
        table.lastVacuumAt ?? 'never',
        table.lastAnalyzeAt ?? 'never',
      ]),
    ),
    textTable(
      ['index', 'size ', 'scans ', 'bloat ', 'pending pages ', 'rebuilt', 'state'],
      stats.indexes.map((index) => [
        index.index,
        size(index.sizeBytes),
        count(index.scans),
        index.bloatBytes === null ? 'unknown' : size(index.bloatBytes),
        pending(index),
        index.lastRebuiltAt ?? 'never',
        index.isValid ? '' : 'INVALID',
      ]),
    ),
  ];
  if (stats.slowest.length > 0) {
    sections.push(
      textTable(
        ['slowest of the last day', 'took ', 'results ', 'asked', 'tenant'],
        stats.slowest.map(({ query, durationMs, results, askedAt, tenantId }) => [
          JSON.stringify(query.length > 60 ? `${query.slice(0, 59)}…` : query),
          `${durationMs.toFixed(0)} ms`,
          count(results),
          askedAt,
          tenantId,
        ]),
      ),
    );
  }
  return [...sections, ...hints(stats)].join('\n\n');
}

function hints({ hasWordStatistics, indexes }: SearchStats): string[] {
  const lines: string[] = [];
  if (hasWordStatistics === false)
    lines.push('The planner has no statistics of words yet. "sluice search optimize" makes them.');
  if (indexes.some(({ pendingPages, isPendingExact }) => pendingPages !== null && !isPendingExact))
    lines.push('Pending pages are the most there may be; with the extension pgstattuple they are counted.');
  if (indexes.some(({ bloatBytes }) => bloatBytes === null))
    lines.push('Bloat is known of an index after its first "sluice search rebuild".');
  if (indexes.some(({ isValid }) => !isValid))
    lines.push(
      'An invalid index is a leftover of an interrupted rebuild. "sluice search rebuild" removes it.',
    );
  return lines;
}

function pending({ pendingPages, isPendingExact }: IndexStats): string {
  if (pendingPages === null) return '';
  return isPendingExact ? count(pendingPages) : `≤ ${count(pendingPages)}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** power;
  return `${amount < 10 && power > 0 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[power]}`;
}
