set local role sluice_owner;

-- Tenants -----------------------------------------------------------------------------------------------------------
-- Everyone whose data lives here. Every table of tenants' data refers to it.

create table sluice.tenants (
  id uuid not null primary key,
  name text not null,
  created_at timestamptz not null default now(),
  constraint tenants_name_not_blank check (btrim(name) <> '')
);
comment on table sluice.tenants is 'A tenant: a customer of the platform, isolated from all others.';
comment on column sluice.tenants.id is 'The tenant''s id, as tokens carry it.';
comment on column sluice.tenants.name is 'What people call the tenant.';
comment on column sluice.tenants.created_at is 'When the tenant was made.';
comment on constraint tenants_name_not_blank on sluice.tenants is 'A tenant has a name.';

alter table sluice.tenants enable row level security;
alter table sluice.tenants force row level security;

create policy read_tenant on sluice.tenants for select to sluice_gateway
  using (id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenants on sluice.tenants to sluice_maintainer using (true) with check (true);
create policy all_owner on sluice.tenants to sluice_owner using (true) with check (true);

grant select on sluice.tenants to sluice_gateway;
grant select, insert, update (name) on sluice.tenants to sluice_maintainer;

-- Access tokens -----------------------------------------------------------------------------------------------------
-- Opaque tokens of partners. Only a hash is kept: whoever reads this table cannot use what it says.

create table sluice.access_tokens (
  id uuid not null primary key default gen_random_uuid(),
  tenant_id uuid not null references sluice.tenants (id),
  name text not null,
  token_hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint access_tokens_name_not_blank check (btrim(name) <> ''),
  constraint access_tokens_hash_is_sha256 check (octet_length(token_hash) = 32),
  constraint access_tokens_scopes_not_empty check (cardinality(scopes) > 0),
  constraint access_tokens_expires_after_created check (expires_at > created_at)
);
create index idx_access_tokens_tenant on sluice.access_tokens (tenant_id, created_at);
comment on table sluice.access_tokens is 'Opaque access tokens, hashed, with what each may see and until when.';
comment on column sluice.access_tokens.id is 'Names the token in lists and when it is revoked; it is no secret.';
comment on column sluice.access_tokens.tenant_id is 'The tenant whose data the token opens.';
comment on column sluice.access_tokens.name is 'Who holds the token, in the words of whoever made it.';
comment on column sluice.access_tokens.token_hash is 'SHA-256 of the token. The token itself is shown once and kept nowhere.';
comment on column sluice.access_tokens.scopes is 'What the token may see.';
comment on column sluice.access_tokens.created_at is 'When the token was made.';
comment on column sluice.access_tokens.expires_at is 'From when on the token is refused; null means never.';
comment on column sluice.access_tokens.revoked_at is 'When the token was taken back; null while it is good.';
comment on constraint access_tokens_name_not_blank on sluice.access_tokens is 'An access token has a name.';
comment on constraint access_tokens_hash_is_sha256 on sluice.access_tokens is 'A token''s hash is 32 bytes long, as SHA-256 makes it.';
comment on constraint access_tokens_scopes_not_empty on sluice.access_tokens is 'An access token carries at least one scope.';
comment on constraint access_tokens_expires_after_created on sluice.access_tokens is 'An access token does not expire before it is made.';

alter table sluice.access_tokens enable row level security;
alter table sluice.access_tokens force row level security;

create policy maintain_tokens on sluice.access_tokens to sluice_maintainer using (true) with check (true);
create policy all_owner on sluice.access_tokens to sluice_owner using (true) with check (true);

grant select, insert, update on sluice.access_tokens to sluice_maintainer;
-- Nothing for the gateway: it asks sluice.find_access_token with a hash that it already holds.
