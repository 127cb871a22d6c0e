import { SluiceError } from '../errors/sluice-error.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import { inspectIsolation } from './inspect-isolation.js';
import type { IsolationReport } from './isolation-report.js';

/**
 * Passes where the live database keeps tenants apart; the gateway calls it before it serves.
 *
 * @returns the report, whose warnings the caller may log.
 * @throws SluiceError `UNSAFE_DATABASE` that lists every hole with its fix, also as `details.holes`.
 */
export async function assertIsolation(database: GatewayDatabase): Promise<IsolationReport> {
  const report = await inspectIsolation(database);
  if (report.isSafe) return report;
  const holes = report.checks
    .filter(({ status }) => status === 'failed')
    .flatMap(({ id, findings }) => findings.map((finding) => ({ check: id, ...finding })));
  const lines = holes.map(({ check, found, fix }) => `- [${check}] ${found}\n  Fix: ${fix}`);
  throw new SluiceError(
    'UNSAFE_DATABASE',
    `Tenants are not isolated in the database "${report.database}" for the role "${report.role}", so Sluice does not serve from it:\n` +
      `${lines.join('\n')}\nRun "sluice doctor" for the whole report.`,
    { details: { holes } },
  );
}
