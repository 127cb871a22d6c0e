import { Command } from 'commander';
import { databaseVariable } from '../config/database-variable.js';
import { readEnvironment } from '../config/environment.js';
import { OUTREACH_DATABASES } from '../config/settings.js';
import { inspectIsolation } from '../doctor/inspect-isolation.js';
import { inspectOperation, type OperationReport } from '../doctor/inspect-operation.js';
import type { IsolationReport } from '../doctor/isolation-report.js';
import { nameDatabase } from '../doctor/name-database.js';
import { printReport } from '../doctor/print-report.js';
import { SluiceError } from '../errors/sluice-error.js';
import { GatewayDatabase } from '../tenancy/gateway-database.js';

interface DoctorCommandOptions {
  readonly json?: true;
}

const HELP = `
Connects with DATABASE_URL, as the gateway itself would, and changes nothing; then with
OLTP_DATABASE_URL, CONTENT_DATABASE_URL and QUEUE_DATABASE_URL where they are set. Each
rule of tenant isolation is one line: green, or red with the fix below it. What is
looked at stands in docs/isolation.md.

Examples:
  $ DATABASE_URL=postgresql://sluice_gateway:…@localhost/analytics sluice doctor
  $ sluice doctor --json | jq '.checks[] | select(.status == "failed")'

Exit status: 0 when tenants are isolated (warnings or not), 1 when a check failed
or the database cannot be asked.`;

/** `sluice doctor`: whether the database keeps tenants apart, and what to do where it does not. */
export function createDoctorCommand(): Command {
  return new Command('doctor')
    .summary('check that the database isolates tenants')
    .description(
      'Look at everything the gateway can reach, and report each hole in tenant isolation with its fix.',
    )
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', HELP)
    .action(runDoctor);
}

async function runDoctor(options: DoctorCommandOptions): Promise<void> {
  const { database, outreach } = readEnvironment();
  if (database.gatewayUrl === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'No database is configured. Set DATABASE_URL to the URL that `sluice migrate` printed for sluice_gateway.',
    );
  }
  const { statementTimeoutMs } = database;
  const analytics = await inspect(database.gatewayUrl, statementTimeoutMs);
  const others: (readonly [database: string, report: Report])[] = [];
  for (const name of OUTREACH_DATABASES) {
    const url = outreach[name].gatewayUrl;
    if (url === null) continue;
    const report = await inspect(url, statementTimeoutMs).catch((error: unknown) => {
      throw nameDatabase(error, databaseVariable(name, 'GATEWAY'));
    });
    others.push([name, report]);
  }
  const isSafe = analytics.isSafe && others.every(([, report]) => report.isSafe);
  process.stdout.write(
    options.json
      ? `${toJson(analytics, others, isSafe)}\n`
      : `${[analytics, ...others.map(([, report]) => report)].map(print).join('\n\n')}\n`,
  );
  if (!isSafe) process.exitCode = 1;
}

type Report = IsolationReport & OperationReport;

async function inspect(url: string, statementTimeoutMs: number): Promise<Report> {
  // One connection, so that every check sees what the one before has left on it.
  const database = new GatewayDatabase({ url, maxConnections: 1, statementTimeoutMs });
  try {
    return { ...(await inspectIsolation(database)), ...(await inspectOperation(database)) };
  } finally {
    await database.close();
  }
}

function print(report: Report): string {
  const isColoured = process.stdout.isTTY === true && process.stdout.hasColors();
  return printReport(report, report, { isColoured, now: new Date() });
}

/** The analytics database's own report, the others under a key of their own; `isSafe` is about all of them. */
function toJson(
  analytics: Report,
  others: readonly (readonly [database: string, report: Report])[],
  isSafe: boolean,
): string {
  const outreach = others.length === 0 ? {} : { outreach: Object.fromEntries(others) };
  return JSON.stringify({ ...analytics, isSafe, ...outreach }, writeBigInt, 2);
}

/** Counts are below 2^53 in any database that fits on a disk, but nothing is gained by trusting that. */
function writeBigInt(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
}
