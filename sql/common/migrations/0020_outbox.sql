set local role sluice_owner;

-- Outbox ------------------------------------------------------------------------------------------------------------
-- Rows that are to arrive in the database analytics. They are written here in the transaction that makes them true, and a worker moves
-- them: it inserts them there, by a key that makes a second time harmless, and only then deletes them here.

create table sluice.outbox (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  target text not null,
  record jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id),
  constraint outbox_target_shape check (target ~ '^[a-z_]+\.[a-z_]+$'),
  constraint outbox_record_is_object check (jsonb_typeof(record) = 'object')
) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.1);
comment on table sluice.outbox is 'One row per row that is on its way to the database analytics.';
comment on column sluice.outbox.tenant_id is 'The tenant that the row belongs to: oltp.tenants, in another database.';
comment on column sluice.outbox.id is 'The id of its way, not of the row.';
comment on column sluice.outbox.target is 'The table there, such as outreach.deliveries.';
comment on column sluice.outbox.record is 'The row''s columns but tenant_id.';
comment on column sluice.outbox.created_at is 'When it was written.';
comment on constraint outbox_target_shape on sluice.outbox is 'A target is a qualified name.';
comment on constraint outbox_record_is_object on sluice.outbox is 'A row is a JSON object, by column.';

create index idx_outbox_created_at on sluice.outbox (tenant_id, created_at);

alter table sluice.outbox enable row level security;
alter table sluice.outbox force row level security;

create policy maintain_tenant on sluice.outbox to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on sluice.outbox to sluice_owner using (true) with check (true);

grant select, delete on sluice.outbox to sluice_maintainer;
-- The functions that write it are the owner's; the gateway counts what waits through sluice.outbox_state.
