create or replace function sluice.set_lag_target(p_rollup text, p_lag interval)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform sluice.assert_rollup(p_rollup);
  update sluice.rollups as r set lag_target = p_lag where r.rollup = p_rollup;
end
$$;

comment on function sluice.set_lag_target(text, interval) is 'Sets how old a change may be before it is folded into a rollup''s delta.';
revoke all on function sluice.set_lag_target(text, interval) from public;
grant execute on function sluice.set_lag_target(text, interval) to sluice_maintainer;
