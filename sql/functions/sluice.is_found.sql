create or replace function sluice.is_found(p_tenant uuid, p_sources text[], p_text text)
returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_sort = off
set jit = off
as $$
declare
  -- Of more matches than these the index is not read to its end when the newest documents may have one.
  c_few constant int := 2000;
  c_newest constant int := 50;
  v_match constant tsquery := (select q.match from sluice.search_query(p_tenant, p_text, false, null) as q);
begin
  if v_match is null then
    return false;
  end if;
  if sluice.estimate_documents('d.vector @@ $3', p_tenant, p_sources, v_match) > c_few and exists (
    select
    from unnest(p_sources) as s (source)
    cross join lateral (
      select d.vector
      from sluice.search_documents as d
      where d.tenant_id = p_tenant and d.source = s.source
      order by d.occurred_at desc, d.id desc
      limit c_newest
    ) as n
    where n.vector @@ v_match)
  then
    return true;
  end if;
  return exists (
    select
    from (select d.tenant_id, d.source from sluice.search_documents as d where d.vector @@ v_match offset 0) as d
    where d.tenant_id = p_tenant and d.source = any (p_sources));
end
$$;

comment on function sluice.is_found(uuid, text[], text) is
  'Whether a search of a tenant''s documents of these kinds finds anything, now, in any of the tenant''s languages. The owner''s own.';
revoke all on function sluice.is_found(uuid, text[], text) from public;
