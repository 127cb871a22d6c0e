import { translateDatabaseError } from '../errors/translate-database-error.js';
import { runStatement } from './run-statement.js';

/** A tenant as the operator sees it. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
}

const COLUMNS = `id, name, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt"`;

/**
 * Makes a tenant, as the maintainer.
 * @param id the uuid that tokens will name; null for a new one.
 * @throws SluiceError `CONSTRAINT_VIOLATION` where the id is taken or the name is blank.
 */
export async function createTenant(maintainerUrl: string, name: string, id: string | null): Promise<Tenant> {
  const text = `insert into sluice.tenants (id, name) values (coalesce($2::uuid, gen_random_uuid()), $1) returning ${COLUMNS}`;
  const [tenant] = await runStatement(maintainerUrl, text, [name, id]).catch((error: unknown) => {
    throw translateDatabaseError(error);
  });
  return tenant as unknown as Tenant;
}

/** All tenants, by name. */
export async function listTenants(maintainerUrl: string): Promise<readonly Tenant[]> {
  return (await runStatement(
    maintainerUrl,
    `select ${COLUMNS} from sluice.tenants order by name, id`,
  )) as unknown as Tenant[];
}
