create or replace function sluice.search_by_index(
  p_tenant uuid, p_sources text[], p_match tsquery, p_rank tsquery, p_title text, p_since timestamptz, p_until timestamptz,
  p_filter text, p_snapshot pg_snapshot, p_bound int, p_budget bigint)
returns sluice.search_candidate[]
language plpgsql stable
set search_path = pg_catalog, pg_temp
-- The tenant's other indexes would be read for all its documents, and a small table from one end to the other.
set enable_seqscan = off
set jit = off
as $$
declare
  v_found sluice.search_candidate[];
begin
  execute format(
    $sql$
      select array_agg(row(c.source, c.id, c.occurred_at, c.language, c.status, c.channel, c.rank, c.newest, c.examined)::sluice.search_candidate)
      from (
        select m.*,
          row_number() over (partition by m.source order by m.occurred_at desc, m.id desc) as newest,
          count(*) over () as examined
        from (
          select d.source, d.id, d.occurred_at, d.language, d.status, d.channel, ts_rank(d.vector, $4) + (lower(d.title) = $5)::int as rank
          from (select * from sluice.search_documents where vector @@ $3 offset 0) as d
          where d.tenant_id = $1 and d.source = any($2) and pg_visible_in_snapshot(d.xid, $6) and %1$s and %2$s
          limit $8
        ) as m
      ) as c
      where c.newest <= $7 + 1
    $sql$, p_filter, sluice.search_time(p_since, p_until))
  into v_found using p_tenant, p_sources, p_match, p_rank, p_title, p_snapshot, p_bound, p_budget;
  -- So many that they were not all read: which are the newest is not known.
  return case when v_found[1].examined = p_budget then null else coalesce(v_found, '{}') end;
end
$$;

comment on function sluice.search_by_index(uuid, text[], tsquery, tsquery, text, timestamptz, timestamptz, text, pg_snapshot, int, bigint) is
  'Of each source the newest matches of a query, up to the bound and one more, by the index of words, which reads all of them; null where there are as many as the budget, which null leaves open. The owner''s own.';
revoke all on function sluice.search_by_index(uuid, text[], tsquery, tsquery, text, timestamptz, timestamptz, text, pg_snapshot, int, bigint) from public;
