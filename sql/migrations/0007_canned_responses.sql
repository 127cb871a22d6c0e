set local role sluice_owner;

-- Canned responses --------------------------------------------------------------------------------------------------
-- Answers that agents keep ready.

create table helpdesk.canned_responses (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  title text not null,
  body text not null,
  category text,
  language text not null default 'en',
  usage_count bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint canned_responses_title_not_blank check (btrim(title) <> ''),
  constraint canned_responses_language_shape check (language ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  constraint canned_responses_usage_count_not_negative check (usage_count >= 0),
  constraint canned_responses_updated_after_created check (updated_at >= created_at)
);
comment on table helpdesk.canned_responses is 'One row per prepared answer.';
comment on column helpdesk.canned_responses.tenant_id is 'The tenant that the row belongs to.';
comment on column helpdesk.canned_responses.id is 'The response''s id.';
comment on column helpdesk.canned_responses.title is 'What agents look it up by.';
comment on column helpdesk.canned_responses.body is 'The answer''s text.';
comment on column helpdesk.canned_responses.category is 'The kind of ticket it answers.';
comment on column helpdesk.canned_responses.language is 'The language it is written in, as in en or pt-BR.';
comment on column helpdesk.canned_responses.usage_count is 'How often it was used.';
comment on column helpdesk.canned_responses.created_at is 'When it was written.';
comment on column helpdesk.canned_responses.updated_at is 'When it was last changed.';
comment on constraint canned_responses_title_not_blank on helpdesk.canned_responses is 'A canned response has a title.';
comment on constraint canned_responses_language_shape on helpdesk.canned_responses is 'A language is written as in en or pt-BR.';
comment on constraint canned_responses_usage_count_not_negative on helpdesk.canned_responses is 'Nothing is used less than never.';
comment on constraint canned_responses_updated_after_created on helpdesk.canned_responses is 'A canned response is not changed before it is written.';

alter table helpdesk.canned_responses enable row level security;
alter table helpdesk.canned_responses force row level security;

create policy read_tenant on helpdesk.canned_responses for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on helpdesk.canned_responses to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on helpdesk.canned_responses to sluice_owner using (true) with check (true);

grant select on helpdesk.canned_responses to sluice_gateway;
grant select, insert, update on helpdesk.canned_responses to sluice_maintainer;
