set local role sluice_owner;

-- Tickets -----------------------------------------------------------------------------------------------------------
-- One row per support ticket, partitioned by the month it was opened in. Agents, customers and organisations are referred to
-- without foreign keys: a ticket outlives those who wrote it, and an import may bring tickets before people.

create table helpdesk.tickets (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  external_id text,
  subject text not null,
  description text,
  status text not null,
  priority text,
  channel text not null,
  category text,
  agent_group text,
  agent_id uuid,
  customer_id uuid,
  organisation_id uuid,
  first_response_due_at timestamptz,
  resolution_due_at timestamptz,
  first_responded_at timestamptz,
  resolved_at timestamptz,
  sla_breached boolean,
  satisfaction_score smallint,
  primary key (tenant_id, created_at, id),
  constraint tickets_subject_not_blank check (btrim(subject) <> ''),
  constraint tickets_status_known check (status in ('new', 'open', 'pending', 'resolved', 'closed', 'cancelled')),
  constraint tickets_priority_known check (priority in ('low', 'medium', 'high', 'urgent')),
  constraint tickets_channel_known check (channel in ('email', 'phone', 'chat', 'web', 'mobile_app', 'social', 'api', 'walk_in', 'other')),
  constraint tickets_satisfaction_score_range check (satisfaction_score between 1 and 5),
  constraint tickets_updated_after_created check (updated_at >= created_at),
  constraint tickets_first_response_due_after_created check (first_response_due_at >= created_at),
  constraint tickets_resolution_due_after_created check (resolution_due_at >= created_at),
  constraint tickets_first_response_after_created check (first_responded_at >= created_at),
  constraint tickets_resolved_after_created check (resolved_at >= created_at)
) partition by range (created_at);
comment on table helpdesk.tickets is 'One row per support ticket.';
comment on column helpdesk.tickets.tenant_id is 'The tenant that the row belongs to.';
comment on column helpdesk.tickets.id is 'The ticket''s id.';
comment on column helpdesk.tickets.created_at is 'When the ticket was opened.';
comment on column helpdesk.tickets.updated_at is 'When the ticket was last changed.';
comment on column helpdesk.tickets.external_id is 'Its id in the system that it was imported from.';
comment on column helpdesk.tickets.subject is 'What the ticket is about, in a line.';
comment on column helpdesk.tickets.description is 'What the customer wrote.';
comment on column helpdesk.tickets.status is 'Where the ticket stands: new, open, pending, resolved, closed or cancelled.';
comment on column helpdesk.tickets.priority is 'How urgent it is: low, medium, high or urgent; null when nobody said.';
comment on column helpdesk.tickets.channel is 'How it reached the helpdesk: email, phone, chat, web, mobile_app, social, api, walk_in or other.';
comment on column helpdesk.tickets.category is 'What kind of ticket it is, in the tenant''s own words.';
comment on column helpdesk.tickets.agent_group is 'The team or queue that works on it.';
comment on column helpdesk.tickets.agent_id is 'The user who works on it.';
comment on column helpdesk.tickets.customer_id is 'The user who asked.';
comment on column helpdesk.tickets.organisation_id is 'The organisation of whoever asked.';
comment on column helpdesk.tickets.first_response_due_at is 'Until when the first answer was promised.';
comment on column helpdesk.tickets.resolution_due_at is 'Until when the solution was promised.';
comment on column helpdesk.tickets.first_responded_at is 'When an agent first answered.';
comment on column helpdesk.tickets.resolved_at is 'When it was resolved.';
comment on column helpdesk.tickets.sla_breached is 'Whether a promised time was missed; null when nothing was promised or it is not known yet.';
comment on column helpdesk.tickets.satisfaction_score is 'The customer''s rating, 1 (worst) to 5 (best).';
comment on constraint tickets_subject_not_blank on helpdesk.tickets is 'A ticket has a subject.';
comment on constraint tickets_status_known on helpdesk.tickets is 'A ticket''s status is new, open, pending, resolved, closed or cancelled.';
comment on constraint tickets_priority_known on helpdesk.tickets is 'A ticket''s priority is low, medium, high or urgent.';
comment on constraint tickets_channel_known on helpdesk.tickets is 'A ticket''s channel is email, phone, chat, web, mobile_app, social, api, walk_in or other.';
comment on constraint tickets_satisfaction_score_range on helpdesk.tickets is 'A satisfaction score is between 1 and 5.';
comment on constraint tickets_updated_after_created on helpdesk.tickets is 'A ticket is not changed before it is opened.';
comment on constraint tickets_first_response_due_after_created on helpdesk.tickets is 'A first response is not due before the ticket is opened.';
comment on constraint tickets_resolution_due_after_created on helpdesk.tickets is 'A resolution is not due before the ticket is opened.';
comment on constraint tickets_first_response_after_created on helpdesk.tickets is 'A ticket is not answered before it is opened.';
comment on constraint tickets_resolved_after_created on helpdesk.tickets is 'A ticket is not resolved before it is opened.';

-- The dashboard's questions on the table itself are answered out of this index alone, whatever a ticket's text weighs.
create index idx_tickets_dashboard on helpdesk.tickets (tenant_id, created_at)
  include (channel, status, resolved_at, first_responded_at, sla_breached, satisfaction_score);
create index idx_tickets_id on helpdesk.tickets (tenant_id, id);
create index idx_tickets_agent on helpdesk.tickets (tenant_id, agent_id, created_at);
create index idx_tickets_customer on helpdesk.tickets (tenant_id, customer_id, created_at);
-- What was imported is imported once. A unique index of a partitioned table must hold the partition key.
create unique index idx_tickets_external_id on helpdesk.tickets (tenant_id, external_id, created_at)
  where external_id is not null;

alter table helpdesk.tickets enable row level security;
alter table helpdesk.tickets force row level security;

create policy read_tenant on helpdesk.tickets for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on helpdesk.tickets to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on helpdesk.tickets to sluice_owner using (true) with check (true);

grant select on helpdesk.tickets to sluice_gateway;
grant select, insert, update on helpdesk.tickets to sluice_maintainer;

-- What no month has room for yet waits here: sluice.create_monthly_partition moves it out.
create table helpdesk.tickets_default partition of helpdesk.tickets default;
comment on table helpdesk.tickets_default is 'tickets: rows of months that have no partition yet.';
alter table helpdesk.tickets_default enable row level security;
alter table helpdesk.tickets_default force row level security;
create policy all_owner on helpdesk.tickets_default to sluice_owner using (true) with check (true);
