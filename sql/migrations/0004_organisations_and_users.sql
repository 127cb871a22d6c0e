set local role sluice_owner;

-- Organisations -----------------------------------------------------------------------------------------------------
-- The companies and departments whose people write tickets.

create table helpdesk.organisations (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  name text not null,
  external_id text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, external_id),
  constraint organisations_name_not_blank check (btrim(name) <> '')
);
comment on table helpdesk.organisations is 'A company or department that customers belong to.';
comment on column helpdesk.organisations.tenant_id is 'The tenant that the row belongs to.';
comment on column helpdesk.organisations.id is 'The organisation''s id.';
comment on column helpdesk.organisations.name is 'What people call the organisation.';
comment on column helpdesk.organisations.external_id is 'Its id in the system that it was imported from.';
comment on column helpdesk.organisations.created_at is 'When the organisation became known.';
comment on constraint organisations_name_not_blank on helpdesk.organisations is 'An organisation has a name.';

alter table helpdesk.organisations enable row level security;
alter table helpdesk.organisations force row level security;

create policy read_tenant on helpdesk.organisations for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on helpdesk.organisations to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on helpdesk.organisations to sluice_owner using (true) with check (true);

grant select on helpdesk.organisations to sluice_gateway;
grant select, insert, update on helpdesk.organisations to sluice_maintainer;

-- Users -------------------------------------------------------------------------------------------------------------
-- Agents and customers alike. `email` is personal data: the gateway serves it to tokens with the scope "pii" only.

create table helpdesk.users (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  organisation_id uuid,
  name text not null,
  email text,
  role text not null,
  tier text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, organisation_id) references helpdesk.organisations (tenant_id, id),
  constraint users_name_not_blank check (btrim(name) <> ''),
  constraint users_email_shape check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  constraint users_role_known check (role in ('admin', 'manager', 'agent', 'customer')),
  constraint users_tier_known check (tier in ('basic', 'premium', 'enterprise'))
);
comment on table helpdesk.users is 'A person: an agent who answers tickets or a customer who writes them.';
comment on column helpdesk.users.tenant_id is 'The tenant that the row belongs to.';
comment on column helpdesk.users.id is 'The user''s id.';
comment on column helpdesk.users.organisation_id is 'The organisation that the user belongs to.';
comment on column helpdesk.users.name is 'What people call the user.';
comment on column helpdesk.users.email is 'The user''s e-mail address (personal data).';
comment on column helpdesk.users.role is 'What the user may do: admin, manager, agent or customer.';
comment on column helpdesk.users.tier is 'The service level that a customer pays for: basic, premium or enterprise; null for staff.';
comment on column helpdesk.users.is_active is 'Whether the user may still sign in.';
comment on column helpdesk.users.created_at is 'When the user became known.';
comment on constraint users_name_not_blank on helpdesk.users is 'A user has a name.';
comment on constraint users_email_shape on helpdesk.users is 'An e-mail address has one @ with something on either side, and no blanks.';
comment on constraint users_role_known on helpdesk.users is 'A user''s role is admin, manager, agent or customer.';
comment on constraint users_tier_known on helpdesk.users is 'A user''s tier is basic, premium or enterprise.';

create index idx_users_organisation on helpdesk.users (tenant_id, organisation_id);
create index idx_users_role on helpdesk.users (tenant_id, role);

alter table helpdesk.users enable row level security;
alter table helpdesk.users force row level security;

create policy read_tenant on helpdesk.users for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on helpdesk.users to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on helpdesk.users to sluice_owner using (true) with check (true);

grant select on helpdesk.users to sluice_gateway;
grant select, insert, update on helpdesk.users to sluice_maintainer;
