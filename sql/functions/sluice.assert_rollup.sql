create or replace function sluice.assert_rollup(p_rollup text)
returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from sluice.rollups as r where r.rollup = p_rollup) then
    raise exception 'There is no rollup %.', p_rollup
      using errcode = 'undefined_object',
        hint = 'Rollups are ' || coalesce((select string_agg(r.rollup, ', ' order by r.rollup) from sluice.rollups as r), 'none') || '.';
  end if;
end
$$;

comment on function sluice.assert_rollup(text) is
  'Fails, with the names that there are, where no rollup has this one. The owner''s own.';
revoke all on function sluice.assert_rollup(text) from public;
