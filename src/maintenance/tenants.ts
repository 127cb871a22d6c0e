import { createOperatorRun } from '../audit/operator-run.js';
import { recordOperatorAction } from '../audit/record-operator-action.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';
import { inTransaction } from './in-transaction.js';
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
 * Makes a tenant, as the maintainer, and writes down who did. One that is there with that id and that name is left as it is.
 * @param id the uuid that tokens will name; null for a new one.
 * @throws SluiceError `CONSTRAINT_VIOLATION` where the id is another tenant's or the name is blank.
 */
export async function createTenant(
  maintainerUrl: string,
  name: string,
  id: string | null,
  run = createOperatorRun(),
): Promise<Tenant> {
  const text = `insert into sluice.tenants (id, name) values (coalesce($2::uuid, gen_random_uuid()), $1) returning ${COLUMNS}`;
  return inTransaction(maintainerUrl, async (client) => {
    const { rows } = await client.query<Tenant>(
      `select ${COLUMNS} from sluice.tenants where id = $2::uuid and name = $1`,
      [name, id],
    );
    if (rows[0] !== undefined) return rows[0];
    const tenant = (await client.query<Tenant>(text, [name, id])).rows[0]!;
    await recordOperatorAction(client, {
      run,
      action: 'tenant create',
      target: 'sluice.tenants',
      tenantId: tenant.id,
      before: null,
      after: { id: tenant.id, name: tenant.name },
    });
    return tenant;
  }).catch((error: unknown) => {
    throw translateDatabaseError(error);
  });
}

/** All tenants, by name. */
export async function listTenants(maintainerUrl: string): Promise<readonly Tenant[]> {
  return (await runStatement(
    maintainerUrl,
    `select ${COLUMNS} from sluice.tenants order by name, id`,
  )) as unknown as Tenant[];
}
