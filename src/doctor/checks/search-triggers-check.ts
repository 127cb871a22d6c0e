import { createCatalogueCheck } from '../isolation-check.js';

/** MD5 of the body of `sluice.search_key` as `sql/functions` has it: each word in the index begins with what it returned when it was written. */
export const SEARCH_KEY_BODY = '7feb5924e388bd2b9cd74f9fb8ea57da';

/**
 * The triggers that keep the documents of searches, on every searchable table and its partitions, and the function that says which words
 * are whose. What is written past them is not found, or found by words that are gone: in searches, and in figures that are filtered by text.
 * As with the change log, not a matter of isolation but of the other promise.
 */
export const searchTriggersCheck = createCatalogueCheck({
  id: 'search-triggers',
  title:
    "Whatever is written to a searchable table or its partitions reaches the search, under its tenant's key",
  severity: 'failed',
  text: `
    with searchable as (
      -- The trigger function of a table is named after it.
      select c.oid as root, p.oid as function
      from pg_catalog.pg_proc as p
      join pg_catalog.pg_class as c on c.relnamespace = p.pronamespace and 'search_' || c.relname = p.proname
      where p.prorettype = 'trigger'::regtype and c.relkind in ('r', 'p') and strpos(p.prosrc, 'sluice.search_documents') > 0
    ),
    relation as (
      select s.root, s.function, t.relid, t.isleaf
      from searchable as s
      cross join lateral (
        select t.relid, t.isleaf from pg_catalog.pg_partition_tree(s.root) as t
        union
        select s.root, true where (select c.relkind from pg_catalog.pg_class as c where c.oid = s.root) = 'r'
      ) as t
    ),
    wanted as (
      select r.*, w.name
      from relation as r
      cross join (values ('search_insert'), ('search_update'), ('search_delete'), ('search_truncate')) as w (name)
      where r.isleaf or w.name <> 'search_truncate'
    )
    select
      format('The trigger %s of %s is %s: what is written there does not reach the search.', w.name, w.relid::regclass,
        case when t.oid is null then 'missing' when t.tgenabled = 'D' then 'disabled' else 'not enabled always' end),
      case when t.oid is null
        then format('delete from sluice.definitions where name = %L; then run sluice migrate and sluice search rebuild',
          'search/' || w.root::regclass)
        else format('alter table %s enable always trigger %s; then run sluice search rebuild', w.relid::regclass, w.name)
      end
    from wanted as w
    left join pg_catalog.pg_trigger as t on t.tgrelid = w.relid and t.tgname = w.name
    where t.oid is null or t.tgenabled <> 'A'
    union all
    select
      'The function sluice.search_key is not the one that wrote the words of the index: tenants would not find their own words.',
      'delete from sluice.definitions where name = ''functions/sluice.search_key''; then run sluice migrate'
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = 'sluice' and p.proname = 'search_key' and md5(p.prosrc) <> '${SEARCH_KEY_BODY}'
    order by 1`,
});
