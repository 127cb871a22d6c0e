import { Command, InvalidArgumentError } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import { SluiceError } from '../errors/sluice-error.js';
import { setMessageRetention } from '../maintenance/content/set-message-retention.js';
import { setSearchLanguage } from '../maintenance/search/set-search-language.js';
import { shareTenant } from '../maintenance/share-tenant.js';
import { createTenant, listTenants, type Tenant } from '../maintenance/tenants.js';
import { abortOnInterrupt } from './abort-on-interrupt.js';
import { maintainerUrl } from './maintainer-url.js';
import { outreachMaintainerUrl } from './outreach-maintainer-url.js';
import { readUuid } from './read-uuid.js';

interface CreateOptions {
  readonly id?: string;
  readonly json?: true;
}

interface ListOptions {
  readonly json?: true;
}

const HELP = `
Connects with MAINTAINER_DATABASE_URL. A tenant's id is what tokens name as "tenant_id".
"sluice import" makes the tenants that a file names by itself.

Where OLTP_MAINTAINER_DATABASE_URL is set, "create" makes the tenant in oltp, too.
To make one known there that exists already, create it again by its name and --id.

Examples:
  $ sluice tenant create "Acme"
  $ sluice tenant create "Acme" --id 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11
  $ sluice tenant list --json | jq -r '.[].id'
  $ sluice tenant language 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11 de
  $ sluice tenant retention 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11 365
  $ sluice tenant retention 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11 forever`;

/** `sluice tenant`: whose data there are. */
export function createTenantCommand(): Command {
  const tenant = new Command('tenant')
    .summary('create and list tenants, set their language and how long messages are kept')
    .description(
      'Create and list tenants, set the language that their texts are searched by, and for how long their messages are kept.',
    )
    .addHelpText('after', HELP);
  tenant
    .command('create')
    .summary('make a tenant and print its id')
    .description('Make a tenant and print its id.')
    .argument('<name>', 'what it is called')
    .option('--id <uuid>', 'the id that its tokens will name (default: a new one)', readUuid)
    .option('--json', 'print the tenant as one JSON object')
    .action(async (name: string, { id, json }: CreateOptions) => {
      const settings = readEnvironment();
      const run = createOperatorRun(settings.operator);
      const oltpUrl = outreachMaintainerUrl(settings, 'oltp');
      const created = await createTenant(maintainerUrl(settings), name, id ?? null, run);
      if (oltpUrl !== null) await shareTenant(oltpUrl, created, run);
      process.stdout.write(`${json ? JSON.stringify(created, null, 2) : created.id}\n`);
    });
  tenant
    .command('list')
    .summary('list all tenants')
    .description('List all tenants by name.')
    .option('--json', 'print a JSON array')
    .action(async ({ json }: ListOptions) => {
      const tenants = await listTenants(maintainerUrl(readEnvironment()));
      process.stdout.write(`${json ? JSON.stringify(tenants, null, 2) : describe(tenants)}\n`);
    });
  tenant
    .command('language')
    .summary('set the language that its texts are searched by')
    .description(
      "Set the language of a tenant's texts that do not say theirs, and make them searchable by it. Searches are answered meanwhile.",
    )
    .argument('<tenant>', "the tenant's id", readUuid)
    .argument('<code>', 'the language, as in en or pt-BR')
    .action(async (tenantId: string, language: string) => {
      const settings = readEnvironment();
      await setSearchLanguage({
        maintainerUrl: maintainerUrl(settings),
        tenantId,
        language,
        run: createOperatorRun(settings.operator),
        signal: abortOnInterrupt(),
      });
      process.stdout.write(
        `Texts of ${tenantId} are searched as ${language} unless they say their language.\n`,
      );
    });
  tenant
    .command('retention')
    .summary('set for how long its messages are kept')
    .description(
      'Set for how many days after they were sent the messages of a tenant are kept. The worker removes older ones, for good; figures stay. Needs CONTENT_MAINTAINER_DATABASE_URL.',
    )
    .argument('<tenant>', "the tenant's id", readUuid)
    .argument('<days>', 'how many days, or "forever"', readDays)
    .action(async (tenantId: string, days: number | 'forever') => {
      const settings = readEnvironment();
      const contentUrl = outreachMaintainerUrl(settings, 'content');
      if (contentUrl === null) {
        throw new SluiceError(
          'CONFIGURATION',
          'CONTENT_MAINTAINER_DATABASE_URL is not set. Set it to the URL that "sluice migrate" printed for sluice_maintainer.',
        );
      }
      await setMessageRetention({
        maintainerUrl: maintainerUrl(settings),
        contentUrl,
        tenantId,
        messageDays: days === 'forever' ? null : days,
        run: createOperatorRun(settings.operator),
      });
      const kept = days === 'forever' ? 'for ever' : `for ${days} days after they were sent`;
      process.stdout.write(`Messages of ${tenantId} are kept ${kept}.\n`);
    });
  return tenant;
}

const MAX_DAYS = 36_500;

function readDays(text: string): number | 'forever' {
  if (text === 'forever') return text;
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= MAX_DAYS) return days;
  throw new InvalidArgumentError(`It must be a number of days from 1 to ${MAX_DAYS}, or "forever".`);
}

function describe(tenants: readonly Tenant[]): string {
  if (tenants.length === 0) return 'There are no tenants. "sluice tenant create <name>" makes one.';
  return tenants.map(({ id, name, createdAt }) => `${id}  ${createdAt.slice(0, 10)}  ${name}`).join('\n');
}
