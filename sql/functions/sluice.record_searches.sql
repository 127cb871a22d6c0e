create or replace function sluice.record_searches(p_rows jsonb)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  c_length constant int := 1000;
  v_tenant constant uuid := (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
  v_recorded bigint;
begin
  if v_tenant is null then
    raise exception 'Searches are recorded inside a transaction of their tenant.' using errcode = 'insufficient_privilege';
  end if;
  insert into sluice.searches (tenant_id, id, created_at, query, normalized_query, language, types, result_count, is_exact,
    has_result, corrected_query, is_corrected, duration_us)
  select v_tenant, r.id, r.created_at, left(r.query, c_length),
    -- Lower case may be longer.
    left(lower(btrim(regexp_replace(left(r.query, c_length), '\s+', ' ', 'g'))), c_length),
    r.language, r.types, r.result_count, r.is_exact, r.result_count > 0, left(r.corrected_query, c_length),
    r.corrected_query is not null, r.duration_us
  from jsonb_to_recordset(p_rows) as r (id uuid, created_at timestamptz, query text, language text, types text[],
    result_count bigint, is_exact boolean, corrected_query text, duration_us bigint)
  -- A clock that is far off would have rows wait outside of every partition.
  where r.created_at between now() - interval '1 day' and now() + interval '1 hour'
  -- Who does not know whether the rows have arrived sends them again.
  on conflict do nothing;
  get diagnostics v_recorded = row_count;
  return v_recorded;
end
$$;

comment on function sluice.record_searches(jsonb) is
  'Adds searches of the last day to the current tenant''s log; those that are there already are left out. Returns how many were added.';
revoke all on function sluice.record_searches(jsonb) from public;
grant execute on function sluice.record_searches(jsonb) to sluice_gateway;
