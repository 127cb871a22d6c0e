create or replace function sluice.remove_lost_documents(p_source text, p_tenant uuid default null)
returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_source sluice.search_sources;
  v_removed bigint;
begin
  select * into strict v_source from sluice.search_sources as s where s.name = p_source;
  -- A document that was written again meanwhile has its row.
  execute format(
    $sql$
      delete from sluice.search_documents as d
      where d.source = $1 and ($2 is null or d.tenant_id = $2) and pg_visible_in_snapshot(d.xid, pg_current_snapshot()) and not exists (
        select from %s as r where r.tenant_id = d.tenant_id and r.id = d.id and r.%I = d.occurred_at)
    $sql$, v_source.table_name, v_source.time_column)
  using p_source, p_tenant;
  get diagnostics v_removed = row_count;
  return v_removed;
end
$$;

comment on function sluice.remove_lost_documents(text, uuid) is
  'Removes the documents of a source, of one tenant or all (null), that have no row, as a table detached by hand leaves them. Returns how many. The owner''s own.';
revoke all on function sluice.remove_lost_documents(text, uuid) from public;
