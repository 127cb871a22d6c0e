import { Command } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import { auditedAction } from '../maintenance/audited-action.js';
import { optimizeSearch, type OptimizeReport } from '../maintenance/search/optimize-search.js';
import { readSearchStats } from '../maintenance/search/read-search-stats.js';
import {
  rebuildSearch,
  type RebuildProgress,
  type RebuildReport,
} from '../maintenance/search/rebuild-search.js';
import { recordAsOwner } from '../maintenance/search/record-as-owner.js';
import { abortOnInterrupt } from './abort-on-interrupt.js';
import { describeSearchStats } from './describe-search-stats.js';
import { ownerUrl } from './owner-url.js';
import { readUuid } from './read-uuid.js';
import { textTable } from './text-table.js';

interface RebuildCommandOptions extends JsonOption {
  readonly source?: string;
  readonly tenant?: string;
}

interface JsonOption {
  readonly json?: true;
}

const HELP = `
Connects with OWNER_DATABASE_URL, else DATABASE_URL: the role that "sluice migrate"
connects with. Searches are answered, and records written, all the time.

"rebuild" makes the documents of all records again where they are not as they should be,
then the indexes. Ctrl-C stops it, and the next one goes on from there. It is needed only
where "sluice doctor" says so, or where an index has grown ("bloat" in "stats").

Examples:
  $ sluice search stats
  $ sluice search stats --json | jq '.indexes[] | {index, sizeBytes, scans}'
  $ sluice search optimize                # after a large import
  $ sluice search rebuild
  $ sluice search rebuild --source helpdesk.tickets
  $ sluice search rebuild --tenant 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11

Exit status: 0 when done, 1 on any error.`;

/** `sluice search`: what searches are answered from. */
export function createSearchCommand(): Command {
  const search = new Command('search')
    .summary('rebuild, optimize and look at what searches are answered from')
    .description('Rebuild, optimize and look at what searches are answered from.')
    .addHelpText('after', HELP);
  search
    .command('rebuild')
    .summary('make the documents and the indexes again')
    .description(
      'Make the documents of all records again from their tables, then the indexes, while they are used.',
    )
    .option('--source <name>', 'only the documents of this source, such as helpdesk.tickets; no indexes')
    .option('--tenant <uuid>', "only this tenant's documents; no indexes", readUuid)
    .option('--json', 'print the result as one JSON object; progress goes to standard error')
    .action(runRebuild);
  search
    .command('optimize')
    .summary('empty the pending list, vacuum and analyze')
    .description(
      'Put the latest words to their places in the index, remove dead rows, and renew the statistics.',
    )
    .option('--json', 'print the result as one JSON object')
    .action(async ({ json }: JsonOption) => {
      const report = await runOptimize(abortOnInterrupt());
      print(json ? JSON.stringify(report, null, 2) : describeOptimized(report));
    });
  search
    .command('stats')
    .summary('documents, indexes, languages and the slowest searches')
    .description(
      'Show documents, languages, tables and indexes with their use, and the slowest searches of the last day.',
    )
    .option('--json', 'print one JSON object')
    .action(async ({ json }: JsonOption) => {
      const stats = await readSearchStats(ownerUrl(readEnvironment()), abortOnInterrupt());
      print(json ? JSON.stringify(stats, null, 2) : describeSearchStats(stats));
    });
  return search;
}

function runOptimize(signal: AbortSignal): Promise<OptimizeReport> {
  const settings = readEnvironment();
  const url = ownerUrl(settings);
  return auditedAction(
    recordAsOwner(url),
    {
      run: createOperatorRun(settings.operator),
      action: 'search optimize',
      target: 'sluice.search_documents',
      tenantId: null,
      before: null,
      plan: null,
    },
    () => optimizeSearch(url, signal),
    ({ pendingPages, tables }) => ({ pendingPages, tables: tables.map(({ table }) => table) }),
  );
}

async function runRebuild({ source, tenant, json }: RebuildCommandOptions): Promise<void> {
  const settings = readEnvironment();
  const url = ownerUrl(settings);
  const signal = abortOnInterrupt();
  const report = await auditedAction(
    recordAsOwner(url),
    {
      run: createOperatorRun(settings.operator),
      action: 'search rebuild',
      target: 'sluice.search_documents',
      tenantId: tenant ?? null,
      before: null,
      plan: { source: source ?? null },
    },
    () =>
      rebuildSearch({
        url,
        source: source ?? null,
        tenantId: tenant ?? null,
        signal,
        onProgress: (progress) => process.stderr.write(`${describeProgress(progress)}\n`),
      }),
    ({ sources, indexes }) => ({ sources: sources.map(({ source: name }) => name), indexes }),
  );
  print(json ? JSON.stringify(report, null, 2) : describeRebuilt(report));
}

function describeProgress({ what, rows, estimatedRows }: RebuildProgress): string {
  if (rows === null) return what;
  const of = estimatedRows === null ? '' : ` of about ${Math.round(estimatedRows).toLocaleString('en')}`;
  return `${what}  ${rows.toLocaleString('en')}${of}`;
}

function describeRebuilt({ sources, leftovers, indexes }: RebuildReport): string {
  const table = textTable(
    ['source', 'removed '],
    sources.map(({ source, removed }) => [source, removed.toLocaleString('en')]),
  );
  const lines = ['The documents are as their tables say.', '', table];
  if (leftovers.length > 0)
    lines.push('', `Removed what an interrupted rebuild had left: ${leftovers.join(', ')}`);
  if (indexes.length > 0) lines.push('', `Rebuilt ${indexes.join(', ')}`);
  return lines.join('\n');
}

function describeOptimized({ pendingPages, tables }: OptimizeReport): string {
  return [
    `Pages of the pending list put to their places: ${pendingPages}`,
    '',
    textTable(
      ['table', 'dead rows ', 'left ', 'took '],
      tables.map(({ table, deadRowsBefore, deadRowsAfter, durationMs }) => [
        table,
        deadRowsBefore.toLocaleString('en'),
        deadRowsAfter.toLocaleString('en'),
        `${(durationMs / 1000).toFixed(1)} s`,
      ]),
    ),
  ].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
