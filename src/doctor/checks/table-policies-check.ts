import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import type { IsolationCheck } from '../isolation-check.js';
import type { IsolationFinding } from '../isolation-report.js';
import { REACHABLE_GRANTS } from '../reachable-grants.js';
import { restrictsToTenant } from '../restricts-to-tenant.js';

/** The expression that D1 asks of every policy. */
const TENANT_EXPRESSION = `tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid)`;

/** Readable tables with row-level security, once for each policy that decides about their rows; a table without one has nulls. */
const APPLICABLE_POLICIES = `
  with ${REACHABLE_GRANTS}
  select r.name, session_user::text, t.names, p.polname, p.polpermissive, pg_catalog.pg_get_expr(p.polqual, p.polrelid),
    array(
      select f.proname
      from pg_catalog.pg_depend as d
      join pg_catalog.pg_proc as f on f.oid = d.refobjid and f.prokind = 'f'
      where d.classid = 'pg_catalog.pg_policy'::regclass and d.objid = p.oid
        and d.refclassid = 'pg_catalog.pg_proc'::regclass
        and strpos(pg_catalog.pg_get_functiondef(f.oid), '''app.current_tenant_id''') > 0
    )::text[]
  from relation as r
  join grantees as t on t.oid = r.oid
  left join pg_catalog.pg_policy as p
    on p.polrelid = r.oid and p.polcmd in ('r', '*')
    and (0 = any (p.polroles) or p.polroles && array(select oid from reachable_role))
  where r.relkind in ('r', 'p') and r.relrowsecurity
    and r.oid in (select g.oid from granted as g where g.privilege = 'SELECT')
  order by r.name, p.polname`;

interface ReadableTable {
  readonly name: string;
  readonly role: string;
  readonly grantees: string;
  readonly policies: readonly AppliedPolicy[];
}

interface AppliedPolicy {
  readonly name: string;
  readonly isPermissive: boolean;
  readonly restricts: boolean;
}

/**
 * Permissive policies add up: one that asks for no tenant undoes all others. Restrictive ones are met besides: one that asks for the
 * tenant is enough for the whole table.
 */
export const tablePoliciesCheck: IsolationCheck = {
  id: 'table-policies',
  title: 'Every policy for the role compares a column with app.current_tenant_id',
  severity: 'failed',
  find: async (database) => (await readTables(database)).flatMap(findHoles),
};

async function readTables(database: GatewayDatabase): Promise<readonly ReadableTable[]> {
  const tables = new Map<string, ReadableTable & { policies: AppliedPolicy[] }>();
  for (const row of await database.withoutTenant({ text: APPLICABLE_POLICIES, values: [] })) {
    const [name, role, grantees, policy, isPermissive, expression, tenantFunctions] = row as [
      string,
      string,
      string,
      string | null,
      boolean,
      string | null,
      string[],
    ];
    const table = tables.get(name) ?? { name, role, grantees, policies: [] };
    tables.set(name, table);
    if (policy === null) continue;
    const restricts = restrictsToTenant(expression ?? 'true', tenantFunctions);
    table.policies.push({ name: policy, isPermissive, restricts });
  }
  return [...tables.values()];
}

function findHoles({ name, role, grantees, policies }: ReadableTable): readonly IsolationFinding[] {
  if (!policies.some(({ isPermissive }) => isPermissive)) {
    return [
      {
        found: `No policy lets the role "${role}" read ${name} for a tenant, although it is granted to ${grantees}.`,
        fix: `create policy read_tenant on ${name} for select to ${quoteIdentifier(role)} using (${TENANT_EXPRESSION})`,
      },
    ];
  }
  if (policies.some(({ isPermissive, restricts }) => !isPermissive && restricts)) return [];
  return policies
    .filter(({ isPermissive, restricts }) => isPermissive && !restricts)
    .map((policy) => ({
      found: `The policy "${policy.name}" on ${name} lets rows through without comparing a column with app.current_tenant_id.`,
      fix: `alter policy ${quoteIdentifier(policy.name)} on ${name} using (${TENANT_EXPRESSION})`,
    }));
}

function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
