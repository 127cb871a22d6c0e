create schema if not exists content authorization sluice_owner;

set local role sluice_owner;

comment on schema content is 'What was written: e-mail messages and their bodies.';
grant usage on schema content to sluice_gateway, sluice_maintainer;

-- Bodies ------------------------------------------------------------------------------------------------------------
-- The texts of messages, each once within a tenant, by the hash of what it says, and never across tenants: that another tenant
-- has the same text must not show, neither in space nor in time.

create table content.message_bodies (
  tenant_id uuid not null,
  hash bytea not null,
  encoding text not null,
  body bytea not null,
  raw_bytes int not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, hash),
  constraint message_bodies_hash_is_sha256 check (octet_length(hash) = 32),
  constraint message_bodies_encoding_known check (encoding in ('identity', 'br')),
  constraint message_bodies_raw_bytes_not_negative check (raw_bytes >= 0)
);
-- It is compressed where that pays; a second time it would only cost.
alter table content.message_bodies alter column body set storage external;
comment on table content.message_bodies is 'One row per text of a tenant''s messages, compressed.';
comment on column content.message_bodies.tenant_id is 'The tenant that the row belongs to: oltp.tenants, in another database.';
comment on column content.message_bodies.hash is 'SHA-256 of the text in UTF-8, before it was compressed.';
comment on column content.message_bodies.encoding is 'How body holds the text: identity (as it is) or br (Brotli, RFC 7932).';
comment on column content.message_bodies.body is 'The text.';
comment on column content.message_bodies.raw_bytes is 'The text''s length in bytes of UTF-8.';
comment on column content.message_bodies.created_at is 'When it was first written.';
comment on constraint message_bodies_hash_is_sha256 on content.message_bodies is 'A text''s hash is 32 bytes long, as SHA-256 makes it.';
comment on constraint message_bodies_encoding_known on content.message_bodies is 'A text is kept as it is or as Brotli makes it.';
comment on constraint message_bodies_raw_bytes_not_negative on content.message_bodies is 'No text is shorter than nothing.';

alter table content.message_bodies enable row level security;
alter table content.message_bodies force row level security;

create policy read_tenant on content.message_bodies for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on content.message_bodies to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on content.message_bodies to sluice_owner using (true) with check (true);

grant select on content.message_bodies to sluice_gateway;
grant select, insert, delete on content.message_bodies to sluice_maintainer;

-- Messages ----------------------------------------------------------------------------------------------------------
-- Campaign, lead and account live in the database oltp: no foreign key reaches them, and Sluice checks them before it writes.

create table content.email_messages (
  tenant_id uuid not null,
  id uuid not null,
  client_key text,
  campaign_id uuid not null,
  lead_id uuid not null,
  email_account_id uuid not null,
  direction text not null,
  subject text,
  body_hash bytea not null,
  sent_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, body_hash) references content.message_bodies (tenant_id, hash),
  constraint email_messages_client_key_not_blank check (btrim(client_key) <> ''),
  constraint email_messages_direction_known check (direction in ('outbound', 'inbound')),
  constraint email_messages_sent_at_finite check (isfinite(sent_at))
);
comment on table content.email_messages is 'One row per e-mail message.';
comment on column content.email_messages.tenant_id is 'The tenant that the row belongs to: oltp.tenants, in another database.';
comment on column content.email_messages.id is 'The message''s id.';
comment on column content.email_messages.client_key is 'What the client calls it: the same key writes one message, however often it is sent; null where it came by another road.';
comment on column content.email_messages.campaign_id is 'The campaign that it belongs to: oltp.campaigns, in another database.';
comment on column content.email_messages.lead_id is 'Whom it was sent to or came from: oltp.leads, in another database.';
comment on column content.email_messages.email_account_id is 'The mailbox that it was sent from or came to: oltp.email_accounts, in another database.';
comment on column content.email_messages.direction is 'outbound (to the lead) or inbound (from the lead).';
comment on column content.email_messages.subject is 'Its subject; null for none.';
comment on column content.email_messages.body_hash is 'Its text: content.message_bodies.';
comment on column content.email_messages.sent_at is 'When it was sent.';
comment on column content.email_messages.created_at is 'When it was recorded.';
comment on constraint email_messages_client_key_not_blank on content.email_messages is 'A client''s key is not blank.';
comment on constraint email_messages_direction_known on content.email_messages is 'A message is outbound or inbound.';
comment on constraint email_messages_sent_at_finite on content.email_messages is 'A message was sent at some time.';

create unique index idx_email_messages_client_key on content.email_messages (tenant_id, client_key) where client_key is not null;
create index idx_email_messages_campaign on content.email_messages (tenant_id, campaign_id, sent_at);
create index idx_email_messages_lead on content.email_messages (tenant_id, lead_id, sent_at);
create index idx_email_messages_account on content.email_messages (tenant_id, email_account_id, sent_at);
-- For the foreign key, and for who collects bodies that no message has any more.
create index idx_email_messages_body on content.email_messages (tenant_id, body_hash);

alter table content.email_messages enable row level security;
alter table content.email_messages force row level security;

create policy read_tenant on content.email_messages for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on content.email_messages to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on content.email_messages to sluice_owner using (true) with check (true);

grant select on content.email_messages to sluice_gateway;
grant select, insert, update, delete on content.email_messages to sluice_maintainer;
