import { randomUUID } from 'node:crypto';
import { SluiceError } from '../../errors/sluice-error.js';
import { sqlStateOf } from '../../errors/sql-state.js';
import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import type { Statement } from '../../tenancy/statement.js';
import type { IsolationCheck } from '../isolation-check.js';
import type { IsolationFinding } from '../isolation-report.js';
import { REACHABLE_GRANTS } from '../reachable-grants.js';

/** What the role can really read: granted, and in a schema that it may enter. */
const READABLE_RELATIONS = `
  with ${REACHABLE_GRANTS}
  select r.name, t.names
  from relation as r
  join grantees as t on t.oid = r.oid
  join pg_catalog.pg_class as c on c.oid = r.oid
  where r.relkind in ('r', 'p', 'v')
    and pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE')
    and pg_catalog.has_any_column_privilege(r.oid, 'SELECT')
  order by r.name`;

/**
 * The proof of the pudding: each relation is read for a tenant that does not exist, and then for nobody on the same connection, where
 * the setting is the empty string by now. Whatever the policies and views say, neither may show a row.
 */
export const rowsWithoutTenantCheck: IsolationCheck = {
  id: 'rows-without-tenant',
  title: 'No relation shows a row to an unknown tenant or to nobody',
  severity: 'failed',
  find: async (database) => {
    const findings: IsolationFinding[] = [];
    for (const row of await database.withoutTenant({ text: READABLE_RELATIONS, values: [] })) {
      const [name, grantees] = row as [string, string];
      const found = await probe(database, name);
      if (found === null) continue;
      findings.push({
        found,
        fix: `Mend its policy or definition as docs/isolation.md says, or run: revoke select on ${name} from ${grantees}`,
      });
    }
    return findings;
  },
};

async function probe(database: GatewayDatabase, name: string): Promise<string | null> {
  // No column is named, so that a grant on a single column is enough to be probed.
  const statement: Statement = { text: `select from ${name} limit 1`, values: [] };
  try {
    const [rows] = await database.tenantTransaction(randomUUID(), [statement]);
    if (rows!.length > 0) return `${name} shows rows to a tenant that does not exist.`;
    if ((await database.withoutTenant(statement)).length > 0)
      return `${name} shows rows where no tenant is set.`;
    return null;
  } catch (error) {
    // Of class 22: the empty setting could not be cast.
    if (sqlStateOf(error)?.startsWith('22'))
      return `${name} fails where no tenant is set, instead of showing no rows: wrap the setting in nullif(…, '').`;
    if (error instanceof SluiceError && error.code === 'DATABASE_UNAVAILABLE') throw error;
    // It takes too long, is not populated or asks for more privileges: then it shows nothing either.
    return null;
  }
}
