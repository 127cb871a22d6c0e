create or replace function sluice.reference_epoch()
returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return left(md5(concat_ws(' ', date_part('epoch', pg_postmaster_start_time()), pg_is_in_recovery(),
    (select d.oid from pg_database as d where d.datname = current_database()), 'sluice.reference_changes'::regclass::oid)), 12);
end
$$;

comment on function sluice.reference_epoch() is
  'Names this life of this database: a restart, a restore, a promoted standby begin another. Snapshots of two epochs cannot be compared.';
revoke all on function sluice.reference_epoch() from public;
grant execute on function sluice.reference_epoch() to sluice_gateway, sluice_maintainer;
