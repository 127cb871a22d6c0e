import type pg from 'pg';
import { SluiceError } from '../errors/sluice-error.js';

/** `server_version_num` of PostgreSQL 15, which brought `nulls not distinct`. */
const MINIMUM_VERSION = 150_000;

interface ServerFacts {
  readonly version: string;
  readonly version_num: number;
  readonly encoding: string;
  readonly role: string;
  readonly database: string;
  readonly is_read_only: boolean;
  readonly inherits_roles: boolean;
  readonly may_create_roles: boolean;
  readonly missing_roles: string[];
  readonly is_locked_out: boolean;
}

/**
 * Passes where Sluice can be set up in the connected database by the connected role.
 * @param variable the environment variable that names this database for the owner, for the fix.
 * @throws SluiceError `CONFIGURATION` that names the one thing that is in the way, and the statement that removes it.
 */
export async function assertMigratable(client: pg.ClientBase, variable: string): Promise<void> {
  const { rows } = await client.query<ServerFacts>(`
    select
      current_setting('server_version') as version,
      current_setting('server_version_num')::int as version_num,
      current_setting('server_encoding') as encoding,
      current_user as role,
      current_database() as database,
      pg_is_in_recovery() as is_read_only,
      (select rolsuper or rolinherit or current_setting('server_version_num')::int >= 160000
        from pg_roles where rolname = current_user) as inherits_roles,
      (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as may_create_roles,
      array(
        select wanted from unnest(array['sluice_owner', 'sluice_maintainer', 'sluice_gateway']) as wanted
        where not exists (select from pg_roles where rolname = wanted)
        order by wanted desc
      ) as missing_roles,
      to_regnamespace('sluice') is not null
        and coalesce(not pg_has_role(current_user, to_regrole('sluice_owner'), 'USAGE'), false) as is_locked_out`);
  const facts = rows[0]!;
  const problem = obstacle(facts, variable);
  if (problem !== null) throw new SluiceError('CONFIGURATION', problem);
}

function obstacle(facts: ServerFacts, variable: string): string | null {
  if (facts.version_num < MINIMUM_VERSION) {
    return `Sluice needs PostgreSQL 15 or later; this server is ${facts.version}.`;
  }
  if (facts.encoding !== 'UTF8') {
    return (
      `The database "${facts.database}" is encoded in ${facts.encoding}; Sluice needs UTF8. ` +
      `Create one with: createdb --encoding UTF8 --template template0 <name>`
    );
  }
  if (facts.is_read_only) {
    return 'This server is a read replica: migrate the primary, its replicas follow.';
  }
  if (facts.missing_roles.length > 0 && !facts.may_create_roles) {
    return (
      `The role "${facts.role}" may not create the roles ${facts.missing_roles.join(', ')}. ` +
      `Set ${variable} to a role with CREATEROLE, or as an administrator run: alter role ${facts.role} createrole`
    );
  }
  if (!facts.inherits_roles) {
    return `The role "${facts.role}" does not inherit the rights of the roles it is in. Run: alter role ${facts.role} inherit`;
  }
  if (facts.is_locked_out) {
    return (
      `The role "${facts.role}" may not act as sluice_owner, which owns the tables of this database. ` +
      `Set ${variable} to the role that migrated it before, or as that role run: grant sluice_owner to ${facts.role}`
    );
  }
  return null;
}
