import { randomBytes } from 'node:crypto';
import { inspectIsolation } from '../../src/doctor/inspect-isolation.js';
import type { IsolationReport } from '../../src/doctor/isolation-report.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import type { TestServer } from '../setup/test-servers.js';

/** A login of its own beside sluice_gateway, with the same rights: roles belong to the whole server, and other tests use that one. */
export interface IsolatedLogin {
  readonly database: TestDatabase;
  /** The login's name; it needs no quotes. */
  readonly role: string;
  readonly url: string;
  drop(): Promise<void>;
}

/** Makes a database and a login for it, with which every check is green. */
export async function createIsolatedLogin(server: TestServer): Promise<IsolatedLogin> {
  const database = await createTestDatabase(server);
  const role = `doctor_${randomBytes(4).toString('hex')}`;
  await database.asAdmin(`
    create role ${role} login password '${role}' in role sluice_gateway;
    alter role ${role} set jit = off;
    alter role ${role} set search_path = pg_catalog;
    -- A database without any row: holes are found by what they are, and not by what happens to lie behind them.
    truncate sluice.audit_entries`);
  const url = new URL(database.gatewayUrl);
  url.username = role;
  url.password = role;
  return {
    database,
    role,
    url: url.href,
    drop: async () => {
      await database.asAdmin(`drop owned by ${role}; drop role ${role}`);
    },
  };
}

/** A door for this URL with a single connection. */
export function openGateway(url: string): GatewayDatabase {
  return new GatewayDatabase({ url, maxConnections: 1, statementTimeoutMs: 15_000 });
}

/** Runs `task` with a door for this URL, on a single connection that is closed afterwards. */
export async function withGateway<T>(
  url: string,
  task: (database: GatewayDatabase) => Promise<T>,
): Promise<T> {
  const database = openGateway(url);
  try {
    return await task(database);
  } finally {
    await database.close();
  }
}

/** The report of a fresh connection: what was set for a role or database counts from the next login on. */
export function inspect(url: string): Promise<IsolationReport> {
  return withGateway(url, inspectIsolation);
}

/** Ids of the checks with a certain outcome. */
export function idsOf(report: IsolationReport, ...statuses: readonly string[]): string[] {
  return report.checks.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
}
