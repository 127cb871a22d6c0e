create schema if not exists oltp authorization sluice_owner;

set local role sluice_owner;

comment on schema oltp is 'What people work with: tenants, campaigns, leads, e-mail accounts.';
grant usage on schema oltp to sluice_gateway, sluice_maintainer;

-- Tenants -----------------------------------------------------------------------------------------------------------
-- Everyone whose data lives here. The other databases refer to it, and no foreign key can.

create table oltp.tenants (
  id uuid not null primary key,
  name text not null,
  created_at timestamptz not null default now(),
  constraint tenants_name_not_blank check (btrim(name) <> '')
);
comment on table oltp.tenants is 'A tenant: a customer of the platform, isolated from all others.';
comment on column oltp.tenants.id is 'The tenant''s id, as tokens carry it.';
comment on column oltp.tenants.name is 'What people call the tenant.';
comment on column oltp.tenants.created_at is 'When the tenant was made.';
comment on constraint tenants_name_not_blank on oltp.tenants is 'A tenant has a name.';

alter table oltp.tenants enable row level security;
alter table oltp.tenants force row level security;

create policy read_tenant on oltp.tenants for select to sluice_gateway
  using (id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenants on oltp.tenants to sluice_maintainer using (true) with check (true);
create policy all_owner on oltp.tenants to sluice_owner using (true) with check (true);

grant select on oltp.tenants to sluice_gateway;
grant select, insert, update (name), delete on oltp.tenants to sluice_maintainer;

-- Campaigns ---------------------------------------------------------------------------------------------------------
-- A series of messages to many leads.

create table oltp.campaigns (
  tenant_id uuid not null references oltp.tenants (id),
  id uuid not null,
  name text not null,
  status text not null default 'draft',
  starts_at timestamptz,
  ends_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint campaigns_name_not_blank check (btrim(name) <> ''),
  constraint campaigns_status_known check (status in ('draft', 'active', 'paused', 'completed')),
  constraint campaigns_ends_after_start check (ends_at >= starts_at),
  constraint campaigns_updated_after_created check (updated_at >= created_at)
);
comment on table oltp.campaigns is 'One row per campaign.';
comment on column oltp.campaigns.tenant_id is 'The tenant that the row belongs to.';
comment on column oltp.campaigns.id is 'The campaign''s id.';
comment on column oltp.campaigns.name is 'What people call the campaign.';
comment on column oltp.campaigns.status is 'Where it stands: draft, active, paused or completed.';
comment on column oltp.campaigns.starts_at is 'From when on it sends; null while nobody has said.';
comment on column oltp.campaigns.ends_at is 'Until when it sends; null for no end.';
comment on column oltp.campaigns.created_at is 'When it was made.';
comment on column oltp.campaigns.updated_at is 'When it was last changed.';
comment on constraint campaigns_name_not_blank on oltp.campaigns is 'A campaign has a name.';
comment on constraint campaigns_status_known on oltp.campaigns is 'A campaign is draft, active, paused or completed.';
comment on constraint campaigns_ends_after_start on oltp.campaigns is 'A campaign does not end before it starts.';
comment on constraint campaigns_updated_after_created on oltp.campaigns is 'A campaign is not changed before it is made.';

create index idx_campaigns_status on oltp.campaigns (tenant_id, status, created_at);

alter table oltp.campaigns enable row level security;
alter table oltp.campaigns force row level security;

create policy read_tenant on oltp.campaigns for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on oltp.campaigns to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on oltp.campaigns to sluice_owner using (true) with check (true);

grant select on oltp.campaigns to sluice_gateway;
grant select, insert, update, delete on oltp.campaigns to sluice_maintainer;

-- Leads -------------------------------------------------------------------------------------------------------------
-- People who are written to. `email` is personal data: the gateway serves it to tokens with the scope "pii" only.

create table oltp.leads (
  tenant_id uuid not null references oltp.tenants (id),
  id uuid not null,
  email text not null,
  name text,
  company text,
  status text not null default 'new',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint leads_email_shape check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  constraint leads_status_known check (status in ('new', 'contacted', 'replied', 'converted', 'bounced', 'unsubscribed')),
  constraint leads_updated_after_created check (updated_at >= created_at)
);
comment on table oltp.leads is 'One row per person who is written to.';
comment on column oltp.leads.tenant_id is 'The tenant that the row belongs to.';
comment on column oltp.leads.id is 'The lead''s id.';
comment on column oltp.leads.email is 'The lead''s e-mail address (personal data).';
comment on column oltp.leads.name is 'The lead''s name; null where it is not known.';
comment on column oltp.leads.company is 'Whom the lead works for; null where it is not known.';
comment on column oltp.leads.status is 'Where the lead stands: new, contacted, replied, converted, bounced or unsubscribed.';
comment on column oltp.leads.created_at is 'When the lead became known.';
comment on column oltp.leads.updated_at is 'When the lead was last changed.';
comment on constraint leads_email_shape on oltp.leads is 'An e-mail address has one @ with something on either side, and no blanks.';
comment on constraint leads_status_known on oltp.leads is 'A lead is new, contacted, replied, converted, bounced or unsubscribed.';
comment on constraint leads_updated_after_created on oltp.leads is 'A lead is not changed before it becomes known.';

create unique index idx_leads_email on oltp.leads (tenant_id, lower(email));
create index idx_leads_status on oltp.leads (tenant_id, status, created_at);

alter table oltp.leads enable row level security;
alter table oltp.leads force row level security;

create policy read_tenant on oltp.leads for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on oltp.leads to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on oltp.leads to sluice_owner using (true) with check (true);

grant select on oltp.leads to sluice_gateway;
grant select, insert, update, delete on oltp.leads to sluice_maintainer;

-- E-mail accounts ---------------------------------------------------------------------------------------------------
-- Mailboxes that campaigns send from. `address` is personal data, too.

create table oltp.email_accounts (
  tenant_id uuid not null references oltp.tenants (id),
  id uuid not null,
  address text not null,
  display_name text,
  provider text not null default 'smtp',
  daily_limit int not null default 200,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint email_accounts_address_shape check (address ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  constraint email_accounts_provider_known check (provider in ('smtp', 'google', 'microsoft')),
  constraint email_accounts_daily_limit_positive check (daily_limit > 0)
);
comment on table oltp.email_accounts is 'One row per mailbox that messages are sent from.';
comment on column oltp.email_accounts.tenant_id is 'The tenant that the row belongs to.';
comment on column oltp.email_accounts.id is 'The account''s id.';
comment on column oltp.email_accounts.address is 'Its e-mail address (personal data).';
comment on column oltp.email_accounts.display_name is 'The name that recipients read; null for none.';
comment on column oltp.email_accounts.provider is 'Who runs it: smtp, google or microsoft.';
comment on column oltp.email_accounts.daily_limit is 'How many messages it may send in a day.';
comment on column oltp.email_accounts.is_active is 'Whether messages are sent from it.';
comment on column oltp.email_accounts.created_at is 'When it was added.';
comment on constraint email_accounts_address_shape on oltp.email_accounts is 'An e-mail address has one @ with something on either side, and no blanks.';
comment on constraint email_accounts_provider_known on oltp.email_accounts is 'A provider is smtp, google or microsoft.';
comment on constraint email_accounts_daily_limit_positive on oltp.email_accounts is 'A daily limit is at least one.';

create unique index idx_email_accounts_address on oltp.email_accounts (tenant_id, lower(address));

alter table oltp.email_accounts enable row level security;
alter table oltp.email_accounts force row level security;

create policy read_tenant on oltp.email_accounts for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on oltp.email_accounts to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on oltp.email_accounts to sluice_owner using (true) with check (true);

grant select on oltp.email_accounts to sluice_gateway;
grant select, insert, update, delete on oltp.email_accounts to sluice_maintainer;
