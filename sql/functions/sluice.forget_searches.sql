create or replace function sluice.forget_searches(p_days int, p_limit int)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_table text;
  v_count bigint;
  v_forgotten bigint := 0;
begin
  perform sluice.search_log_months(p_days);
  foreach v_table in array array['searches', 'search_openings'] loop
    execute format(
      $sql$
        with old as (
          select s.tenant_id, s.created_at, s.id
          from sluice.tenants as t
          cross join lateral (
            select l.tenant_id, l.created_at, l.id from sluice.%1$I as l
            where l.tenant_id = t.id and l.created_at < now() - make_interval(days => coalesce(t.search_log_days, $1))
            order by l.created_at
            limit $2
          ) as s
          limit $2
        )
        delete from sluice.%1$I as s using old as o
        where s.tenant_id = o.tenant_id and s.created_at = o.created_at and s.id = o.id
      $sql$, v_table)
    using p_days, p_limit;
    get diagnostics v_count = row_count;
    v_forgotten := v_forgotten + v_count;
  end loop;
  return v_forgotten;
end
$$;

comment on function sluice.forget_searches(int, int) is
  'Deletes searches and openings that are older than their tenant''s number of days, or this one where it has none: at most so many of each, oldest first. Returns how many went; none when nothing is left to forget.';
revoke all on function sluice.forget_searches(int, int) from public;
grant execute on function sluice.forget_searches(int, int) to sluice_maintainer;
