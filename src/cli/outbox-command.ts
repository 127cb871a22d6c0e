import { Command } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import type { Settings, OutreachUrls } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import { discardRefused } from '../maintenance/outbox/discard-refused.js';
import { readOutboxStatus } from '../maintenance/outbox/read-outbox-status.js';
import { restoreRefused } from '../maintenance/outbox/restore-refused.js';
import { abortOnInterrupt } from './abort-on-interrupt.js';
import {
  describeDiscardedRefused,
  describeOutbox,
  describeRestoredRefused,
  describeRetried,
} from './describe-outbox.js';
import { maintainerUrl } from './maintainer-url.js';
import { outreachMaintainerUrl } from './outreach-maintainer-url.js';
import { readUuid } from './read-uuid.js';

interface ScopeOptions {
  readonly tenant?: string;
  readonly json?: true;
}

interface DiscardOptions extends ScopeOptions {
  readonly refused?: true;
  readonly dryRun?: true;
}

const HELP = `
Connects with CONTENT_ and QUEUE_MAINTAINER_DATABASE_URL, whose tables sluice.outbox hold
what is on its way to the figures, and with OLTP_MAINTAINER_DATABASE_URL where it is set;
"retry" also with MAINTAINER_DATABASE_URL. A worker moves what waits by itself, and tries
what analytics refuses again, later each time. "discard" sets refused rows aside
(sluice.quarantined_rows, in their own database): the figures then lack them until
"restore" puts them back. docs/operations.md says more.

Examples:
  $ sluice outbox status
  $ sluice outbox retry                    # the cause is gone: now, and not in an hour
  $ sluice outbox retry --tenant 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11
  $ sluice outbox discard --refused --dry-run
  $ sluice outbox discard --refused        # they will never be right
  $ sluice outbox restore                  # they may be, after all

Exit status: 0 when done, 1 on any error, and where "status" finds, or "retry" leaves, a row
that analytics has refused.`;

/** `sluice outbox`: what is on its way to the figures, what of it was refused, and what becomes of that. */
export function createOutboxCommand(): Command {
  const outbox = new Command('outbox')
    .summary('see what is on its way to the figures, and deal with what was refused')
    .description(
      'See what is on its way to the database analytics, retry what it refused, or set that aside.',
    )
    .addHelpText('after', HELP);
  scoped(outbox.command('status'))
    .summary('what waits, since when, and what was refused for which reason')
    .description(
      'Print what each tenant has on its way to the database analytics, and what that has refused.',
    )
    .action(showStatus);
  scoped(outbox.command('retry'))
    .summary('move what waits now, what was refused too')
    .description('Move what waits to the database analytics now, what was refused too.')
    .action(retry);
  scoped(outbox.command('discard'))
    .summary('set aside what was refused')
    .description('Set rows aside that the database analytics has refused.')
    .option('--refused', 'those that were refused; to be said, for the figures will lack them')
    .option('--dry-run', 'only say how many')
    .action(discard);
  scoped(outbox.command('restore'))
    .summary('put back what was set aside')
    .description('Put rows back on their way that were set aside by "sluice outbox discard".')
    .action(restore);
  return outbox;
}

function scoped(command: Command): Command {
  return command
    .option('--tenant <id>', 'of one tenant alone', readUuid)
    .option('--json', 'print the result as JSON');
}

async function showStatus({ tenant, json }: ScopeOptions): Promise<void> {
  const status = await readOutboxStatus(outboxUrls(readEnvironment()), tenant ?? null);
  print(json, status, () => describeOutbox(status, new Date()));
  failIfRefused(status);
}

async function retry({ tenant, json }: ScopeOptions): Promise<void> {
  const settings = readEnvironment();
  const urls = outboxUrls(settings);
  const tenantId = tenant ?? null;
  const { retryOutbox } = await import('../worker/outbox/retry-outbox.js');
  const retried = await retryOutbox({
    analyticsUrl: maintainerUrl(settings),
    urls,
    tenantId,
    run: createOperatorRun(settings.operator),
    signal: abortOnInterrupt(),
  });
  const status = await readOutboxStatus(urls, tenantId);
  print(
    json,
    { retried, status },
    () => `${describeRetried(retried)}\n\n${describeOutbox(status, new Date())}`,
  );
  failIfRefused(status);
}

async function discard({ refused, dryRun, tenant, json }: DiscardOptions): Promise<void> {
  if (!refused) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      'Say --refused: only what the database analytics has refused can be set aside, and the figures will lack it.',
    );
  }
  const settings = readEnvironment();
  const discarded = await discardRefused({
    urls: outboxUrls(settings),
    tenantId: tenant ?? null,
    isDryRun: dryRun === true,
    run: createOperatorRun(settings.operator),
    signal: abortOnInterrupt(),
  });
  print(json, discarded, () => describeDiscardedRefused(discarded, dryRun === true));
}

async function restore({ tenant, json }: ScopeOptions): Promise<void> {
  const settings = readEnvironment();
  const restored = await restoreRefused({
    urls: outboxUrls(settings),
    tenantId: tenant ?? null,
    run: createOperatorRun(settings.operator),
    signal: abortOnInterrupt(),
  });
  print(json, restored, () => describeRestoredRefused(restored));
}

function outboxUrls(settings: Settings): OutreachUrls {
  const urls = {
    oltp: outreachMaintainerUrl(settings, 'oltp'),
    content: outreachMaintainerUrl(settings, 'content'),
    queue: outreachMaintainerUrl(settings, 'queue'),
  };
  if (urls.content === null && urls.queue === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'CONTENT_MAINTAINER_DATABASE_URL and QUEUE_MAINTAINER_DATABASE_URL are not set. Set the URLs that "sluice migrate" printed for sluice_maintainer.',
    );
  }
  return urls;
}

/** For a script that watches: what was refused does not arrive by itself. */
function failIfRefused(status: readonly { readonly refused: number }[]): void {
  if (status.some(({ refused }) => refused > 0)) process.exitCode = 1;
}

function print(isJson: true | undefined, result: unknown, describe: () => string): void {
  process.stdout.write(`${isJson ? JSON.stringify(result, null, 2) : describe()}\n`);
}
