create or replace function sluice.search_by_title(
  p_tenant uuid, p_sources text[], p_match tsquery, p_rank tsquery, p_title text, p_since timestamptz, p_until timestamptz,
  p_filter text, p_snapshot pg_snapshot, p_bound int)
returns sluice.search_candidate[]
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
  v_found sluice.search_candidate[];
begin
  execute format(
    $sql$
      select array_agg(row(t.source, t.id, t.occurred_at, t.language, t.status, t.channel, t.rank, null, null)::sluice.search_candidate)
      from (
        select d.source, d.id, d.occurred_at, d.language, d.status, d.channel, ts_rank(d.vector, $4) + 1 as rank
        from (
          select v.*, count(*) over () as called_so
          from (
            select * from sluice.search_documents as d
            where d.tenant_id = $1 and d.source = any($2) and lower(d.title) = $5 and pg_visible_in_snapshot(d.xid, $6)
            limit $7 + 1
          ) as v
        ) as d
        -- Where so many are called the same, there is no choice among them but by time, and the newest matches are known already.
        where d.called_so <= $7 and d.vector @@ $3 and %1$s and %2$s
      ) as t
    $sql$, p_filter, sluice.search_time(p_since, p_until))
  into v_found using p_tenant, p_sources, p_match, p_rank, p_title, p_snapshot, p_bound;
  return coalesce(v_found, '{}');
end
$$;

comment on function sluice.search_by_title(uuid, text[], tsquery, tsquery, text, timestamptz, timestamptz, text, pg_snapshot, int) is
  'The matches of a query that are called exactly like it; none where more than the bound are. The owner''s own.';
revoke all on function sluice.search_by_title(uuid, text[], tsquery, tsquery, text, timestamptz, timestamptz, text, pg_snapshot, int) from public;
