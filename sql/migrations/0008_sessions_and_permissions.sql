set local role sluice_owner;

-- User sessions -----------------------------------------------------------------------------------------------------
-- When users were signed in, by the month it began.

create table helpdesk.user_sessions (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  user_id uuid not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  ip_hash text,
  user_agent text,
  primary key (tenant_id, started_at, id),
  constraint user_sessions_ended_after_started check (ended_at >= started_at)
) partition by range (started_at);
comment on table helpdesk.user_sessions is 'One row per session of a user.';
comment on column helpdesk.user_sessions.tenant_id is 'The tenant that the row belongs to.';
comment on column helpdesk.user_sessions.id is 'The session''s id.';
comment on column helpdesk.user_sessions.user_id is 'The user who signed in.';
comment on column helpdesk.user_sessions.started_at is 'When the session began.';
comment on column helpdesk.user_sessions.ended_at is 'When it ended; null while it lasts.';
comment on column helpdesk.user_sessions.ip_hash is 'A hash of the address it came from: equal addresses are seen to be equal, and no more.';
comment on column helpdesk.user_sessions.user_agent is 'What the browser or app called itself.';
comment on constraint user_sessions_ended_after_started on helpdesk.user_sessions is 'A session does not end before it begins.';

create index idx_user_sessions_user on helpdesk.user_sessions (tenant_id, user_id, started_at);

alter table helpdesk.user_sessions enable row level security;
alter table helpdesk.user_sessions force row level security;

create policy read_tenant on helpdesk.user_sessions for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on helpdesk.user_sessions to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on helpdesk.user_sessions to sluice_owner using (true) with check (true);

grant select on helpdesk.user_sessions to sluice_gateway;
grant select, insert, update on helpdesk.user_sessions to sluice_maintainer;

-- What no month has room for yet waits here: sluice.create_monthly_partition moves it out.
create table helpdesk.user_sessions_default partition of helpdesk.user_sessions default;
comment on table helpdesk.user_sessions_default is 'user_sessions: rows of months that have no partition yet.';
alter table helpdesk.user_sessions_default enable row level security;
alter table helpdesk.user_sessions_default force row level security;
create policy all_owner on helpdesk.user_sessions_default to sluice_owner using (true) with check (true);

-- User permissions --------------------------------------------------------------------------------------------------
-- What single users may do beyond their role.

create table helpdesk.user_permissions (
  tenant_id uuid not null references sluice.tenants (id),
  user_id uuid not null,
  permission text not null,
  granted_at timestamptz not null default now(),
  granted_by uuid,
  primary key (tenant_id, user_id, permission),
  foreign key (tenant_id, user_id) references helpdesk.users (tenant_id, id),
  constraint user_permissions_permission_shape check (permission ~ '^[a-z_]+([.:][a-z_]+)*$')
) partition by hash (tenant_id);
comment on table helpdesk.user_permissions is 'One row per permission of a user.';
comment on column helpdesk.user_permissions.tenant_id is 'The tenant that the row belongs to.';
comment on column helpdesk.user_permissions.user_id is 'The user who may.';
comment on column helpdesk.user_permissions.permission is 'What the user may do, as in tickets.merge.';
comment on column helpdesk.user_permissions.granted_at is 'Since when.';
comment on column helpdesk.user_permissions.granted_by is 'The user who allowed it.';
comment on constraint user_permissions_permission_shape on helpdesk.user_permissions is 'A permission is written in lower-case words joined by dots or colons, as in tickets.merge.';

alter table helpdesk.user_permissions enable row level security;
alter table helpdesk.user_permissions force row level security;

create policy read_tenant on helpdesk.user_permissions for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on helpdesk.user_permissions to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on helpdesk.user_permissions to sluice_owner using (true) with check (true);

grant select on helpdesk.user_permissions to sluice_gateway;
grant select, insert, update on helpdesk.user_permissions to sluice_maintainer;
