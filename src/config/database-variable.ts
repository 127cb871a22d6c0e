import type { OutreachSettings } from './settings.js';

/** A database that has URLs of its own. */
export type ConfiguredDatabase = 'analytics' | keyof OutreachSettings;

/** The name of the environment variable that says where a database is, for one of the roles; `GATEWAY` is the one without a name in it. */
export function databaseVariable(
  database: ConfiguredDatabase,
  role: 'GATEWAY' | 'MAINTAINER' | 'OWNER',
): string {
  return [
    ...(database === 'analytics' ? [] : [database.toUpperCase()]),
    ...(role === 'GATEWAY' ? [] : [role]),
    'DATABASE_URL',
  ].join('_');
}
