import { Command } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { databaseVariable } from '../config/database-variable.js';
import { readEnvironment } from '../config/environment.js';
import { OUTREACH_DATABASES, type Settings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import type { DatabaseKind } from '../migrations/database-kind.js';
import { migrateDatabases, type MigrationTarget } from '../migrations/migrate-databases.js';
import type { MigrationResult } from '../migrations/migrate.js';
import { planMigration, type MigrationPlan } from '../migrations/plan-migration.js';

interface MigrateCommandOptions {
  readonly json?: true;
  readonly rotatePasswords?: true;
  readonly dryRun?: true;
}

const HELP = `
Connects with OWNER_DATABASE_URL, else DATABASE_URL: a superuser, or a role with
CREATEROLE that owns the database. A database that does not exist is created.

The databases of outreach are migrated as well, where OLTP_OWNER_DATABASE_URL,
CONTENT_OWNER_DATABASE_URL and QUEUE_OWNER_DATABASE_URL say where they are.

The first run makes the two logins that Sluice works with and prints their URLs,
passwords included, once. Run it again after each upgrade: it does only what is
missing, and any number of runs at the same time are safe.

Examples:
  $ OWNER_DATABASE_URL=postgres://admin@db.example/analytics sluice migrate
  $ sluice migrate --dry-run           # what would be done, without doing it
  $ sluice migrate --rotate-passwords  # new passwords for both logins
  $ sluice migrate --json | jq -r .gatewayUrl

Exit status: 0 when all is up to date (with --dry-run: could be looked at), 1 on any error.`;

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
  const settings = readEnvironment();
  const targets = readTargets(settings);
  if (options.dryRun) {
    const plans: OfDatabase<MigrationPlan>[] = [];
    for (const { database, url } of targets) plans.push([database, await planMigration(url, database)]);
    print(options.json ? toJson(plans) : plans.map(describePlan).join('\n'));
    return;
  }
  const results: OfDatabase<MigrationResult>[] = [];
  try {
    await migrateDatabases(targets, {
      rotatePasswords: options.rotatePasswords ?? false,
      run: createOperatorRun(settings.operator),
      onProgress: (database, step) => process.stderr.write(`${labelOf(database)}${step}\n`),
      onMigrated: (database, result) => void results.push([database, result]),
    });
  } finally {
    // Passwords that were set before another database failed are shown now or never.
    if (results.length > 0) print(options.json ? toJson(results) : describeResults(results));
  }
}

/** The analytics database is always there, and the first. */
type OfDatabase<T> = readonly [database: DatabaseKind, what: T];

function readTargets({ database, outreach }: Settings): MigrationTarget[] {
  if (database.ownerUrl === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'No database is configured. Set OWNER_DATABASE_URL, for example to postgres://admin:secret@localhost:5432/analytics',
    );
  }
  const targets: MigrationTarget[] = [{ database: 'analytics', url: database.ownerUrl }];
  for (const kind of OUTREACH_DATABASES) {
    const url = outreach[kind].ownerUrl;
    if (url !== null) targets.push({ database: kind, url });
  }
  return targets;
}

/** Of the analytics database alone, what was printed before there were others; they are under a key of their own. */
function toJson(all: readonly OfDatabase<object>[]): string {
  const [[, analytics], ...others] = all as [OfDatabase<object>, ...OfDatabase<object>[]];
  const outreach = others.length === 0 ? {} : { outreach: Object.fromEntries(others) };
  return JSON.stringify({ ...analytics, ...outreach }, null, 2);
}

function labelOf(database: DatabaseKind): string {
  return database === 'analytics' ? '' : `${database}: `;
}

function describePlan([database, plan]: OfDatabase<MigrationPlan>): string {
  const label = labelOf(database);
  if (!plan.createsDatabase && plan.pending.length === 0) return `${label}The database is up to date.`;
  return [...(plan.createsDatabase ? ['create database'] : []), ...plan.pending]
    .map((step) => `${label}${step}`)
    .join('\n');
}

function describeResults(results: readonly OfDatabase<MigrationResult>[]): string {
  const lines = results.map(([database, { applied }]) =>
    applied.length === 0
      ? `${labelOf(database)}The database is up to date.`
      : `${labelOf(database)}The database is up to date: ${applied.length} changes applied.`,
  );
  const urls = results.flatMap(([database, { gatewayUrl, maintainerUrl }]) => [
    { variable: databaseVariable(database, 'GATEWAY'), url: gatewayUrl },
    { variable: databaseVariable(database, 'MAINTAINER'), url: maintainerUrl },
  ]);
  const known = urls.filter(({ url }) => url !== null);
  if (known.length > 0) {
    lines.push('', 'Keep these; the passwords are shown only now:');
    lines.push(...known.map(({ variable, url }) => `  ${variable}=${url}`));
  }
  if (known.length < urls.length) {
    const whose = known.length === 0 ? 'The logins' : 'The other logins';
    lines.push('', `${whose} keep their passwords. --rotate-passwords makes new ones.`);
  }
  return lines.join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
