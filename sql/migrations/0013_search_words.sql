-- Words of titles, to propose one in place of a word that nothing has.
--
-- Extensions are made by the role that connects, and may be there already, in any schema: sluice.similar_words looks where.

do $$
declare
  v_extension record;
begin
  for v_extension in
    select w.name, w.purpose, a.name is not null as is_available, n.nspname as schema_name
    from (values ('pg_trgm', 'similarity of words'), ('btree_gin', 'tenants in a GIN index')) as w (name, purpose)
    left join pg_catalog.pg_available_extensions as a on a.name = w.name
    left join pg_catalog.pg_extension as e on e.extname = w.name
    left join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
  loop
    if v_extension.schema_name is null then
      if not v_extension.is_available then
        raise exception 'The extension % (%) is not installed on this server.', v_extension.name, v_extension.purpose
          using errcode = 'feature_not_supported',
            hint = 'It is one of PostgreSQL''s own: install the package of its contrib modules, such as postgresql-contrib.';
      end if;
      if to_regnamespace('sluice_extensions') is null then
        create schema sluice_extensions;
        comment on schema sluice_extensions is 'Extensions that Sluice uses. No data.';
      end if;
      execute format('create extension %I schema sluice_extensions', v_extension.name);
      v_extension.schema_name := 'sluice_extensions';
    end if;
    if not has_schema_privilege('sluice_owner', v_extension.schema_name, 'usage') then
      execute format('grant usage on schema %I to sluice_owner', v_extension.schema_name);
    end if;
  end loop;
end
$$;

set local role sluice_owner;

-- Words -------------------------------------------------------------------------------------------------------------
-- Gathered in the background, so no writer waits. A word may be there whose last document is gone: whoever proposes one looks
-- first whether a document has it.

create table sluice.search_words (
  tenant_id uuid not null references sluice.tenants (id),
  source text not null,
  word text not null,
  documents bigint not null,
  round bigint not null,
  primary key (tenant_id, source, word),
  constraint search_words_documents_positive check (documents > 0)
) with (autovacuum_vacuum_scale_factor = 0.1);
comment on table sluice.search_words is 'The words of the documents'' titles, in lower case, of each tenant and kind of record.';
comment on column sluice.search_words.tenant_id is 'The tenant whose documents have the word.';
comment on column sluice.search_words.source is 'The kind of record: sluice.search_sources.name.';
comment on column sluice.search_words.word is 'The word.';
comment on column sluice.search_words.documents is 'How often it was met since the last gathering in full; a document that is changed is met again.';
comment on column sluice.search_words.round is 'The gathering in full that met it last.';
comment on constraint search_words_documents_positive on sluice.search_words is 'A word was met at least once.';

-- The name of the operator class says its schema, which is only known here.
do $$
begin
  execute format(
    'create index idx_search_words_word_gin on sluice.search_words using gin (tenant_id, word %I.gin_trgm_ops) with (fastupdate = off)',
    (select n.nspname from pg_catalog.pg_extension as e join pg_catalog.pg_namespace as n on n.oid = e.extnamespace where e.extname = 'pg_trgm'));
end
$$;

alter table sluice.search_words enable row level security;
alter table sluice.search_words force row level security;
create policy all_owner on sluice.search_words to sluice_owner using (true) with check (true);
-- Nothing for the gateway: it asks sluice.correct_query. Nothing for the maintainer: it calls sluice.gather_search_words.

-- Where the gathering stands. One row, no tenant's data.
create table sluice.search_gathering (
  is_only boolean not null default true primary key,
  gathered pg_snapshot,
  target pg_snapshot,
  after_xid xid8,
  after_id uuid,
  round bigint not null default 0,
  is_sweeping boolean not null default false,
  constraint search_gathering_is_only check (is_only)
);
comment on table sluice.search_gathering is 'How far the words of titles are gathered.';
comment on column sluice.search_gathering.is_only is 'True: there is one row.';
comment on column sluice.search_gathering.gathered is 'Documents of the transactions that it shows are gathered; null where none are.';
comment on column sluice.search_gathering.target is 'What is being gathered: documents of the transactions that this snapshot shows; null for nothing.';
comment on column sluice.search_gathering.after_xid is 'The last document that was gathered on the way there: its transaction; null before the first.';
comment on column sluice.search_gathering.after_id is 'Its id.';
comment on column sluice.search_gathering.round is 'How many times everything was gathered anew.';
comment on column sluice.search_gathering.is_sweeping is 'Whether words that the latest gathering in full has not met are to go when it is done.';
comment on constraint search_gathering_is_only on sluice.search_gathering is 'There is one row at most.';
insert into sluice.search_gathering default values;

-- New documents are found by their transaction, those of one transaction by their id.
create index idx_search_documents_new on sluice.search_documents (xid, id);

-- Past queries are suggested by how they begin. What is longer than a page of the index may hold is none.
create index idx_searches_suggest on sluice.searches (tenant_id, normalized_query text_pattern_ops, created_at)
  where has_result and not is_corrected and length(normalized_query) <= 100;

-- Indexes -----------------------------------------------------------------------------------------------------------
-- How large they are when they are new says how much of them is air later.

create table sluice.search_index_builds (
  index_name text not null primary key,
  built_at timestamptz not null default now(),
  size_bytes bigint not null,
  row_count bigint not null,
  constraint search_index_builds_counts_not_negative check (size_bytes >= 0 and row_count >= 0)
);
comment on table sluice.search_index_builds is 'The size of each index of the search when it was last rebuilt. No tenant''s data.';
comment on column sluice.search_index_builds.index_name is 'The index''s qualified name.';
comment on column sluice.search_index_builds.built_at is 'When it was rebuilt.';
comment on column sluice.search_index_builds.size_bytes is 'How large it was then.';
comment on column sluice.search_index_builds.row_count is 'How many rows its table had then, as the planner estimates.';
comment on constraint search_index_builds_counts_not_negative on sluice.search_index_builds is 'Nothing is smaller than nothing.';
