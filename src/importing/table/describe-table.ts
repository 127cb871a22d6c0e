import type pg from 'pg';
import { didYouMean } from '../../errors/did-you-mean.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type {
  CheckRule,
  ReferenceRule,
  TableColumn,
  TableDescription,
  UniqueRule,
} from './table-description.js';

/**
 * Describes a dataset's table out of PostgreSQL's catalogue. Rules are read as the catalogue's own SQL, so that they are written once:
 * in the migration.
 * @param dataset schema-qualified: `helpdesk.tickets`.
 * @throws SluiceError `BAD_USER_INPUT` where there is no such dataset, with the ones there are.
 */
export async function describeTable(client: pg.ClientBase, dataset: string): Promise<TableDescription> {
  const { rows } = await client.query<TableRow>(TABLES);
  const table = rows.find(({ name }) => name === dataset);
  if (table === undefined) {
    const names = rows.map(({ name }) => name);
    const known = names.map((name) => name.replace(/^helpdesk\./, '')).join(', ');
    throw new SluiceError(
      'BAD_USER_INPUT',
      `There is no dataset "${dataset}" to import into.${didYouMean(dataset, names)} ${
        known === '' ? 'The database has none: run `sluice migrate` first.' : `Known: ${known}.`
      }`,
    );
  }
  const columns = (await client.query<TableColumn>(COLUMNS, [table.oid])).rows;
  const primaryKey = (await client.query<{ name: string }>(PRIMARY_KEY, [table.oid])).rows.map(
    ({ name }) => name,
  );
  return {
    dataset,
    sqlName: table.sqlName,
    columns,
    identity: columns.some(({ name }) => name === 'id') ? ['tenant_id', 'id'] : primaryKey,
    checks: [
      ...(await client.query<CheckRule>(CHECKS, [table.oid])).rows,
      ...(table.monthColumn === null
        ? []
        : (await client.query<CheckRule>(ARCHIVED, [dataset, table.monthColumn])).rows),
    ],
    uniques: (await client.query<UniqueRule>(UNIQUES, [table.oid])).rows,
    references: (await client.query<ReferenceRule>(REFERENCES, [table.oid])).rows,
    monthColumn: table.monthColumn,
  };
}

interface TableRow {
  readonly oid: number;
  readonly name: string;
  readonly sqlName: string;
  readonly monthColumn: string | null;
}

const TABLES = `
select c.oid, n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as "sqlName",
  (select a.attname::text
   from pg_catalog.pg_partitioned_table as p
   join pg_catalog.pg_attribute as a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
   where p.partrelid = c.oid and p.partstrat = 'r' and p.partnatts = 1 and a.atttypid = 'timestamptz'::regtype
  ) as "monthColumn"
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema', 'sluice')
  and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'insert')
  and exists (
    select from pg_catalog.pg_attribute as a
    where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
order by name`;

const COLUMNS = `
select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "isRequired",
  case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as "defaultSql",
  case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end as "generatedSql",
  a.attidentity <> '' as "isIdentity"
from pg_catalog.pg_attribute as a
left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
order by a.attnum`;

const PRIMARY_KEY = `
select a.attname::text as name
from pg_catalog.pg_index as i
cross join unnest(i.indkey::int2[]) with ordinality as k (attnum, position)
join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
where i.indrelid = $1 and i.indisprimary
order by k.position`;

const CHECKS = `
select conname::text as name, pg_get_expr(conbin, conrelid) as sql, obj_description(oid, 'pg_constraint') as words
from pg_catalog.pg_constraint
where conrelid = $1 and contype = 'c'
order by conname`;

/** What the change log's triggers would refuse for the file as a whole: rows of months that are archived. */
const ARCHIVED = `
select 'archived' as name, format('%I >= %L::timestamptz', $2::text, max(s.archived_until)) as sql,
  format('Rows before %s are archived, and cannot be written any more.', to_char(max(s.archived_until) at time zone 'UTC', 'YYYY-MM-DD')) as words
from sluice.rollup_states() as s
where s.dataset = $1
having max(s.archived_until) > '-infinity'`;

const UNIQUES = `
select c.relname::text as name,
  array(select pg_get_indexdef(i.indexrelid, k, true) from generate_series(1, i.indnkeyatts) as k order by k) as keys,
  pg_get_expr(i.indpred, i.indrelid) as "whereSql", i.indnullsnotdistinct as "treatsNullsAsEqual",
  coalesce(
    (select obj_description(n.oid, 'pg_constraint') from pg_catalog.pg_constraint as n where n.conindid = i.indexrelid limit 1),
    obj_description(i.indexrelid, 'pg_class')) as words
from pg_catalog.pg_index as i
join pg_catalog.pg_class as c on c.oid = i.indexrelid
where i.indrelid = $1 and i.indisunique
order by c.relname`;

const REFERENCES = `
select n.conname::text as name,
  array(
    select quote_ident(a.attname) from unnest(n.conkey) with ordinality as k (attnum, position)
    join pg_catalog.pg_attribute as a on a.attrelid = n.conrelid and a.attnum = k.attnum order by k.position) as columns,
  format('%I.%I', s.nspname, c.relname) as "referencedTable",
  array(
    select quote_ident(a.attname) from unnest(n.confkey) with ordinality as k (attnum, position)
    join pg_catalog.pg_attribute as a on a.attrelid = n.confrelid and a.attnum = k.attnum order by k.position
  ) as "referencedColumns",
  obj_description(n.oid, 'pg_constraint') as words
from pg_catalog.pg_constraint as n
join pg_catalog.pg_class as c on c.oid = n.confrelid
join pg_catalog.pg_namespace as s on s.oid = c.relnamespace
where n.conrelid = $1 and n.contype = 'f' and n.conparentid = 0
order by n.conname`;
