create or replace function sluice.estimate_documents(p_condition text, p_tenant uuid, p_sources text[], p_match tsquery)
returns double precision
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_plan json;
begin
  execute format('explain (format json) select from sluice.search_documents as d where %s', p_condition)
  into v_plan using p_tenant, p_sources, p_match;
  return (v_plan -> 0 -> 'Plan' ->> 'Plan Rows')::double precision;
end
$$;

comment on function sluice.estimate_documents(text, uuid, text[], tsquery) is
  'How many documents the planner expects to meet a condition on d with the parameters $1 tenant, $2 sources, $3 query. The owner''s own.';
revoke all on function sluice.estimate_documents(text, uuid, text[], tsquery) from public;
