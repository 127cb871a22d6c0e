create or replace function sluice.retention_start(p_months int)
returns timestamptz
language plpgsql stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
begin
  if p_months is null or p_months < 1 then
    raise exception 'Retention is a number of whole months from 1 on, not %.', coalesce(p_months::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  return date_trunc('month', now()) - make_interval(months => p_months);
end
$$;

comment on function sluice.retention_start(int) is
  'The start of the UTC month from which on rows are kept, so many whole months before the current one. The owner''s own.';
revoke all on function sluice.retention_start(int) from public;
