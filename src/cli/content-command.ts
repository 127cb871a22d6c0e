import { Command } from 'commander';
import { readEnvironment } from '../config/environment.js';
import { SluiceError } from '../errors/sluice-error.js';
import { readContentStats } from '../maintenance/content/read-content-stats.js';
import { verifyContent } from '../maintenance/content/verify-content.js';
import { abortOnInterrupt } from './abort-on-interrupt.js';
import { describeContentStats, describeVerified } from './describe-content.js';
import { outreachMaintainerUrl } from './outreach-maintainer-url.js';
import { readUuid } from './read-uuid.js';

interface VerifyOptions {
  readonly tenant?: string;
  readonly json?: true;
}

const HELP = `
Connects with CONTENT_MAINTAINER_DATABASE_URL. Both only read.

"stats" says what compression and keeping each text once save. "verify" reads every text and
holds it against its hash; a client that reads a damaged one gets the error CORRUPT_BODY for it.
For how long messages are kept is said by "sluice tenant retention".

Examples:
  $ sluice content stats
  $ sluice content stats --json | jq '.[] | {tenantId, messages, storedBytes}'
  $ sluice content verify
  $ sluice content verify --tenant 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11

Exit status: 0 when done, 1 on any error, and where "verify" finds a damaged text.`;

/** `sluice content`: what was written, and whether it still says so. */
export function createContentCommand(): Command {
  const content = new Command('content')
    .summary('see what messages take, and verify their texts')
    .description('See what the messages of outreach take, and verify that their texts are undamaged.')
    .addHelpText('after', HELP);
  content
    .command('stats')
    .summary('messages, texts, and what they take')
    .description('Show for each tenant its messages, its texts, and what they take.')
    .option('--json', 'print a JSON array')
    .action(async ({ json }: { readonly json?: true }) => {
      const stats = await readContentStats(contentUrl(), abortOnInterrupt());
      print(json ? JSON.stringify(stats, null, 2) : describeContentStats(stats));
    });
  content
    .command('verify')
    .summary('hold every text against its hash')
    .description('Read every text and hold it against the hash of what was recorded.')
    .option('--tenant <uuid>', "only this tenant's texts", readUuid)
    .option('--json', 'print the result as one JSON object')
    .action(async ({ tenant, json }: VerifyOptions) => {
      const report = await verifyContent({
        url: contentUrl(),
        tenantId: tenant ?? null,
        signal: abortOnInterrupt(),
      });
      print(json ? JSON.stringify(report, null, 2) : describeVerified(report));
      if (report.corrupt.length > 0) process.exitCode = 1;
    });
  return content;
}

function contentUrl(): string {
  const url = outreachMaintainerUrl(readEnvironment(), 'content');
  if (url === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'CONTENT_MAINTAINER_DATABASE_URL is not set. Set it to the URL that "sluice migrate" printed for sluice_maintainer.',
    );
  }
  return url;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
