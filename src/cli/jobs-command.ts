import { Command } from 'commander';
import { createOperatorRun, type OperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import { SluiceError } from '../errors/sluice-error.js';
import { discardFailedJobs, listFailedJobs, retryFailedJobs, type FailedJob } from '../worker/failed-jobs.js';
import { maintainerUrl } from './maintainer-url.js';
import { readUuid } from './read-uuid.js';

interface ListOptions {
  readonly json?: true;
}

interface ChooseOptions {
  readonly all?: true;
}

const HELP = `
Connects with MAINTAINER_DATABASE_URL. A job of "sluice worker" that fails is tried again,
later each time; one that failed for the last time is listed here. The worker looks every
five minutes whether it works again, and then it is gone from the list. Answers stay exact
meanwhile, and slower. The same list is in GraphQL: operator { failedJobs { … } }.

Examples:
  $ sluice jobs list
  $ sluice jobs retry 3f1f6a52-6a0c-4c8e-9b55-7a3b0c4d2e10   # the cause is gone: now
  $ sluice jobs retry --all
  $ sluice jobs discard --all                               # seen; it will come up again

Exit status: 0 when done, 1 on any error.`;

/** `sluice jobs`: what failed in the worker, and what to do about it. */
export function createJobsCommand(): Command {
  const jobs = new Command('jobs')
    .summary('list, retry and discard failed jobs')
    .description('List the jobs of the worker that have failed for the last time; retry or discard them.')
    .addHelpText('after', HELP);
  jobs
    .command('list')
    .summary('list them, newest first')
    .description('List the jobs that have failed for the last time, newest first.')
    .option('--json', 'print a JSON array')
    .action(async ({ json }: ListOptions) => {
      const failed = await listFailedJobs(maintainerUrl(readEnvironment()));
      process.stdout.write(`${json ? JSON.stringify(failed, null, 2) : describe(failed)}\n`);
    });
  addChoice(jobs, 'retry', 'put them back in line for a worker', retryFailedJobs, 'in line again');
  addChoice(jobs, 'discard', 'forget them', discardFailedJobs, 'discarded');
  return jobs;
}

function addChoice(
  jobs: Command,
  name: string,
  summary: string,
  change: (url: string, ids: readonly string[] | null, run: OperatorRun) => Promise<number>,
  outcome: string,
): void {
  jobs
    .command(name)
    .summary(summary)
    .description(`Of the failed jobs, ${summary}.`)
    .argument('[ids...]', 'which, by the ids that "sluice jobs list" shows', collectUuids)
    .option('--all', 'all of them')
    .action(async (ids: readonly string[], { all }: ChooseOptions) => {
      if (ids.length > 0 === (all === true)) {
        throw new SluiceError('BAD_USER_INPUT', `Say which jobs to ${name}: their ids, or --all.`);
      }
      const settings = readEnvironment();
      const run = createOperatorRun(settings.operator);
      const count = await change(maintainerUrl(settings), all ? null : ids, run);
      if (!all && count < ids.length) {
        throw new SluiceError(
          'NOT_FOUND',
          `Of the ${ids.length} ids, ${ids.length - count} name no failed job; ${count} ${outcome}.`,
        );
      }
      process.stdout.write(`${count} ${outcome}.\n`);
    });
}

function collectUuids(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), readUuid(value)];
}

function describe(failed: readonly FailedJob[]): string {
  if (failed.length === 0) return 'No job has failed.';
  return failed
    .map(({ id, queue, rollup, error, errorCode, failedAt, retries }) => {
      const what = rollup === null ? queue : `${queue} of ${rollup}`;
      const code = errorCode === null ? '' : ` (${errorCode})`;
      return `${id}  ${failedAt}  ${what}, after ${retries} retries\n    ${error}${code}`;
    })
    .join('\n');
}
