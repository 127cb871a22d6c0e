import { Command } from 'commander';
import { readEnvironment } from '../config/environment.js';
import { refreshRollups, type RefreshedRollup } from '../maintenance/refresh-rollups.js';
import { maintainerUrl } from './maintainer-url.js';

interface RefreshCommandOptions {
  readonly json?: true;
}

const HELP = `
Connects with MAINTAINER_DATABASE_URL. Rollups can be read all the time; a second
refresh at the same time waits for the first. "sluice serve" does the same every five
minutes where it knows that URL.

Examples:
  $ sluice refresh
  $ sluice refresh --json | jq '.rollups[] | {view, durationMs}'

Exit status: 0 when all rollups are up to date, 1 on any error: none was changed then.`;

/** `sluice refresh`: brings the rollups up to date. */
export function createRefreshCommand(): Command {
  return new Command('refresh')
    .summary('bring the rollups up to date')
    .description('Refresh every materialized view from its table, and print what each took.')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', HELP)
    .action(runRefresh);
}

async function runRefresh(options: RefreshCommandOptions): Promise<void> {
  const rollups = await refreshRollups(maintainerUrl(readEnvironment()));
  process.stdout.write(options.json ? `${JSON.stringify({ rollups }, null, 2)}\n` : `${describe(rollups)}\n`);
}

function describe(rollups: readonly RefreshedRollup[]): string {
  if (rollups.length === 0) return 'There are no rollups.';
  const width = Math.max(...rollups.map(({ view }) => view.length));
  return rollups
    .map(({ view, rowCount, durationMs }) => {
      const rows = rowCount.toLocaleString('en').padStart(12);
      return `${view.padEnd(width)} ${rows} rows ${(durationMs / 1000).toFixed(1).padStart(7)} s`;
    })
    .join('\n');
}
