import type { Logger } from 'pino';
import { databaseVariable } from '../config/database-variable.js';
import { OUTREACH_DATABASES } from '../config/settings.js';
import { assertIsolation } from '../doctor/assert-isolation.js';
import { nameDatabase } from '../doctor/name-database.js';
import type { Databases } from '../tenancy/databases.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';

/**
 * Passes where each database that is configured keeps tenants apart; warnings go to the log.
 * @throws SluiceError `UNSAFE_DATABASE` as `assertIsolation` does, and `DATABASE_UNAVAILABLE`, which names the variable of a database of outreach.
 */
export async function assertDatabasesIsolated(databases: Databases, log: Logger): Promise<void> {
  await assertIsolated(databases.analytics, log);
  for (const name of OUTREACH_DATABASES) {
    const database = databases[name];
    if (database === null) continue;
    await assertIsolated(database, log.child({ database: name })).catch((error: unknown) => {
      throw nameDatabase(error, databaseVariable(name, 'GATEWAY'));
    });
  }
}

async function assertIsolated(database: GatewayDatabase, log: Logger): Promise<void> {
  const report = await assertIsolation(database);
  for (const check of report.checks.filter(({ status }) => status === 'warning')) {
    log.warn({ check: check.id, findings: check.findings }, check.title);
  }
}
