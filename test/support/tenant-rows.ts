import type { TestDatabase } from '../setup/test-database.js';

/**
 * All that a database holds of one tenant, by table: how many rows, and a hash of what they say. Tables are found in the catalogue, so that none that
 * comes later is forgotten; a table without rows of the tenant is left out.
 */
export async function tenantRows(
  database: TestDatabase,
  tenantId: string,
): Promise<Readonly<Record<string, string>>> {
  const tables = await database.asOwner(`
    select c.oid::regclass::text as name, a.attname as key
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and not a.attisdropped and a.atttypid = 'uuid'::regtype
    where c.relkind in ('r', 'p', 'm') and not c.relispartition and c.relowner = 'sluice_owner'::regrole
      and a.attname = case when c.relname = 'tenants' then 'id' else 'tenant_id' end`);
  const counted = tables.map(
    ({ name, key }) => `
      select '${String(name)}' as name, count(*) as n, md5(string_agg(md5(t::text), '' order by md5(t::text))) as hash
      from ${String(name)} as t where t.${String(key)} = $1`,
  );
  const rows = await database.asOwner(
    `select r.name, r.n || ' ' || r.hash as said from (${counted.join(' union all ')}) as r where r.n > 0 order by r.name`,
    [tenantId],
  );
  return Object.fromEntries(rows.map(({ name, said }) => [String(name), String(said)]));
}
