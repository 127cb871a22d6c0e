create or replace function sluice.log_rows_of(p_dataset text, p_relation regclass)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format(
    $sql$
      insert into sluice.changes (dataset, tenant_id, bucket)
      select distinct $1, r.tenant_id, date_trunc('day', r.%I, 'UTC') from %s as r
      on conflict do nothing
    $sql$,
    (select d.time_column from sluice.datasets as d where d.name = p_dataset), p_relation)
  using p_dataset;
end
$$;

comment on function sluice.log_rows_of(text, regclass) is
  'Logs a change of every bucket that a relation with the dataset''s columns holds: a partition that comes or goes. The owner''s own.';
revoke all on function sluice.log_rows_of(text, regclass) from public;
