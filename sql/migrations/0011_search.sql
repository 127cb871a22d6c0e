set local role sluice_owner;

-- Languages ---------------------------------------------------------------------------------------------------------
-- A row's own language comes first, then its tenant's. They are codes such as en or pt-BR, as canned responses have them already;
-- sluice.search_configuration says which text-search configuration is meant.

alter table sluice.tenants
  add column search_language text not null default 'en',
  add constraint tenants_search_language_shape check (search_language ~ '^[a-z]{2,3}(-[A-Z]{2})?$');
comment on column sluice.tenants.search_language is 'The language of texts that do not say theirs, as in en or pt-BR: how they are searched.';
comment on constraint tenants_search_language_shape on sluice.tenants is 'A language is written as in en or pt-BR.';
grant update (search_language) on sluice.tenants to sluice_maintainer;

alter table helpdesk.tickets
  add column language text,
  add constraint tickets_language_shape check (language ~ '^[a-z]{2,3}(-[A-Z]{2})?$');
comment on column helpdesk.tickets.language is 'The language that subject and description are written in, as in en or pt-BR; null for the tenant''s.';
comment on constraint tickets_language_shape on helpdesk.tickets is 'A language is written as in en or pt-BR.';

alter table helpdesk.comments
  add column language text,
  add constraint comments_language_shape check (language ~ '^[a-z]{2,3}(-[A-Z]{2})?$');
comment on column helpdesk.comments.language is 'The language that the comment is written in, as in en or pt-BR; null for the tenant''s.';
comment on constraint comments_language_shape on helpdesk.comments is 'A language is written as in en or pt-BR.';

-- Sources -----------------------------------------------------------------------------------------------------------
-- What can be searched. No tenant's data; files below sql/search fill it.

create table sluice.search_sources (
  name text not null primary key,
  table_name text not null,
  time_column name not null,
  rows_function text not null
);
comment on table sluice.search_sources is 'One row per kind of searchable record.';
comment on column sluice.search_sources.name is 'The table''s qualified name, such as helpdesk.tickets; with a colon and a scope where it holds fields of that scope, too.';
comment on column sluice.search_sources.table_name is 'The table''s qualified name.';
comment on column sluice.search_sources.time_column is 'The column that says how recent a record is.';
comment on column sluice.search_sources.rows_function is 'The function that makes documents of a relation''s rows.';

-- Documents ---------------------------------------------------------------------------------------------------------
-- One row per searchable record, written by triggers in the transaction that writes the record. Not partitioned, so that one
-- look-up in one index searches everything. Each lexeme begins with its tenant's key: a look-up reads the postings of one tenant.

create table sluice.search_documents (
  tenant_id uuid not null references sluice.tenants (id),
  source text not null,
  id uuid not null,
  occurred_at timestamptz not null,
  language text not null,
  title text not null,
  status text,
  channel text,
  priority text,
  category text,
  organisation_id uuid,
  author_id uuid,
  vector tsvector not null,
  xid xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, source, id, occurred_at)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05,
  autovacuum_vacuum_insert_scale_factor = 0.05);
comment on table sluice.search_documents is 'One row per searchable record: its words, and what searches filter by.';
comment on column sluice.search_documents.tenant_id is 'The tenant that the record belongs to.';
comment on column sluice.search_documents.source is 'The kind of record: sluice.search_sources.name.';
comment on column sluice.search_documents.id is 'The record''s id.';
comment on column sluice.search_documents.occurred_at is 'The record''s time.';
comment on column sluice.search_documents.language is 'The language that its words were reduced to stems by.';
comment on column sluice.search_documents.title is 'What the record is called, cut to 200 characters.';
comment on column sluice.search_documents.status is 'The record''s status, where it has one.';
comment on column sluice.search_documents.channel is 'The record''s channel, where it has one.';
comment on column sluice.search_documents.priority is 'The record''s priority, where it has one.';
comment on column sluice.search_documents.category is 'The record''s category, where it has one.';
comment on column sluice.search_documents.organisation_id is 'The organisation that the record concerns, where there is one.';
comment on column sluice.search_documents.author_id is 'Who wrote it, where that is known.';
comment on column sluice.search_documents.vector is 'Its words, each behind the tenant''s key: sluice.document_vector.';
comment on column sluice.search_documents.xid is 'The transaction that made the document: pages of one search show what the first one''s snapshot showed.';

-- How common a word is decides the plan, so that many words are counted.
alter table sluice.search_documents alter column vector set statistics 300;

-- A long pending list would be read by every search.
create index idx_search_documents_vector_gin on sluice.search_documents using gin (vector)
  with (fastupdate = on, gin_pending_list_limit = 256);
create index idx_search_documents_time on sluice.search_documents (tenant_id, source, occurred_at, id);
create index idx_search_documents_title on sluice.search_documents (tenant_id, source, lower(title) text_pattern_ops);

alter table sluice.search_documents enable row level security;
alter table sluice.search_documents force row level security;
create policy all_owner on sluice.search_documents to sluice_owner using (true) with check (true);
-- Nothing for the gateway: it asks sluice.search and sluice.matching_documents.

-- The languages that a tenant's documents have. Its transaction is part of the key, so that no writer waits for another.
create table sluice.search_languages (
  tenant_id uuid not null references sluice.tenants (id),
  language text not null,
  xid xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, language, xid)
);
comment on table sluice.search_languages is 'The languages that a tenant''s documents have, or have had.';
comment on column sluice.search_languages.tenant_id is 'The tenant.';
comment on column sluice.search_languages.language is 'The language, as in en or pt-BR.';
comment on column sluice.search_languages.xid is 'The transaction that first wrote such a document.';

alter table sluice.search_languages enable row level security;
alter table sluice.search_languages force row level security;
create policy all_owner on sluice.search_languages to sluice_owner using (true) with check (true);

-- What sluice.search_candidates finds.
create type sluice.search_candidate as (
  source text,
  id uuid,
  occurred_at timestamptz,
  language text,
  status text,
  channel text,
  rank real,
  newest bigint,
  examined bigint
);
comment on type sluice.search_candidate is 'A document that a search has found; newest numbers those of its source from the newest on, and examined says how many were looked at for all of them.';
