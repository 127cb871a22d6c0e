set local role sluice_owner;

-- Reservations ------------------------------------------------------------------------------------------------------
-- Who sets a row of another database aside, for what it refers to does not exist here, must be sure of that until he has committed there.
-- He makes the row here, in a transaction that never commits: meanwhile whoever makes it in earnest waits. This table sees to it that such a
-- transaction cannot commit.

create table sluice.reference_reservations (
  tenant_id uuid not null,
  kind text not null,
  id uuid not null,
  primary key (tenant_id, kind, id)
);
comment on table sluice.reference_reservations is 'Ids under which nobody else can make a row while a transaction lasts, which then rolls back: always empty.';
comment on column sluice.reference_reservations.tenant_id is 'The tenant whose row it would be.';
comment on column sluice.reference_reservations.kind is 'The table''s qualified name, such as oltp.campaigns.';
comment on column sluice.reference_reservations.id is 'The id.';

alter table sluice.reference_reservations enable row level security;
alter table sluice.reference_reservations force row level security;
create policy all_owner on sluice.reference_reservations to sluice_owner using (true) with check (true);
