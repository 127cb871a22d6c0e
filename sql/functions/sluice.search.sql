create or replace function sluice.search(
  p_text text, p_is_prefix boolean, p_language text, p_sources text[], p_since timestamptz, p_until timestamptz, p_filters jsonb,
  p_limit int, p_after jsonb, p_bound int, p_timezone text)
returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
-- Told that a query holds no word, the client would learn nothing new.
set client_min_messages = warning
as $$
declare
  v_tenant constant uuid := (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
  v_snapshot constant pg_snapshot := coalesce((p_after ->> 'snapshot')::pg_snapshot, pg_current_snapshot());
  v_filter constant text := sluice.search_filter(p_filters);
  v_title constant text := lower(btrim(p_text));
  v_query record;
  v_found sluice.search_candidate[] := '{}';
  v_titled sluice.search_candidate[] := '{}';
  v_plan text;
  v_hits jsonb;
  v_totals jsonb;
  v_facets jsonb;
begin
  if p_limit not between 1 and 1000 or p_bound not between 1 and 10000 then
    raise exception 'A page has 1 to 1,000 hits, and a search ranks 1 to 10,000 matches.' using errcode = 'invalid_parameter_value';
  end if;
  select * into v_query from sluice.search_query(v_tenant, p_text, p_is_prefix, p_language);
  if v_query.match is not null then
    select c.candidates, c.plan into v_found, v_plan
    from sluice.search_candidates(v_tenant, p_sources, v_query.match, v_query.rank, v_title, p_since, p_until, v_filter, v_snapshot,
      p_bound) as c;
    if exists (select from unnest(v_found) as f where f.newest > p_bound) then
      -- What is called exactly like the query comes first, however old it is.
      v_titled := sluice.search_by_title(v_tenant, p_sources, v_query.match, v_query.rank, v_title, p_since, p_until, v_filter, v_snapshot,
        p_bound);
    end if;
  end if;

  select coalesce(jsonb_agg(jsonb_build_object('source', h.source, 'id', h.id, 'at', h.occurred_at::text, 'rank', h.rank::text,
    'language', h.language, 'configuration', sluice.search_configuration(h.language)::text)
    order by h.rank desc, h.occurred_at desc, h.source, h.id), '[]')
  into v_hits
  from (
    select a.*
    from (
      select f.source, f.id, f.occurred_at, f.rank, f.language from unnest(v_found) as f where f.newest <= p_bound
      union
      select t.source, t.id, t.occurred_at, t.rank, t.language from unnest(v_titled) as t
    ) as a
    where p_after is null
      or a.rank < (p_after ->> 'rank')::real
      or (a.rank = (p_after ->> 'rank')::real and (a.occurred_at < (p_after ->> 'at')::timestamptz
        or (a.occurred_at = (p_after ->> 'at')::timestamptz and (a.source, a.id) > (p_after ->> 'source', (p_after ->> 'id')::uuid))))
    order by a.rank desc, a.occurred_at desc, a.source, a.id
    limit p_limit + 1
  ) as h;

  -- While rows that were there before their table became searchable have yet to get their documents, nothing is exact.
  select jsonb_object_agg(s.source, jsonb_build_object('count', least(s.matches, p_bound), 'isExact', s.matches <= p_bound and s.is_complete))
  into v_totals
  from (
    select s.source, count(f.source) as matches,
      coalesce((select q.is_complete from sluice.search_sources as q where q.name = s.source), true) as is_complete
    from unnest(p_sources) as s (source)
    left join unnest(v_found) as f on f.source = s.source
    group by s.source
  ) as s;

  select jsonb_object_agg(k.facet, k.counts)
  into v_facets
  from (
    select c.facet, jsonb_agg(jsonb_build_object('value', c.value, 'count', c.matches) order by c.matches desc, c.value) as counts
    from (
      select v.facet, v.value, count(*) as matches
      from unnest(v_found) as f
      cross join lateral (values
        ('type', f.source),
        ('status', f.status),
        ('channel', f.channel),
        ('month', to_char(f.occurred_at at time zone p_timezone, 'YYYY-MM'))
      ) as v (facet, value)
      where f.newest <= p_bound and v.value is not null
      group by v.facet, v.value
    ) as c
    group by c.facet
  ) as k;

  return jsonb_build_object('snapshot', v_snapshot::text, 'plan', v_plan, 'isEmpty', v_query.match is null, 'hits', v_hits,
    'totals', coalesce(v_totals, '{}'), 'facets', coalesce(v_facets, '{}'), 'headline', v_query.headline);
end
$$;

comment on function sluice.search(text, boolean, text, text[], timestamptz, timestamptz, jsonb, int, jsonb, int, text) is
  'Searches the current tenant''s documents of the given sources: of each the newest matches up to the bound, ranked; the page behind p_after (null for the first) with one hit more than the limit where there are more, the counts by source, and the facets.';
revoke all on function sluice.search(text, boolean, text, text[], timestamptz, timestamptz, jsonb, int, jsonb, int, text) from public;
grant execute on function sluice.search(text, boolean, text, text[], timestamptz, timestamptz, jsonb, int, jsonb, int, text) to sluice_gateway;
