set local role sluice_owner;

-- Comments ----------------------------------------------------------------------------------------------------------
-- What was said on a ticket.

create table helpdesk.comments (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  ticket_id uuid not null,
  created_at timestamptz not null default now(),
  author_id uuid,
  type text not null,
  body text not null,
  primary key (tenant_id, created_at, id),
  constraint comments_type_known check (type in ('public', 'internal', 'system')),
  constraint comments_body_not_blank check (btrim(body) <> '')
) partition by range (created_at);
comment on table helpdesk.comments is 'One row per comment on a ticket.';
comment on column helpdesk.comments.tenant_id is 'The tenant that the row belongs to.';
comment on column helpdesk.comments.id is 'The comment''s id.';
comment on column helpdesk.comments.ticket_id is 'The ticket it belongs to.';
comment on column helpdesk.comments.created_at is 'When it was written.';
comment on column helpdesk.comments.author_id is 'The user who wrote it; null for the system.';
comment on column helpdesk.comments.type is 'Who may see it: public (the customer too), internal (agents), or system (written by a machine).';
comment on column helpdesk.comments.body is 'What was said.';
comment on constraint comments_type_known on helpdesk.comments is 'A comment is public, internal or system.';
comment on constraint comments_body_not_blank on helpdesk.comments is 'A comment says something.';

create index idx_comments_ticket on helpdesk.comments (tenant_id, ticket_id, created_at);

alter table helpdesk.comments enable row level security;
alter table helpdesk.comments force row level security;

create policy read_tenant on helpdesk.comments for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on helpdesk.comments to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on helpdesk.comments to sluice_owner using (true) with check (true);

grant select on helpdesk.comments to sluice_gateway;
grant select, insert, update on helpdesk.comments to sluice_maintainer;

-- What no month has room for yet waits here: sluice.create_monthly_partition moves it out.
create table helpdesk.comments_default partition of helpdesk.comments default;
comment on table helpdesk.comments_default is 'comments: rows of months that have no partition yet.';
alter table helpdesk.comments_default enable row level security;
alter table helpdesk.comments_default force row level security;
create policy all_owner on helpdesk.comments_default to sluice_owner using (true) with check (true);

-- Attachments -------------------------------------------------------------------------------------------------------
-- Files on tickets and comments. The files themselves are elsewhere; this is what is known of them.
-- Partitioned by a hash of the tenant: an attachment is looked up by its ticket, not by its time.

create table helpdesk.attachments (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  ticket_id uuid not null,
  comment_id uuid,
  file_name text not null,
  content_type text not null,
  size_bytes bigint,
  url text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint attachments_file_name_not_blank check (btrim(file_name) <> ''),
  constraint attachments_content_type_shape check (content_type ~ '^[^/[:space:]]+/[^/[:space:]]+'),
  constraint attachments_size_positive check (size_bytes > 0)
) partition by hash (tenant_id);
comment on table helpdesk.attachments is 'One row per file on a ticket or comment.';
comment on column helpdesk.attachments.tenant_id is 'The tenant that the row belongs to.';
comment on column helpdesk.attachments.id is 'The attachment''s id.';
comment on column helpdesk.attachments.ticket_id is 'The ticket it belongs to.';
comment on column helpdesk.attachments.comment_id is 'The comment it came with; null when it came with the ticket itself.';
comment on column helpdesk.attachments.file_name is 'The file''s name as it was sent.';
comment on column helpdesk.attachments.content_type is 'The file''s media type, such as image/png.';
comment on column helpdesk.attachments.size_bytes is 'The file''s size in bytes; null where it is kept elsewhere and nobody has told.';
comment on column helpdesk.attachments.url is 'Where the file is kept.';
comment on column helpdesk.attachments.created_at is 'When it was attached.';
comment on constraint attachments_file_name_not_blank on helpdesk.attachments is 'An attachment has a file name.';
comment on constraint attachments_content_type_shape on helpdesk.attachments is 'A media type has a type and a subtype, as in image/png.';
comment on constraint attachments_size_positive on helpdesk.attachments is 'A file has at least one byte.';

create index idx_attachments_ticket on helpdesk.attachments (tenant_id, ticket_id, created_at);

alter table helpdesk.attachments enable row level security;
alter table helpdesk.attachments force row level security;

create policy read_tenant on helpdesk.attachments for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on helpdesk.attachments to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on helpdesk.attachments to sluice_owner using (true) with check (true);

grant select on helpdesk.attachments to sluice_gateway;
grant select, insert, update on helpdesk.attachments to sluice_maintainer;

-- Ticket history ----------------------------------------------------------------------------------------------------
-- What changed on a ticket, when, and by whom.

create table helpdesk.ticket_history (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  ticket_id uuid not null,
  created_at timestamptz not null default now(),
  actor_id uuid,
  change_type text not null,
  old_value text,
  new_value text,
  primary key (tenant_id, created_at, id),
  constraint ticket_history_change_type_known check (change_type in (
    'created', 'status', 'priority', 'assignment', 'category', 'sla', 'satisfaction', 'reopened', 'merged')),
  constraint ticket_history_value_changed check (change_type in ('created', 'reopened', 'merged') or old_value is distinct from new_value)
) partition by range (created_at);
comment on table helpdesk.ticket_history is 'One row per change of a ticket.';
comment on column helpdesk.ticket_history.tenant_id is 'The tenant that the row belongs to.';
comment on column helpdesk.ticket_history.id is 'The change''s id.';
comment on column helpdesk.ticket_history.ticket_id is 'The ticket that changed.';
comment on column helpdesk.ticket_history.created_at is 'When it changed.';
comment on column helpdesk.ticket_history.actor_id is 'The user who changed it; null for the system.';
comment on column helpdesk.ticket_history.change_type is 'What changed: created, status, priority, assignment, category, sla, satisfaction, reopened or merged.';
comment on column helpdesk.ticket_history.old_value is 'What it was before.';
comment on column helpdesk.ticket_history.new_value is 'What it became.';
comment on constraint ticket_history_change_type_known on helpdesk.ticket_history is 'A change is of the type created, status, priority, assignment, category, sla, satisfaction, reopened or merged.';
comment on constraint ticket_history_value_changed on helpdesk.ticket_history is 'A change of a value leaves another value than before.';

create index idx_ticket_history_ticket on helpdesk.ticket_history (tenant_id, ticket_id, created_at);

alter table helpdesk.ticket_history enable row level security;
alter table helpdesk.ticket_history force row level security;

create policy read_tenant on helpdesk.ticket_history for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on helpdesk.ticket_history to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on helpdesk.ticket_history to sluice_owner using (true) with check (true);

grant select on helpdesk.ticket_history to sluice_gateway;
grant select, insert, update on helpdesk.ticket_history to sluice_maintainer;

-- What no month has room for yet waits here: sluice.create_monthly_partition moves it out.
create table helpdesk.ticket_history_default partition of helpdesk.ticket_history default;
comment on table helpdesk.ticket_history_default is 'ticket_history: rows of months that have no partition yet.';
alter table helpdesk.ticket_history_default enable row level security;
alter table helpdesk.ticket_history_default force row level security;
create policy all_owner on helpdesk.ticket_history_default to sluice_owner using (true) with check (true);
