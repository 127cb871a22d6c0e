create or replace function sluice.check_documents(p_pages int default 20)
returns table (source text, is_complete boolean, checked bigint, wrong bigint, lost bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  c_most_rows constant int := 200;
  c_documents constant regclass := 'sluice.search_documents'::regclass;
  v_source sluice.search_sources;
  v_share text;
begin
  for v_source in select * from sluice.search_sources as s order by s.name loop
    source := v_source.name;
    is_complete := v_source.is_complete;
    select least(100, 100.0 * p_pages / greatest(sum(c.relpages), 1))::text into v_share
    from pg_partition_tree(v_source.table_name::regclass) as t
    join pg_class as c on c.oid = t.relid
    where t.isleaf;
    -- A table that is no partitioned one is its own tree.
    execute format(
      $sql$
        select count(*), count(*) filter (where
          (d.language, d.title, d.status, d.channel, d.priority, d.category, d.organisation_id, d.author_id, d.vector)
          is distinct from (e.language, e.title, e.status, e.channel, e.priority, e.category, e.organisation_id, e.author_id, e.vector))
        from %s(%L) as e
        left join sluice.search_documents as d
          on d.tenant_id = e.tenant_id and d.source = e.source and d.id = e.id and d.occurred_at = e.occurred_at
      $sql$, v_source.rows_function,
      format('select t.* from %s as t tablesample system (%s) limit %s', v_source.table_name, coalesce(v_share, '100'), c_most_rows))
    into checked, wrong;
    select least(100, 100.0 * p_pages / greatest(c.relpages, 1))::text into v_share from pg_class as c where c.oid = c_documents;
    execute format(
      $sql$
        select count(*)
        from (
          select d.tenant_id, d.id, d.occurred_at
          from sluice.search_documents as d tablesample system (%s)
          where d.source = $1
          limit %s
        ) as d
        where not exists (select from %s as r where r.tenant_id = d.tenant_id and r.id = d.id and r.%I = d.occurred_at)
      $sql$, v_share, c_most_rows, v_source.table_name, v_source.time_column)
    into lost using v_source.name;
    return next;
  end loop;
end
$$;

comment on function sluice.check_documents(int) is
  'A sample of each source: how many of so many rows have not the document that they should have, and how many documents have no row. No tenant''s data. What is written at this moment may look so, too.';
revoke all on function sluice.check_documents(int) from public;
grant execute on function sluice.check_documents(int) to sluice_gateway, sluice_maintainer;
