set local role sluice_owner;

-- Audit trail -------------------------------------------------------------------------------------------------------
-- Who changed what. An entry is written in the transaction that makes the change, so there is none without the other; each database
-- therefore has a table of its own. What an operator does to the installation as a whole is written under the nil uuid, which no tenant
-- may have, so that one policy guards all entries.

create table sluice.audit_entries (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  occurred_at timestamptz not null default clock_timestamp(),
  actor_kind text not null,
  subject text not null,
  token_id text,
  request_id text not null,
  action text not null,
  target text not null,
  outcome text not null,
  before jsonb,
  after jsonb,
  primary key (tenant_id, occurred_at, id),
  constraint audit_entries_actor_kind_known check (actor_kind in ('token', 'operator')),
  constraint audit_entries_token_agrees check (actor_kind = 'token' or token_id is null),
  constraint audit_entries_nil_is_operator check (tenant_id <> '00000000-0000-0000-0000-000000000000' or actor_kind = 'operator'),
  constraint audit_entries_outcome_known check (outcome in ('started', 'succeeded', 'failed')),
  constraint audit_entries_action_not_blank check (btrim(action) <> ''),
  constraint audit_entries_target_not_blank check (btrim(target) <> ''),
  constraint audit_entries_before_is_object check (jsonb_typeof(before) = 'object'),
  constraint audit_entries_after_is_object check (jsonb_typeof(after) = 'object')
) partition by range (occurred_at);
comment on table sluice.audit_entries is 'One row per change that somebody made, and one per beginning of a long one. Nobody but the owner can change or remove a row.';
comment on column sluice.audit_entries.tenant_id is 'The tenant whose data were changed; the nil uuid for the installation as a whole.';
comment on column sluice.audit_entries.id is 'The entry''s id.';
comment on column sluice.audit_entries.occurred_at is 'When it was written, by the clock of this database.';
comment on column sluice.audit_entries.actor_kind is 'token (a request with an access token) or operator (a command).';
comment on column sluice.audit_entries.subject is 'The token''s subject, or the operator''s name.';
comment on column sluice.audit_entries.token_id is 'The id of the access token, or the claim jti of the JWT; null for an operator, and for a JWT without jti.';
comment on column sluice.audit_entries.request_id is 'The request, as the log calls it, or one run of a command; what it wrote in other databases has the same.';
comment on column sluice.audit_entries.action is 'What was done: a mutation''s name, or a command''s.';
comment on column sluice.audit_entries.target is 'What it was done to: mostly a table.';
comment on column sluice.audit_entries.outcome is 'started (a long action, of which another entry tells the end), succeeded, or failed.';
comment on column sluice.audit_entries.before is 'What was there, as far as it was changed: ids and settings, no texts, addresses or secrets; null for nothing.';
comment on column sluice.audit_entries.after is 'What is there now, or is to be; why it failed, where it did; null for nothing.';
comment on constraint audit_entries_actor_kind_known on sluice.audit_entries is 'Changes are made by tokens and operators.';
comment on constraint audit_entries_token_agrees on sluice.audit_entries is 'Operators need no token.';
comment on constraint audit_entries_nil_is_operator on sluice.audit_entries is 'No token changes the installation as a whole.';
comment on constraint audit_entries_outcome_known on sluice.audit_entries is 'An action has started, succeeded or failed.';
comment on constraint audit_entries_action_not_blank on sluice.audit_entries is 'An action has a name.';
comment on constraint audit_entries_target_not_blank on sluice.audit_entries is 'Something was changed.';
comment on constraint audit_entries_before_is_object on sluice.audit_entries is 'What was there is a JSON object.';
comment on constraint audit_entries_after_is_object on sluice.audit_entries is 'What is there now is a JSON object.';

alter table sluice.audit_entries enable row level security;
alter table sluice.audit_entries force row level security;

create policy read_tenant on sluice.audit_entries for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on sluice.audit_entries to sluice_owner using (true) with check (true);

grant select on sluice.audit_entries to sluice_gateway;
-- The gateway writes through sluice.record_audit alone, the maintainer through sluice.record_operator_action. Neither can update,
-- delete or truncate, and sluice.drop_old_partitions refuses this table: what is old is dropped by the owner, by hand.

create table sluice.audit_entries_default partition of sluice.audit_entries default;
comment on table sluice.audit_entries_default is 'audit_entries: rows of months that have no partition yet.';
alter table sluice.audit_entries_default enable row level security;
alter table sluice.audit_entries_default force row level security;
create policy all_owner on sluice.audit_entries_default to sluice_owner using (true) with check (true);
