set local role sluice_owner;

-- Events of messages ------------------------------------------------------------------------------------------------
-- What senders and receivers have reported of messages, each once, however often it is reported: outreach.deliveries counts them. Partitioned by
-- the month in which they happened.

create table outreach.email_events (
  tenant_id uuid not null references sluice.tenants (id),
  message_id uuid not null,
  type text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  -- Two events of one type at one microsecond are one that is told twice.
  primary key (tenant_id, occurred_at, message_id, type),
  constraint email_events_type_known check (type in ('delivered', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed'))
) partition by range (occurred_at);
comment on table outreach.email_events is 'One row per thing that happened to a message that was sent.';
comment on column outreach.email_events.tenant_id is 'The tenant that the row belongs to.';
comment on column outreach.email_events.message_id is 'The message: outreach.deliveries.';
comment on column outreach.email_events.type is 'What happened: delivered, opened, clicked, replied, bounced or unsubscribed.';
comment on column outreach.email_events.occurred_at is 'When it happened, as it was reported.';
comment on column outreach.email_events.recorded_at is 'When it was recorded.';
comment on constraint email_events_type_known on outreach.email_events is 'A message is delivered, opened, clicked, answered, sent back, or the last that its reader wants.';

alter table outreach.email_events enable row level security;
alter table outreach.email_events force row level security;

create policy read_tenant on outreach.email_events for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on outreach.email_events to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on outreach.email_events to sluice_owner using (true) with check (true);

grant select on outreach.email_events to sluice_gateway;
grant select, insert, delete on outreach.email_events to sluice_maintainer;
-- The gateway writes through outreach.record_email_events alone.

create table outreach.email_events_default partition of outreach.email_events default;
comment on table outreach.email_events_default is 'email_events: rows of months that have no partition yet.';
alter table outreach.email_events_default enable row level security;
alter table outreach.email_events_default force row level security;
create policy all_owner on outreach.email_events_default to sluice_owner using (true) with check (true);
