create or replace function sluice.index_next_rows(p_rows int default 1000, p_source text default null)
returns text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_source sluice.search_sources;
  v_key jsonb;
begin
  -- Whoever else makes documents waits its turn.
  select * into v_source from sluice.search_sources as s where s.is_due and (p_source is null or s.name = p_source)
  order by s.name limit 1 for update;
  if not found then
    return null;
  end if;
  v_key := sluice.index_batch(v_source.name, v_source.table_name::regclass, v_source.indexed_until, p_rows);
  update sluice.search_sources as s set is_complete = s.is_complete or v_key is null, is_due = v_key is not null, indexed_until = v_key
  where s.name = v_source.name;
  if v_key is null then
    -- Answers with a text filter are kept by the version of the data, which has not changed.
    insert into sluice.changes (dataset, tenant_id, bucket)
    select d.name, t.id, date_trunc('day', greatest(now(), d.archived_until), 'UTC')
    from sluice.datasets as d
    cross join sluice.tenants as t
    where d.name = v_source.table_name
    on conflict do nothing;
  end if;
  return v_source.name;
end
$$;

comment on function sluice.index_next_rows(int, text) is
  'Makes the documents of so many rows of a source where they are due, this one or any (null), in this transaction, which should end then. Returns the source; null when there is none.';
revoke all on function sluice.index_next_rows(int, text) from public;
grant execute on function sluice.index_next_rows(int, text) to sluice_maintainer;
