import { SluiceError } from '../errors/sluice-error.js';
import type { GatewayDatabase } from './gateway-database.js';

/** The doors to all databases; null where one is not configured. Each sets the tenant for its own transactions. */
export interface Databases {
  /** Datasets, records, tokens: what `RequestContext.database` is. */
  readonly analytics: GatewayDatabase;
  /** Tenants, campaigns, leads, e-mail accounts. */
  readonly oltp: GatewayDatabase | null;
  /** Messages and their bodies. */
  readonly content: GatewayDatabase | null;
  /** Jobs and their metrics. */
  readonly queue: GatewayDatabase | null;
}

/** The doors of who works with the analytics database alone. */
export function onlyAnalytics(analytics: GatewayDatabase): Databases {
  return { analytics, oltp: null, content: null, queue: null };
}

/**
 * The door to a database that a field cannot do without.
 * @throws SluiceError `CONFIGURATION` that names the variable, where the database is not configured.
 */
export function requireDatabase(databases: Databases, name: keyof Databases): GatewayDatabase {
  const database = databases[name];
  if (database === null) {
    throw new SluiceError(
      'CONFIGURATION',
      `The database "${name}" is not configured. Set ${name.toUpperCase()}_DATABASE_URL to the gateway's login, as "sluice migrate" prints it.`,
    );
  }
  return database;
}
