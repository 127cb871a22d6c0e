import { Command } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import { auditedAction, recordAsMaintainer } from '../maintenance/audited-action.js';
import { refreshRollups, refreshRollupsOfTenant } from '../maintenance/refresh-rollups.js';
import { maintainerUrl } from './maintainer-url.js';
import { readUuid } from './read-uuid.js';
import { textTable } from './text-table.js';

interface RefreshCommandOptions {
  readonly tenant?: string;
  readonly json?: true;
}

const HELP = `
Connects with MAINTAINER_DATABASE_URL. Rollups can be read all the time, and a second
refresh at the same time waits for the first. "sluice worker" sees to all of this by
itself: it folds what has changed every few seconds, and refreshes in full when it pays.

In full takes as long as there are rows in the tables. With --tenant only the days that
this tenant has changed since are computed anew.

Examples:
  $ sluice refresh
  $ sluice refresh --tenant 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11
  $ sluice refresh --json | jq '.rollups[] | {view, durationMs}'
  $ sluice worker --once     # of all tenants, only what has changed

Exit status: 0 when all rollups are up to date, 1 on any error: none was changed then.`;

/** `sluice refresh`: brings the rollups up to date. */
export function createRefreshCommand(): Command {
  return new Command('refresh')
    .summary('compute the rollups anew')
    .description('Refresh every rollup in full, or for one tenant, and print what each took.')
    .option('--tenant <uuid>', 'only what this tenant has changed', readUuid)
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', HELP)
    .action(runRefresh);
}

async function runRefresh({ tenant, json }: RefreshCommandOptions): Promise<void> {
  const settings = readEnvironment();
  const url = maintainerUrl(settings);
  const [rollups, text] = await auditedAction(
    recordAsMaintainer(url),
    {
      run: createOperatorRun(settings.operator),
      action: 'refresh',
      target: 'sluice.rollups',
      tenantId: tenant ?? null,
      before: null,
      plan: null,
    },
    () => (tenant === undefined ? refreshAll(url) : refreshTenant(url, tenant)),
    ([refreshed]) => ({ rollups: refreshed.map(({ view }) => view) }),
  );
  process.stdout.write(json ? `${JSON.stringify({ rollups }, null, 2)}\n` : `${text}\n`);
}

type Outcome = readonly [rollups: readonly { readonly view: string }[], text: string];

async function refreshAll(url: string): Promise<Outcome> {
  const rollups = await refreshRollups(url);
  const lines = rollups.map(({ view, rowCount, durationMs }) => [
    view,
    rowCount.toLocaleString('en'),
    describeDuration(durationMs),
  ]);
  return [rollups, textTable(['rollup', 'rows ', 'took '], lines)];
}

async function refreshTenant(url: string, tenant: string): Promise<Outcome> {
  const rollups = await refreshRollupsOfTenant(url, tenant);
  const lines = rollups.map(({ view, buckets, durationMs }) => [
    view,
    buckets.toLocaleString('en'),
    describeDuration(durationMs),
  ]);
  return [rollups, textTable(['rollup', 'days ', 'took '], lines)];
}

function describeDuration(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
