set local role sluice_owner;

-- Life-cycle --------------------------------------------------------------------------------------------------------
-- How long messages are kept, and what remains of them: the key that the client gave, so that a late repeat does not write them again.
--
-- Who writes messages holds a lock of the tenant shared, who removes any holds it alone, each for one short transaction: a body that a
-- writer refers to is never collected, and a message that is being forgotten is never written a second time.

create table content.tenant_settings (
  tenant_id uuid not null primary key,
  message_days int not null,
  updated_at timestamptz not null default now(),
  constraint tenant_settings_message_days_range check (message_days between 1 and 36500)
);
comment on table content.tenant_settings is 'What a tenant wants of its messages; without a row they are kept for ever.';
comment on column content.tenant_settings.tenant_id is 'The tenant that the row belongs to: oltp.tenants, in another database.';
comment on column content.tenant_settings.message_days is 'For how many days after they were sent messages are kept.';
comment on column content.tenant_settings.updated_at is 'When that was last said.';
comment on constraint tenant_settings_message_days_range on content.tenant_settings is 'Messages are kept for one day to a hundred years.';

alter table content.tenant_settings enable row level security;
alter table content.tenant_settings force row level security;

create policy maintain_tenant on content.tenant_settings to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on content.tenant_settings to sluice_owner using (true) with check (true);

grant select, insert, update, delete on content.tenant_settings to sluice_maintainer;

create table content.forgotten_messages (
  tenant_id uuid not null,
  client_key text not null,
  id uuid not null,
  fingerprint bytea not null,
  forgotten_at timestamptz not null default now(),
  primary key (tenant_id, client_key),
  constraint forgotten_messages_fingerprint_is_sha256 check (octet_length(fingerprint) = 32)
);
comment on table content.forgotten_messages is 'The keys of messages that are kept no longer: a repeat gets the same answer, and writes nothing.';
comment on column content.forgotten_messages.tenant_id is 'The tenant that the row belongs to: oltp.tenants, in another database.';
comment on column content.forgotten_messages.client_key is 'What the client called the message.';
comment on column content.forgotten_messages.id is 'The id that the message had.';
comment on column content.forgotten_messages.fingerprint is 'SHA-256 of all that the client said of it: content.message_fingerprint.';
comment on column content.forgotten_messages.forgotten_at is 'When the message was removed. The key is kept for a year from then on.';
comment on constraint forgotten_messages_fingerprint_is_sha256 on content.forgotten_messages is 'A fingerprint is 32 bytes long, as SHA-256 makes it.';

create index idx_forgotten_messages_forgotten_at on content.forgotten_messages (tenant_id, forgotten_at);

alter table content.forgotten_messages enable row level security;
alter table content.forgotten_messages force row level security;

create policy maintain_tenant on content.forgotten_messages to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on content.forgotten_messages to sluice_owner using (true) with check (true);

grant select, insert, delete on content.forgotten_messages to sluice_maintainer;

-- Messages, newest first; and the oldest, for who forgets them.
create index idx_email_messages_sent_at on content.email_messages (tenant_id, sent_at, id);

-- What came by a road that does not compress is compressed later.
alter table content.message_bodies add column is_examined boolean not null default false;
comment on column content.message_bodies.is_examined is 'Whether it was tried to compress the text: what is still kept as it is then does not pay.';
create index idx_message_bodies_unexamined on content.message_bodies (tenant_id, hash) where not is_examined;
grant update (encoding, body, is_examined) on content.message_bodies to sluice_maintainer;
