create or replace function sluice.search_by_time(
  p_tenant uuid, p_sources text[], p_match tsquery, p_rank tsquery, p_title text, p_since timestamptz, p_until timestamptz,
  p_filter text, p_snapshot pg_snapshot, p_bound int, p_budget bigint)
returns sluice.search_candidate[]
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_sort = off
set jit = off
as $$
declare
  v_found sluice.search_candidate[];
  v_is_complete boolean;
begin
  execute format(
    $sql$
      with found as (
        select w.*, row_number() over (partition by w.source order by w.occurred_at desc, w.id desc) as newest
        from unnest($2) as s (source)
        cross join lateral (
          select d.source, d.id, d.occurred_at, d.language, d.status, d.channel, ts_rank(d.vector, $4) + (lower(d.title) = $5)::int as rank
          from (
            select * from sluice.search_documents as d
            where d.tenant_id = $1 and d.source = s.source and %2$s
            order by d.occurred_at desc, d.id desc
            limit $8
          ) as d
          where d.vector @@ $3 and pg_visible_in_snapshot(d.xid, $6) and %1$s
          limit $7 + 1
        ) as w
      )
      select
        (select array_agg(row(f.source, f.id, f.occurred_at, f.language, f.status, f.channel, f.rank, f.newest, null)::sluice.search_candidate)
          from found as f),
        not exists (
          select from unnest($2) as s (source)
          where (select count(*) from found as f where f.source = s.source) <= $7
            and exists (
              select from sluice.search_documents as d
              where d.tenant_id = $1 and d.source = s.source and %2$s
              order by d.occurred_at desc, d.id desc
              offset $8 limit case when $8 is null then 0 else 1 end
            )
        )
    $sql$, p_filter, sluice.search_time(p_since, p_until))
  into v_found, v_is_complete using p_tenant, p_sources, p_match, p_rank, p_title, p_snapshot, p_bound, p_budget;
  return case when v_is_complete then coalesce(v_found, '{}') end;
end
$$;

comment on function sluice.search_by_time(uuid, text[], tsquery, tsquery, text, timestamptz, timestamptz, text, pg_snapshot, int, bigint) is
  'Of each source the newest matches of a query, up to the bound and one more, by looking at its documents from the newest on; null where a source has more documents than the budget, which null leaves open, and not enough matches among those. The owner''s own.';
revoke all on function sluice.search_by_time(uuid, text[], tsquery, tsquery, text, timestamptz, timestamptz, text, pg_snapshot, int, bigint) from public;
