import { Command } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import { dropOldPartitions } from '../maintenance/drop-old-partitions.js';
import { ensurePartitionsAsOperator, MONTHS_AHEAD } from '../maintenance/ensure-partitions.js';
import {
  listPartitions,
  listWaitingRows,
  type Partition,
  type WaitingRows,
} from '../maintenance/list-partitions.js';
import { MAX_RETENTION_MONTHS, readMonths } from './read-months.js';
import { maintainerUrl } from './maintainer-url.js';

interface PartitionsCommandOptions {
  readonly ensure?: number | true;
  readonly dropOlderThan?: number;
  readonly json?: true;
}

interface PartitionReport {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
  readonly partitions: readonly Partition[];
  /** What waits in default partitions, of tables that have one. */
  readonly waiting: readonly WaitingRows[];
}

const MAX_MONTHS_AHEAD = 24;

const HELP = `
Connects with MAINTAINER_DATABASE_URL. Tickets, comments, history, sessions and the log of
searches have a partition per month, in UTC. Rows of a month without one wait in the default partition
and are moved when it is made; "sluice serve" and "sluice worker" make those of the coming
months by themselves. The audit trail has months, too, which "sluice audit drop" alone drops.

Examples:
  $ sluice partitions                        # all of them, with estimated rows and size
  $ sluice partitions --ensure 12            # a year ahead
  $ sluice partitions --drop-older-than 36   # delete what is older than three years
  $ sluice partitions --json | jq .waiting

Exit status: 0 when done, 1 on any error.`;

/** `sluice partitions`: lists partitions, makes coming ones and drops old ones. */
export function createPartitionsCommand(): Command {
  return new Command('partitions')
    .summary('list, make and drop partitions')
    .description('List the partitions of the tables, and the rows that wait for one.')
    .option(
      '--ensure [months]',
      'first make those of so many months ahead (default: 3)',
      readMonths(MAX_MONTHS_AHEAD),
    )
    .option(
      '--drop-older-than <months>',
      'first drop, with their rows, those older than so many whole months',
      readMonths(MAX_RETENTION_MONTHS),
    )
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', HELP)
    .action(runPartitions);
}

async function runPartitions(options: PartitionsCommandOptions): Promise<void> {
  const settings = readEnvironment();
  const url = maintainerUrl(settings);
  const run = createOperatorRun(settings.operator);
  const { ensure, dropOlderThan } = options;
  const report: PartitionReport = {
    made:
      ensure === undefined
        ? []
        : await ensurePartitionsAsOperator(url, ensure === true ? MONTHS_AHEAD : ensure, run),
    dropped: dropOlderThan === undefined ? [] : await dropOldPartitions(url, dropOlderThan, run),
    partitions: await listPartitions(url),
    waiting: await listWaitingRows(url),
  };
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `${describe(report)}\n`);
}

function describe({ made, dropped, partitions, waiting }: PartitionReport): string {
  const width = Math.max(...partitions.map(({ partition }) => partition.length));
  const lines = partitions.map(({ partition, bounds, estimatedRows, sizeBytes }) => {
    const rows = estimatedRows === null ? '?' : estimatedRows.toLocaleString('en');
    return `${partition.padEnd(width)} ${rows.padStart(11)} rows ${formatMib(sizeBytes).padStart(10)}  ${bounds}`;
  });
  const stuck = waiting.filter(({ rowCount }) => rowCount > 0);
  return [
    ...lines,
    '',
    ...made.map((name) => `Made ${name}.`),
    ...dropped.map((name) => `Dropped ${name}.`),
    ...(stuck.length === 0
      ? ['No row waits for its partition.']
      : stuck.map(
          ({ table, rowCount }) =>
            `${rowCount.toLocaleString('en')} rows of ${table} wait for the partition of their month: make it with sluice.create_monthly_partition.`,
        )),
  ].join('\n');
}

function formatMib(bytes: number): string {
  return `${(bytes / (1024 * 1024)).toFixed(1)} MiB`;
}
