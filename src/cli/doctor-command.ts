import { Command } from 'commander';
import { readEnvironment } from '../config/environment.js';
import { inspectIsolation } from '../doctor/inspect-isolation.js';
import { inspectOperation } from '../doctor/inspect-operation.js';
import { printReport } from '../doctor/print-report.js';
import { SluiceError } from '../errors/sluice-error.js';
import { GatewayDatabase } from '../tenancy/gateway-database.js';

interface DoctorCommandOptions {
  readonly json?: true;
}

const HELP = `
Connects with DATABASE_URL, as the gateway itself would, and changes nothing. Each
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
  const { gatewayUrl, statementTimeoutMs } = readEnvironment().database;
  if (gatewayUrl === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'No database is configured. Set DATABASE_URL to the URL that `sluice migrate` printed for sluice_gateway.',
    );
  }
  // One connection, so that every check sees what the one before has left on it.
  const database = new GatewayDatabase({ url: gatewayUrl, maxConnections: 1, statementTimeoutMs });
  try {
    const isolation = await inspectIsolation(database);
    const operation = await inspectOperation(database);
    const isColoured = process.stdout.isTTY === true && process.stdout.hasColors();
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...isolation, ...operation }, writeBigInt, 2)}\n`
        : `${printReport(isolation, operation, { isColoured, now: new Date() })}\n`,
    );
    if (!isolation.isSafe) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

/** Counts are below 2^53 in any database that fits on a disk, but nothing is gained by trusting that. */
function writeBigInt(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
}
