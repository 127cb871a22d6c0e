create or replace function sluice.search_candidates(
  p_tenant uuid, p_sources text[], p_match tsquery, p_rank tsquery, p_title text, p_since timestamptz, p_until timestamptz,
  p_filter text, p_snapshot pg_snapshot, p_bound int, out candidates sluice.search_candidate[], out plan text)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  -- So few are read and ranked in no time, and so many even where the statistics promised fewer.
  c_few constant int := 2000;
  c_many constant int := 5000;
  c_of_tenant constant text := 'd.tenant_id = $1 and d.source = any($2)';
  v_matches constant double precision := sluice.estimate_documents('d.vector @@ $3', p_tenant, p_sources, p_match);
  v_time constant text := sluice.search_time(p_since, p_until);
  v_documents double precision;
  v_hits double precision;
  v_walk double precision;
  v_read double precision;
begin
  plan := 'INDEX';
  if v_matches > c_few then
    v_documents := sluice.estimate_documents(c_of_tenant || ' and ' || v_time, p_tenant, p_sources, p_match);
    -- A word holds its tenant's key: whoever matches is the tenant's, and the planner, which does not know, is not asked for both at once.
    v_hits := v_matches
      * sluice.estimate_documents(c_of_tenant || ' and ' || v_time || ' and ' || p_filter, p_tenant, p_sources, p_match)
      / sluice.estimate_documents(c_of_tenant, p_tenant, p_sources, p_match);
    -- The documents to look at, from the newest on, until there are enough matches.
    v_walk := least(v_documents, p_bound * v_documents / v_hits);
    if v_walk < v_matches then
      plan := 'TIME';
    end if;
  end if;

  -- The way that promises less work, as long as it keeps its promise; then the other.
  if plan = 'TIME' then
    candidates := sluice.search_by_time(p_tenant, p_sources, p_match, p_rank, p_title, p_since, p_until, p_filter, p_snapshot, p_bound,
      ceil(4 * v_walk)::bigint + c_few);
    if candidates is null then
      plan := 'INDEX';
      candidates := sluice.search_by_index(p_tenant, p_sources, p_match, p_rank, p_title, p_since, p_until, p_filter, p_snapshot, p_bound, null);
    end if;
  else
    v_read := greatest(c_many, ceil(4 * v_matches));
    candidates := sluice.search_by_index(p_tenant, p_sources, p_match, p_rank, p_title, p_since, p_until, p_filter, p_snapshot, p_bound,
      v_read::bigint);
    if candidates is null then
      -- As many matches there are at least. (Several common words together are often more common than the statistics say.)
      plan := 'TIME';
      v_walk := p_bound / v_read
        * sluice.estimate_documents(c_of_tenant || ' and ' || v_time, p_tenant, p_sources, p_match);
      candidates := sluice.search_by_time(p_tenant, p_sources, p_match, p_rank, p_title, p_since, p_until, p_filter, p_snapshot, p_bound,
        ceil(4 * v_walk)::bigint + c_few);
    end if;
    if candidates is null then
      plan := 'INDEX';
      candidates := sluice.search_by_index(p_tenant, p_sources, p_match, p_rank, p_title, p_since, p_until, p_filter, p_snapshot, p_bound, null);
    end if;
  end if;
end
$$;

comment on function sluice.search_candidates(uuid, text[], tsquery, tsquery, text, timestamptz, timestamptz, text, pg_snapshot, int) is
  'Of each source the newest matches of a query, up to the bound and one more, by the way that looks at fewer documents: INDEX reads all matches, TIME the newest documents. Both find the same. The owner''s own.';
revoke all on function sluice.search_candidates(uuid, text[], tsquery, tsquery, text, timestamptz, timestamptz, text, pg_snapshot, int) from public;
