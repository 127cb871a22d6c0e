import { Command, InvalidArgumentError } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import { readRollupStatuses, setLagTarget } from '../worker/rollup-status.js';
import { describeRollups } from './describe-rollups.js';
import { maintainerUrl } from './maintainer-url.js';

interface RollupsCommandOptions {
  readonly json?: true;
}

const HELP = `
Connects with MAINTAINER_DATABASE_URL. "lag" is how old the oldest change is that a rollup
lacks, and "target" how old it may become before a worker folds it in; "pending" counts
such changes. "delta" is what was computed anew since the view's last refresh in full,
"share" that against the view, and "failed" names jobs that "sluice jobs" tells more of.
Answers are exact whatever the lag: what a rollup lacks comes from its base table.

Examples:
  $ sluice rollups
  $ sluice rollups --json | jq '.[] | select(.lagSeconds > 60)'
  $ sluice rollups lag-target helpdesk.dashboard_stats 30   # half a minute is soon enough

Exit status: 0 when done, 1 on any error.`;

const MAX_LAG_SECONDS = 24 * 60 * 60;

/** `sluice rollups`: how far each is behind its table, and how far it may be. */
export function createRollupsCommand(): Command {
  const rollups = new Command('rollups')
    .summary('how the rollups stand, and their lag targets')
    .description('List the rollups with their lag, their layers and what failed.')
    .option('--json', 'print a JSON array')
    .addHelpText('after', HELP)
    .action(async ({ json }: RollupsCommandOptions) => {
      const statuses = await readRollupStatuses(maintainerUrl(readEnvironment()));
      process.stdout.write(
        `${json ? JSON.stringify(statuses, null, 2) : describeRollups(statuses, new Date())}\n`,
      );
    });
  rollups
    .command('lag-target')
    .summary('set how old a change may become before it is folded')
    .description('Set how old a change may become before a worker folds it into the rollup.')
    .argument('<rollup>', 'the rollup, such as helpdesk.dashboard_stats')
    .argument('<seconds>', 'from 0.1 to 86400', readSeconds)
    .action(async (rollup: string, seconds: number) => {
      const settings = readEnvironment();
      await setLagTarget(maintainerUrl(settings), rollup, seconds, createOperatorRun(settings.operator));
      process.stdout.write(`${rollup} is folded before a change is ${seconds} s old.\n`);
    });
  return rollups;
}

function readSeconds(value: string): number {
  const seconds = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || seconds < 0.1 || seconds > MAX_LAG_SECONDS) {
    throw new InvalidArgumentError(`It is a number of seconds from 0.1 to ${MAX_LAG_SECONDS}.`);
  }
  return seconds;
}
