import { Command, InvalidArgumentError } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import { didYouMean } from '../errors/did-you-mean.js';
import { isScope, SCOPES, type Scope } from '../tenancy/scope.js';
import { AccessTokenStore, type AccessToken } from '../tokens/access-token-store.js';
import { describeTokens } from './describe-tokens.js';
import { maintainerUrl } from './maintainer-url.js';
import { readUuid } from './read-uuid.js';

interface CreateOptions {
  readonly tenant: string;
  readonly name: string;
  readonly scope: readonly Scope[];
  /** Seconds; infinite for never, since commander takes a null for a missing value. */
  readonly expires: number;
  readonly json?: true;
}

interface ListOptions {
  readonly tenant?: string;
  readonly json?: true;
}

interface RevokeOptions {
  readonly json?: true;
}

const HELP = `
Connects with MAINTAINER_DATABASE_URL. Only a hash of each token is kept: whoever loses
one gets a new one. A revoked token is refused from the next request on.

Examples:
  $ sluice token create --tenant 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11 \\
      --name "Partner: Acme" --scope helpdesk:read --scope records --expires 30d
  $ sluice token list --json | jq -r '.[] | select(.status == "live") | .id'
  $ sluice token revoke 1c0c2a5e-3f0b-4d2a-b3a4-0f7d4d1a9c55`;

const CREATE_HELP = `
Scopes: ${SCOPES.join(', ')}. docs/tokens.md says what each one opens.

The token is printed to standard output, and that is the only time it can be seen.`;

const DEFAULT_LIFETIME = '90d';
const SECONDS = { m: 60, h: 60 * 60, d: 24 * 60 * 60 } as const;
const MAX_LIFETIME_SECONDS = 10 * 366 * SECONDS.d;

/** `sluice token`: the opaque tokens that partners hold. */
export function createTokenCommand(): Command {
  const token = new Command('token')
    .summary('create, list and revoke access tokens')
    .description('Create, list and revoke the opaque access tokens of partners.')
    .addHelpText('after', HELP);
  token
    .command('create')
    .summary('make a token and print it once')
    .description('Make a token and print it, this once.')
    .requiredOption('--tenant <id>', 'whose data it opens', readUuid)
    .requiredOption('--name <text>', 'who holds it, for the list')
    .requiredOption('--scope <scope>', 'what it may see; repeat it for several', addScope)
    .option(
      '--expires <duration>',
      'when it ends: 30m, 12h, 90d, or never',
      readLifetime,
      readLifetime(DEFAULT_LIFETIME),
    )
    .option('--json', 'print the token and its facts as one JSON object')
    .addHelpText('after', CREATE_HELP)
    .action(createToken);
  token
    .command('list')
    .summary('list tokens, newest first')
    .description('List all tokens, newest first, without their secrets.')
    .option('--tenant <id>', 'only those of this tenant', readUuid)
    .option('--json', 'print them as one JSON array')
    .action(listTokens);
  token
    .command('revoke')
    .summary('take a token back')
    .description('Take a token back, from this moment on.')
    .argument('<id>', 'which one, as "sluice token list" shows it', readUuid)
    .option('--json', "print the token's facts as one JSON object")
    .action(revokeToken);
  return token;
}

async function createToken(options: CreateOptions): Promise<void> {
  const { secret, token } = await openStore().create({
    tenantId: options.tenant,
    name: options.name,
    scopes: options.scope,
    lifetimeSeconds: Number.isFinite(options.expires) ? options.expires : null,
  });
  if (options.json) {
    print(JSON.stringify({ secret, ...token }, null, 2));
    return;
  }
  process.stderr.write(
    `Token ${token.id} for tenant ${token.tenantId}, ${token.expiresAt === null ? 'without end' : `good until ${token.expiresAt}`}. ` +
      'Keep it now: it is not shown again.\n',
  );
  print(secret);
}

async function listTokens(options: ListOptions): Promise<void> {
  const tokens = await openStore().list(options.tenant ?? null);
  print(options.json ? JSON.stringify(tokens, null, 2) : describeTokens(tokens));
}

async function revokeToken(id: string, options: RevokeOptions): Promise<void> {
  const token: AccessToken = await openStore().revoke(id);
  print(
    options.json
      ? JSON.stringify(token, null, 2)
      : `Token ${token.id} ("${token.name}") is revoked since ${token.revokedAt}.`,
  );
}

function openStore(): AccessTokenStore {
  const settings = readEnvironment();
  return new AccessTokenStore(maintainerUrl(settings), createOperatorRun(settings.operator));
}

function addScope(value: string, previous: readonly Scope[] = []): readonly Scope[] {
  if (!isScope(value)) {
    throw new InvalidArgumentError(`The scopes are ${SCOPES.join(', ')}.${didYouMean(value, SCOPES)}`);
  }
  return previous.includes(value) ? previous : [...previous, value];
}

function readLifetime(value: string): number {
  if (value === 'never') return Infinity;
  const [, amount, unit] = /^([1-9]\d*)([mhd])$/.exec(value) ?? [];
  const seconds = Number(amount) * SECONDS[unit as keyof typeof SECONDS];
  if (amount === undefined || seconds > MAX_LIFETIME_SECONDS) {
    throw new InvalidArgumentError(
      'Write minutes, hours or days, such as 30m, 12h or 90d, up to ten years, or never.',
    );
  }
  return seconds;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
