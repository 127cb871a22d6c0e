import { Command } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import type { Settings } from '../config/settings.js';
import { dropAuditEntries, type DroppedAuditMonth } from '../maintenance/audit/drop-audit-entries.js';
import { MAX_RETENTION_MONTHS, readMonths } from './read-months.js';
import { maintainerUrl } from './maintainer-url.js';
import { outreachMaintainerUrl } from './outreach-maintainer-url.js';
import { textTable } from './text-table.js';

interface DropOptions {
  readonly olderThan: number;
  readonly dryRun?: true;
  readonly json?: true;
}

const HELP = `
Connects with MAINTAINER_DATABASE_URL, and with OLTP_, CONTENT_ and
QUEUE_MAINTAINER_DATABASE_URL where they are set: each database has a trail of its own.

Nothing shortens the trail by itself. "drop" deletes whole months, in UTC, and writes an
entry that says who did, which months they were, and how many entries they had. This month
and the one before are always kept. docs/audit.md says more.

Examples:
  $ sluice audit drop --older-than 24 --dry-run   # which months, with how many entries
  $ sluice audit drop --older-than 24             # keep two years and this month

Exit status: 0 when done, 1 on any error.`;

/** `sluice audit`: how long the audit trail is kept. */
export function createAuditCommand(): Command {
  const audit = new Command('audit')
    .summary('drop old months of the audit trail')
    .description('See to how long the audit trail is kept.')
    .addHelpText('after', HELP);
  audit
    .command('drop')
    .summary('delete months of the trail, for good')
    .description('Delete, for good, the months of the audit trail that are older than so many whole months.')
    .requiredOption(
      '--older-than <months>',
      'whole months, in UTC, that ended before this one began',
      readMonths(MAX_RETENTION_MONTHS),
    )
    .option('--dry-run', 'only say which')
    .option('--json', 'print the result as JSON')
    .action(runDrop);
  return audit;
}

async function runDrop({ olderThan, dryRun, json }: DropOptions): Promise<void> {
  const settings = readEnvironment();
  const databases = trails(settings);
  const dropped = await dropAuditEntries({
    databases,
    olderThanMonths: olderThan,
    isDryRun: dryRun === true,
    run: createOperatorRun(settings.operator),
  });
  process.stdout.write(
    `${json ? JSON.stringify(dropped, null, 2) : describe(dropped, databases.length, dryRun === true)}\n`,
  );
}

/** Every database that is configured. */
function trails(settings: Settings): readonly { readonly name: string; readonly url: string }[] {
  const others = (['oltp', 'content', 'queue'] as const).flatMap((name) => {
    const url = outreachMaintainerUrl(settings, name);
    return url === null ? [] : [{ name, url }];
  });
  return [{ name: 'analytics', url: maintainerUrl(settings) }, ...others];
}

function describe(months: readonly DroppedAuditMonth[], databases: number, isDryRun: boolean): string {
  if (months.length === 0) {
    return `No entry is so old in ${databases === 1 ? 'the database' : `the ${databases} databases`}.`;
  }
  return textTable(
    ['database', 'month', isDryRun ? 'entries that would go ' : 'entries dropped '],
    months.map(({ database, month, entries }) => [database, month, entries.toLocaleString('en')]),
  );
}
