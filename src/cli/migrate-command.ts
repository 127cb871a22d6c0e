import { Command } from 'commander';
import { readEnvironment } from '../config/environment.js';
import { SluiceError } from '../errors/sluice-error.js';
import { migrate, type MigrationResult } from '../migrations/migrate.js';
import { planMigration, type MigrationPlan } from '../migrations/plan-migration.js';

interface MigrateCommandOptions {
  readonly json?: true;
  readonly rotatePasswords?: true;
  readonly dryRun?: true;
}

const HELP = `
Connects with OWNER_DATABASE_URL, else DATABASE_URL: a superuser, or a role with
CREATEROLE that owns the database. A database that does not exist is created.

The first run makes the two logins that Sluice works with and prints their URLs,
passwords included, once. Run it again after each upgrade: it does only what is
missing, and any number of runs at the same time are safe.

Examples:
  $ OWNER_DATABASE_URL=postgres://admin@db.example/analytics sluice migrate
  $ sluice migrate --dry-run           # what would be done, without doing it
  $ sluice migrate --rotate-passwords  # new passwords for both logins
  $ sluice migrate --json | jq -r .gatewayUrl

Exit status: 0 when the database is up to date (with --dry-run: could be looked at), 1 on any error.`;

/** `sluice migrate`: makes a database ready for Sluice, or brings it up to date. */
export function createMigrateCommand(): Command {
  return new Command('migrate')
    .summary('create or upgrade the database')
    .description(
      'Create or upgrade the roles, tables, functions, rollups and partitions of a PostgreSQL database (15 or later).',
    )
    .option('--dry-run', 'list what would be done and change nothing')
    .option('--rotate-passwords', 'make new passwords for sluice_gateway and sluice_maintainer')
    .option('--json', 'print the result as one JSON object; progress goes to standard error')
    .addHelpText('after', HELP)
    .action(runMigrate);
}

async function runMigrate(options: MigrateCommandOptions): Promise<void> {
  const url = readEnvironment().database.ownerUrl;
  if (url === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'No database is configured. Set OWNER_DATABASE_URL, for example to postgres://admin:secret@localhost:5432/analytics',
    );
  }
  if (options.dryRun) {
    const plan = await planMigration(url);
    print(options.json ? JSON.stringify(plan, null, 2) : describePlan(plan));
    return;
  }
  const result = await migrate({
    url,
    rotatePasswords: options.rotatePasswords ?? false,
    onProgress: (step) => process.stderr.write(`${step}\n`),
  });
  print(options.json ? JSON.stringify(result, null, 2) : describeResult(result));
}

function describePlan(plan: MigrationPlan): string {
  if (!plan.createsDatabase && plan.pending.length === 0) return 'The database is up to date.';
  return [...(plan.createsDatabase ? ['create database'] : []), ...plan.pending].join('\n');
}

function describeResult(result: MigrationResult): string {
  const lines = [
    result.applied.length === 0
      ? 'The database is up to date.'
      : `The database is up to date: ${result.applied.length} changes applied.`,
  ];
  const { gatewayUrl, maintainerUrl } = result;
  if (gatewayUrl !== null || maintainerUrl !== null) {
    lines.push('', 'Keep these; the passwords are shown only now:');
    if (gatewayUrl !== null) lines.push(`  DATABASE_URL=${gatewayUrl}`);
    if (maintainerUrl !== null) lines.push(`  MAINTAINER_DATABASE_URL=${maintainerUrl}`);
  }
  if (gatewayUrl === null || maintainerUrl === null) {
    lines.push('', 'The logins keep their passwords. --rotate-passwords makes new ones.');
  }
  return lines.join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
