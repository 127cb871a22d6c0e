-- Placeholders must not come to stay: a transaction that has made some cannot commit.
create or replace function sluice.refuse_reservation()
returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'A transaction that has reserved ids rolls back.' using errcode = 'object_not_in_prerequisite_state';
end
$$;

comment on function sluice.refuse_reservation() is 'Refuses the commit of a transaction that has reserved ids. The owner''s own.';
revoke all on function sluice.refuse_reservation() from public;

do $$
begin
  if not exists (
    select from pg_trigger as t where t.tgrelid = 'sluice.reference_reservations'::regclass and t.tgname = 'refuse_reservation'
  ) then
    create constraint trigger refuse_reservation after insert on sluice.reference_reservations
      deferrable initially deferred for each row execute function sluice.refuse_reservation();
    alter table sluice.reference_reservations enable always trigger refuse_reservation;
  end if;
end
$$;
