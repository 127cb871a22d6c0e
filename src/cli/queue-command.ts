import { Command, InvalidArgumentError } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import type { Settings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import { listDeadJobs } from '../maintenance/queue/list-dead-jobs.js';
import { readQueueStatus } from '../maintenance/queue/read-queue-status.js';
import { reviveJobs } from '../maintenance/queue/revive-jobs.js';
import { describeDeadJobs, describeQueueStatus } from './describe-queue.js';
import { outreachMaintainerUrl } from './outreach-maintainer-url.js';
import { readUuid } from './read-uuid.js';

interface StatusOptions {
  readonly json?: true;
}

interface FilterOptions {
  readonly tenant?: string;
  readonly family?: string;
}

interface DeadOptions extends FilterOptions {
  readonly limit: number;
  readonly json?: true;
}

interface ReviveOptions extends FilterOptions {
  readonly all?: true;
}

const HELP = `
Connects with QUEUE_MAINTAINER_DATABASE_URL; "status" also with OLTP_ and
CONTENT_MAINTAINER_DATABASE_URL where they are set. These are the tenants' jobs, such as
messages to be sent; the jobs of "sluice worker" itself are in "sluice jobs". What a tenant's
token sees of its own is in GraphQL: outreach { queueHealth { … } pending { … } }.
docs/queue.md says more.

Examples:
  $ sluice queue status
  $ sluice queue dead --family sending
  $ sluice queue revive 0190f6c1-8a4e-7c1b-9d0e-8a4a5f0c1b11   # the cause is gone
  $ sluice queue revive --all --tenant 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11

Exit status: 0 when done, 1 on any error.`;

const MAX_LIMIT = 1_000_000;

/** `sluice queue`: how the tenants' jobs stand, which were given up, and what to do about it. */
export function createQueueCommand(): Command {
  const queue = new Command('queue')
    .summary('see how jobs of tenants stand, and revive those given up')
    .description(
      'See how the jobs of tenants stand, list those that were given up, and queue them once more.',
    )
    .addHelpText('after', HELP);
  queue
    .command('status')
    .summary('how each family of jobs stands, and what waits for analytics')
    .description('Print how each family of jobs stands, and what is on its way to the database analytics.')
    .option('--json', 'print a JSON object')
    .action(async ({ json }: StatusOptions) => {
      const settings = readEnvironment();
      const status = await readQueueStatus(queueUrl(settings), settings.outreach);
      process.stdout.write(
        `${json ? JSON.stringify(status, null, 2) : describeQueueStatus(status, new Date())}\n`,
      );
    });
  addFilter(
    queue
      .command('dead')
      .summary('list the jobs that were given up, newest first')
      .description('List the jobs that were given up, newest first. Their errors may quote personal data.')
      .option('--limit <n>', 'how many at most', readLimit, 100)
      .option('--json', 'print a JSON array'),
  ).action(async ({ tenant, family, limit, json }: DeadOptions) => {
    const url = queueUrl(readEnvironment());
    const filter = { tenantId: tenant ?? null, family: family ?? null, ids: null };
    const dead = await listDeadJobs(url, filter, limit);
    process.stdout.write(`${json ? JSON.stringify(dead, null, 2) : describeDeadJobs(dead)}\n`);
  });
  addFilter(
    queue
      .command('revive')
      .summary('queue them once more, with all their attempts')
      .description('Queue jobs that were given up once more, with all their attempts.')
      .argument('[ids...]', 'which, by the ids that "sluice queue dead" shows', collectUuids)
      .option('--all', 'all of them'),
  ).action(revive);
  return queue;
}

async function revive(ids: readonly string[], { all, tenant, family }: ReviveOptions): Promise<void> {
  if (ids.length > 0 === (all === true)) {
    throw new SluiceError('BAD_USER_INPUT', 'Say which jobs to revive: their ids, or --all.');
  }
  const settings = readEnvironment();
  const filter = { tenantId: tenant ?? null, family: family ?? null, ids: all ? null : ids };
  const count = await reviveJobs(queueUrl(settings), filter, createOperatorRun(settings.operator));
  if (!all && count < ids.length) {
    throw new SluiceError(
      'NOT_FOUND',
      `Of the ${ids.length} ids, ${ids.length - count} name no such job that was given up; ${count} queued again.`,
    );
  }
  process.stdout.write(`${count} queued again.\n`);
}

function queueUrl(settings: Settings): string {
  const url = outreachMaintainerUrl(settings, 'queue');
  if (url !== null) return url;
  throw new SluiceError(
    'CONFIGURATION',
    'QUEUE_MAINTAINER_DATABASE_URL is not set. Set it to the URL that "sluice migrate" printed for sluice_maintainer.',
  );
}

function addFilter(command: Command): Command {
  return command
    .option('--tenant <id>', 'of one tenant alone', readUuid)
    .option('--family <name>', 'of one family alone');
}

function readLimit(value: string): number {
  const limit = Number(value);
  if (!/^\d+$/.test(value) || limit < 1 || limit > MAX_LIMIT) {
    throw new InvalidArgumentError(`A limit is a whole number from 1 to ${MAX_LIMIT}.`);
  }
  return limit;
}

function collectUuids(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), readUuid(value)];
}
