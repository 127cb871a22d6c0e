import type { DatabaseKind } from '../../src/migrations/database-kind.js';

/** A PostgreSQL server that the tests run on, as the global set-up hands it to the test files. */
export interface TestServer {
  /** Major version, such as 18. */
  readonly version: number;
  readonly port: number;
  /** Why the template database could not be migrated; null when it could. */
  readonly templateError: string | null;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly testServers: readonly TestServer[];
  }
}

/** The migrated database that every test database of a kind is a clone of. */
export function templateDatabase(kind: DatabaseKind): string {
  return kind === 'analytics' ? 'sluice_template' : `sluice_template_${kind}`;
}

/** The analytics database as `sluice migrate` makes it, with partitions for two years; the one above has few. */
export const TWO_YEARS_TEMPLATE = 'sluice_template_two_years';

/** Roles belong to a server, not to a database: all test databases share these logins and their passwords. */
export const TEST_PASSWORDS = {
  postgres: 'superuser-of-the-tests',
  sluice_gateway: 'gateway-of-the-tests',
  sluice_maintainer: 'maintainer-of-the-tests',
} as const;

/** One of the logins that tests connect with. */
export type TestRole = keyof typeof TEST_PASSWORDS;

/** The connection URL of a role in a database of a test server. */
export function testUrl(port: number, role: TestRole, database: string): string {
  return `postgresql://${role}:${TEST_PASSWORDS[role]}@127.0.0.1:${port}/${database}`;
}
