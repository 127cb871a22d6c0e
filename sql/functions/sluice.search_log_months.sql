create or replace function sluice.search_log_months(p_days int)
returns int
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  v_keep_from timestamptz;
begin
  if p_days is null or p_days not between 1 and 3660 then
    raise exception 'Searches are kept for 1 to 3660 days, not %.', coalesce(p_days::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  v_keep_from := now() - make_interval(days => greatest(p_days, (select max(t.search_log_days) from sluice.tenants as t)));
  return greatest(1,
    (extract(year from now()) - extract(year from v_keep_from)) * 12 + extract(month from now()) - extract(month from v_keep_from));
end
$$;

comment on function sluice.search_log_months(int) is
  'How many whole months before the current one hold searches that some tenant keeps, with this number of days for tenants that have none of their own. At least one.';
revoke all on function sluice.search_log_months(int) from public;
grant execute on function sluice.search_log_months(int) to sluice_maintainer;
