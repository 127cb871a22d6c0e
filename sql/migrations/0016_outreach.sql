create schema if not exists outreach authorization sluice_owner;
create schema if not exists outreach_rollup authorization sluice_owner;

set local role sluice_owner;

comment on schema outreach is 'E-mail outreach: the figures about what was sent, what it cost, and the queues that did it.';
comment on schema outreach_rollup is 'The materialized views behind outreach''s rollup views. Row-level security does not work on them, so nobody but the owner may enter.';
grant usage on schema outreach to sluice_gateway, sluice_maintainer;

-- Deliveries --------------------------------------------------------------------------------------------------------
-- What became of each message that was sent, partitioned by the month it was sent in. Messages, campaigns, leads and accounts live in other
-- databases: no foreign key reaches them, and Sluice checks them before it writes.

create table outreach.deliveries (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  sent_at timestamptz not null,
  campaign_id uuid not null,
  lead_id uuid not null,
  email_account_id uuid not null,
  delivered_at timestamptz,
  opened_at timestamptz,
  clicked_at timestamptz,
  replied_at timestamptz,
  bounced_at timestamptz,
  unsubscribed_at timestamptz,
  open_count int not null default 0,
  click_count int not null default 0,
  primary key (tenant_id, sent_at, id),
  constraint deliveries_delivered_after_sent check (delivered_at >= sent_at),
  constraint deliveries_opened_after_sent check (opened_at >= sent_at),
  constraint deliveries_clicked_after_sent check (clicked_at >= sent_at),
  constraint deliveries_replied_after_sent check (replied_at >= sent_at),
  constraint deliveries_bounced_after_sent check (bounced_at >= sent_at),
  constraint deliveries_unsubscribed_after_sent check (unsubscribed_at >= sent_at),
  constraint deliveries_open_count_agrees check (open_count >= 0 and (open_count > 0) = (opened_at is not null)),
  constraint deliveries_click_count_agrees check (click_count >= 0 and (click_count > 0) = (clicked_at is not null))
) partition by range (sent_at);
comment on table outreach.deliveries is 'One row per message that was sent, and what became of it.';
comment on column outreach.deliveries.tenant_id is 'The tenant that the row belongs to.';
comment on column outreach.deliveries.id is 'The message''s id: content.email_messages, in another database.';
comment on column outreach.deliveries.sent_at is 'When it was sent.';
comment on column outreach.deliveries.campaign_id is 'The campaign that it belongs to: oltp.campaigns, in another database.';
comment on column outreach.deliveries.lead_id is 'Whom it was sent to: oltp.leads, in another database.';
comment on column outreach.deliveries.email_account_id is 'The mailbox that it was sent from: oltp.email_accounts, in another database.';
comment on column outreach.deliveries.delivered_at is 'When the receiving server took it; null while it has not.';
comment on column outreach.deliveries.opened_at is 'When it was first opened; null while it was not.';
comment on column outreach.deliveries.clicked_at is 'When a link in it was first followed; null while none was.';
comment on column outreach.deliveries.replied_at is 'When it was first answered; null while it was not.';
comment on column outreach.deliveries.bounced_at is 'When it came back; null where it did not.';
comment on column outreach.deliveries.unsubscribed_at is 'When its reader asked for no more; null where nobody did.';
comment on column outreach.deliveries.open_count is 'How often it was opened.';
comment on column outreach.deliveries.click_count is 'How often a link in it was followed.';
comment on constraint deliveries_delivered_after_sent on outreach.deliveries is 'A message is not delivered before it is sent.';
comment on constraint deliveries_opened_after_sent on outreach.deliveries is 'A message is not opened before it is sent.';
comment on constraint deliveries_clicked_after_sent on outreach.deliveries is 'No link is followed before the message is sent.';
comment on constraint deliveries_replied_after_sent on outreach.deliveries is 'A message is not answered before it is sent.';
comment on constraint deliveries_bounced_after_sent on outreach.deliveries is 'A message does not come back before it is sent.';
comment on constraint deliveries_unsubscribed_after_sent on outreach.deliveries is 'Nobody unsubscribes by a message before it is sent.';
comment on constraint deliveries_open_count_agrees on outreach.deliveries is 'A message was opened when its opens are counted.';
comment on constraint deliveries_click_count_agrees on outreach.deliveries is 'A link was followed when the clicks are counted.';

create index idx_deliveries_id on outreach.deliveries (tenant_id, id);
-- What a campaign, a mailbox and a lead achieved is answered out of these alone.
create index idx_deliveries_campaign on outreach.deliveries (tenant_id, campaign_id, sent_at)
  include (delivered_at, opened_at, clicked_at, replied_at, bounced_at);
create index idx_deliveries_account on outreach.deliveries (tenant_id, email_account_id, sent_at)
  include (delivered_at, opened_at, clicked_at, replied_at, bounced_at);
create index idx_deliveries_lead on outreach.deliveries (tenant_id, lead_id, sent_at);

alter table outreach.deliveries enable row level security;
alter table outreach.deliveries force row level security;

create policy read_tenant on outreach.deliveries for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on outreach.deliveries to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on outreach.deliveries to sluice_owner using (true) with check (true);

grant select on outreach.deliveries to sluice_gateway;
grant select, insert, update, delete on outreach.deliveries to sluice_maintainer;

create table outreach.deliveries_default partition of outreach.deliveries default;
comment on table outreach.deliveries_default is 'deliveries: rows of months that have no partition yet.';
alter table outreach.deliveries_default enable row level security;
alter table outreach.deliveries_default force row level security;
create policy all_owner on outreach.deliveries_default to sluice_owner using (true) with check (true);

-- Billing -----------------------------------------------------------------------------------------------------------
-- What a tenant is charged for. A tenant's contract is in one currency, so that amounts can be added.

create table outreach.billing_entries (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  billed_at timestamptz not null,
  item text not null,
  campaign_id uuid,
  email_account_id uuid,
  quantity bigint not null,
  amount numeric(16, 4) not null,
  primary key (tenant_id, billed_at, id),
  constraint billing_entries_item_known check (item in ('message', 'mailbox', 'lead', 'storage', 'credit')),
  constraint billing_entries_quantity_not_negative check (quantity >= 0)
) partition by range (billed_at);
comment on table outreach.billing_entries is 'One row per charge or credit.';
comment on column outreach.billing_entries.tenant_id is 'The tenant that the row belongs to.';
comment on column outreach.billing_entries.id is 'The entry''s id.';
comment on column outreach.billing_entries.billed_at is 'When it fell due.';
comment on column outreach.billing_entries.item is 'What is charged for: message, mailbox, lead, storage, or credit (given back).';
comment on column outreach.billing_entries.campaign_id is 'The campaign that it is for: oltp.campaigns, in another database; null where it is for none.';
comment on column outreach.billing_entries.email_account_id is 'The mailbox that it is for: oltp.email_accounts, in another database; null where it is for none.';
comment on column outreach.billing_entries.quantity is 'How many of the item.';
comment on column outreach.billing_entries.amount is 'What they cost together, in the currency of the tenant''s contract; negative for what is given back.';
comment on constraint billing_entries_item_known on outreach.billing_entries is 'Charged are messages, mailboxes, leads and storage; credit is given.';
comment on constraint billing_entries_quantity_not_negative on outreach.billing_entries is 'Nobody is charged for less than nothing.';

create index idx_billing_entries_month on outreach.billing_entries (tenant_id, billed_at) include (item, quantity, amount);
create index idx_billing_entries_campaign on outreach.billing_entries (tenant_id, campaign_id, billed_at) where campaign_id is not null;

alter table outreach.billing_entries enable row level security;
alter table outreach.billing_entries force row level security;

create policy read_tenant on outreach.billing_entries for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on outreach.billing_entries to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on outreach.billing_entries to sluice_owner using (true) with check (true);

grant select on outreach.billing_entries to sluice_gateway;
grant select, insert, delete on outreach.billing_entries to sluice_maintainer;

create table outreach.billing_entries_default partition of outreach.billing_entries default;
comment on table outreach.billing_entries_default is 'billing_entries: rows of months that have no partition yet.';
alter table outreach.billing_entries_default enable row level security;
alter table outreach.billing_entries_default force row level security;
create policy all_owner on outreach.billing_entries_default to sluice_owner using (true) with check (true);

-- Queues ------------------------------------------------------------------------------------------------------------
-- What happened in the queues: attempts at jobs that ended, and how many jobs were waiting, looked at once a minute while any were. Attempts
-- and not sums of them, so that percentiles of any stretch of time are exact.

create table outreach.queue_events (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  occurred_at timestamptz not null,
  queue_family text not null,
  kind text not null,
  outcome text,
  wait_us bigint,
  run_us bigint,
  depth bigint,
  primary key (tenant_id, occurred_at, id),
  constraint queue_events_kind_known check (kind in ('attempt', 'sample')),
  constraint queue_events_outcome_known check (outcome in ('succeeded', 'failed', 'dead')),
  constraint queue_events_attempt_agrees check ((kind = 'attempt') = (outcome is not null and wait_us is not null)),
  constraint queue_events_sample_agrees check ((kind = 'sample') = (depth is not null)),
  constraint queue_events_wait_not_negative check (wait_us >= 0),
  constraint queue_events_run_not_negative check (run_us >= 0),
  constraint queue_events_depth_not_negative check (depth >= 0)
) partition by range (occurred_at);
comment on table outreach.queue_events is 'One row per attempt at a job that ended, and one per look at how many were waiting.';
comment on column outreach.queue_events.tenant_id is 'The tenant that the row belongs to.';
comment on column outreach.queue_events.id is 'The event''s id.';
comment on column outreach.queue_events.occurred_at is 'When the attempt ended, or the look was taken.';
comment on column outreach.queue_events.queue_family is 'What kind of work it is: queue.families, in another database.';
comment on column outreach.queue_events.kind is 'attempt (at a job, which ended) or sample (of the depth).';
comment on column outreach.queue_events.outcome is 'What became of the attempt: succeeded, failed (it is tried again) or dead (given up); null of a sample.';
comment on column outreach.queue_events.wait_us is 'From when the job was due to when it was claimed, in microseconds; null of a sample.';
comment on column outreach.queue_events.run_us is 'From the claim to the end, in microseconds; null of a sample, and where the worker was lost.';
comment on column outreach.queue_events.depth is 'How many jobs were due and not yet claimed; null of an attempt.';
comment on constraint queue_events_kind_known on outreach.queue_events is 'An event is an attempt or a sample.';
comment on constraint queue_events_outcome_known on outreach.queue_events is 'An attempt succeeded, failed, or was the last.';
comment on constraint queue_events_attempt_agrees on outreach.queue_events is 'An attempt, and only one, has an outcome and has waited.';
comment on constraint queue_events_sample_agrees on outreach.queue_events is 'A sample, and only one, has a depth.';
comment on constraint queue_events_wait_not_negative on outreach.queue_events is 'No job is claimed before it is due.';
comment on constraint queue_events_run_not_negative on outreach.queue_events is 'No attempt ends before it begins.';
comment on constraint queue_events_depth_not_negative on outreach.queue_events is 'No queue is less than empty.';

create index idx_queue_events_hourly on outreach.queue_events (tenant_id, occurred_at)
  include (queue_family, kind, outcome, wait_us, run_us, depth);

alter table outreach.queue_events enable row level security;
alter table outreach.queue_events force row level security;

create policy read_tenant on outreach.queue_events for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on outreach.queue_events to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on outreach.queue_events to sluice_owner using (true) with check (true);

grant select on outreach.queue_events to sluice_gateway;
grant select, insert, delete on outreach.queue_events to sluice_maintainer;

create table outreach.queue_events_default partition of outreach.queue_events default;
comment on table outreach.queue_events_default is 'queue_events: rows of months that have no partition yet.';
alter table outreach.queue_events_default enable row level security;
alter table outreach.queue_events_default force row level security;
create policy all_owner on outreach.queue_events_default to sluice_owner using (true) with check (true);
