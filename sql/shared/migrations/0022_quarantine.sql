set local role sluice_owner;

-- Quarantine --------------------------------------------------------------------------------------------------------
-- Rows that refer to what does not exist in oltp are set aside here, whole, and come back when it does. What such a row refers to inside
-- this database by a foreign key is copied along, for that may be collected meanwhile.

create table sluice.quarantined_rows (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  relation text not null,
  record jsonb not null,
  missing jsonb,
  needs uuid[] not null default '{}',
  quarantined_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id),
  constraint quarantined_rows_relation_shape check (relation ~ '^[a-z_]+\.[a-z_]+$'),
  constraint quarantined_rows_record_is_object check (jsonb_typeof(record) = 'object'),
  constraint quarantined_rows_missing_is_object check (jsonb_typeof(missing) = 'object' and missing <> '{}')
);
comment on table sluice.quarantined_rows is 'One row per row that was set aside, for it refers to a row of another database that does not exist, and one per row that such rows need.';
comment on column sluice.quarantined_rows.tenant_id is 'The tenant that the row belongs to: oltp.tenants, in another database.';
comment on column sluice.quarantined_rows.id is 'The id of its stay; of a copy that others need, made of what it is a copy of.';
comment on column sluice.quarantined_rows.relation is 'The table that it was in, such as content.email_messages.';
comment on column sluice.quarantined_rows.record is 'The row, by column; it may hold personal data.';
comment on column sluice.quarantined_rows.missing is 'The ids that did not exist, by column; null for a copy that others need.';
comment on column sluice.quarantined_rows.needs is 'The copies of the rows that it refers to by foreign keys.';
comment on column sluice.quarantined_rows.quarantined_at is 'When it was set aside.';
comment on constraint quarantined_rows_relation_shape on sluice.quarantined_rows is 'A relation is a qualified name.';
comment on constraint quarantined_rows_record_is_object on sluice.quarantined_rows is 'A row is a JSON object, by column.';
comment on constraint quarantined_rows_missing_is_object on sluice.quarantined_rows is 'What is set aside misses something.';

create index idx_quarantined_rows_relation on sluice.quarantined_rows (tenant_id, relation, id);

alter table sluice.quarantined_rows enable row level security;
alter table sluice.quarantined_rows force row level security;

create policy maintain_tenant on sluice.quarantined_rows for select to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on sluice.quarantined_rows to sluice_owner using (true) with check (true);

grant select on sluice.quarantined_rows to sluice_maintainer;
-- It is written through sluice.quarantine_rows and sluice.restore_quarantined_rows alone. Nothing of it for the gateway.
