import { Command, InvalidArgumentError } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import { SluiceError } from '../errors/sluice-error.js';
import { discardReferences } from '../maintenance/references/discard-references.js';
import type { ReferenceProgress } from '../maintenance/references/reference-report.js';
import { restoreReferences } from '../maintenance/references/restore-references.js';
import { sweepReferences, type SweepOptions } from '../maintenance/references/sweep-references.js';
import { abortOnInterrupt } from './abort-on-interrupt.js';
import { describeDiscarded, describeReferences, describeRestored } from './describe-references.js';
import { readUuid } from './read-uuid.js';
import { referenceUrls } from './reference-urls.js';

interface ScopeOptions {
  readonly tenant?: string;
  readonly table?: string;
  readonly json?: true;
}

interface CleanOptions extends ScopeOptions {
  readonly dryRun?: true;
  readonly remove?: true;
}

interface DiscardCommandOptions extends ScopeOptions {
  readonly olderThan: number;
  readonly dryRun?: true;
}

const MAX_DAYS = 36_500;

const HELP = `
Connects with the maintainer's URLs: OLTP_MAINTAINER_DATABASE_URL, which holds what can be
referred to, and those of the others, as far as they are set: CONTENT_, QUEUE_ and
MAINTAINER_DATABASE_URL.

"clean" sets rows aside (sluice.quarantined_rows, in their own database) whose tenant,
campaign, lead or mailbox does not exist, and "restore" puts them back when it does.
Writers go on meanwhile, and nothing is set aside that is right by then. Ctrl-C stops it;
what was done by then is done. "discard" deletes for good what has been aside for long.
docs/references.md says more.

Examples:
  $ sluice references check
  $ sluice references check --json | jq '.tables[] | select(.orphans > 0)'
  $ sluice references clean --dry-run       # the same as check, but for the exit status
  $ sluice references clean
  $ sluice references clean --table outreach.deliveries --remove   # delete, and keep nothing
  $ sluice references restore --tenant 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11
  $ sluice references discard --older-than 90 --dry-run
  $ sluice references discard --older-than 90   # what was set aside 90 days ago and before

Exit status: 0 when done, 1 on any error, and where "check" finds a row whose references do
not hold.`;

/** `sluice references`: do the references across databases hold, and what becomes of rows whose do not. */
export function createReferencesCommand(): Command {
  const references = new Command('references')
    .summary('check the references across databases, and set aside what lost its own')
    .description(
      'Check the references across the databases of outreach, and set aside rows that lost theirs.',
    )
    .addHelpText('after', HELP);
  scoped(references.command('check'))
    .summary('find rows whose references do not hold')
    .description('Find rows that refer to what does not exist, and change nothing.')
    .action(async (options: ScopeOptions) => {
      const isWhole = await runSweep('check', options);
      if (!isWhole) process.exitCode = 1;
    });
  scoped(references.command('clean'))
    .summary('set such rows aside')
    .description('Set rows aside that refer to what does not exist.')
    .option('--dry-run', 'only say which')
    .option('--remove', 'delete them, and keep nothing')
    .action(async ({ dryRun, remove, ...options }: CleanOptions) => {
      if (dryRun && remove) {
        throw new SluiceError(
          'BAD_USER_INPUT',
          '--dry-run changes nothing, and --remove deletes: choose one.',
        );
      }
      await runSweep(dryRun ? 'check' : remove ? 'remove' : 'quarantine', options);
    });
  scoped(references.command('restore'))
    .summary('put back what was set aside and is right by now')
    .description('Put rows back that were set aside, where all that they refer to exists by now.')
    .action(runRestore);
  scoped(references.command('discard'))
    .summary('delete what was set aside long ago')
    .description(
      'Delete, for good, rows that were set aside longer ago than so many days, and the copies that only they needed.',
    )
    .requiredOption('--older-than <days>', 'days of 24 hours that they have been aside', readDays)
    .option('--dry-run', 'only say how many')
    .action(runDiscard);
  return references;
}

function scoped(command: Command): Command {
  return command
    .option('--tenant <uuid>', "only this tenant's rows", readUuid)
    .option('--table <name>', 'only rows of this table, such as content.email_messages')
    .option('--json', 'print the result as JSON; progress goes to standard error');
}

/** @returns whether no orphan was found. */
async function runSweep(mode: SweepOptions['mode'], { tenant, table, json }: ScopeOptions): Promise<boolean> {
  const settings = readEnvironment();
  const report = await sweepReferences({
    urls: referenceUrls(settings),
    mode,
    tenantId: tenant ?? null,
    table: table ?? null,
    run: createOperatorRun(settings.operator),
    signal: abortOnInterrupt(),
    onProgress: createProgress(),
  });
  print(json ? JSON.stringify(report, null, 2) : describeReferences(report, mode));
  return report.tables.every(({ orphans }) => orphans === 0);
}

async function runRestore({ tenant, table, json }: ScopeOptions): Promise<void> {
  const settings = readEnvironment();
  const reports = await restoreReferences({
    urls: referenceUrls(settings),
    tenantId: tenant ?? null,
    table: table ?? null,
    run: createOperatorRun(settings.operator),
    signal: abortOnInterrupt(),
  });
  print(json ? JSON.stringify(reports, null, 2) : describeRestored(reports));
}

async function runDiscard({ olderThan, dryRun, tenant, table, json }: DiscardCommandOptions): Promise<void> {
  const settings = readEnvironment();
  const reports = await discardReferences({
    urls: referenceUrls(settings),
    olderThanDays: olderThan,
    isDryRun: dryRun === true,
    tenantId: tenant ?? null,
    table: table ?? null,
    run: createOperatorRun(settings.operator),
    signal: abortOnInterrupt(),
  });
  print(json ? JSON.stringify(reports, null, 2) : describeDiscarded(reports, dryRun === true));
}

function readDays(value: string): number {
  const days = Number(value);
  if (/^\d+$/.test(value) && days >= 1 && days <= MAX_DAYS) return days;
  throw new InvalidArgumentError(`Days are a whole number from 1 to ${MAX_DAYS}.`);
}

/** A line for each hundred thousand rows of a table: who has fewer needs none. */
const ROWS_A_LINE = 100_000;

function createProgress(): (progress: ReferenceProgress) => void {
  let told = '';
  return ({ table, rows, orphans }) => {
    const line = `${table} ${Math.floor(rows / ROWS_A_LINE)}`;
    if (rows < ROWS_A_LINE || line === told) return;
    told = line;
    process.stderr.write(
      `${table}  ${rows.toLocaleString('en')} rows, ${orphans.toLocaleString('en')} orphans\n`,
    );
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
