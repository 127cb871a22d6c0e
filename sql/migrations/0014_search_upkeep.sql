set local role sluice_owner;

-- Documents ---------------------------------------------------------------------------------------------------------

-- A record has a tenant already where it refers to one; looking it up again for each of its documents would tell nothing new.
alter table sluice.search_documents drop constraint search_documents_tenant_id_fkey;

-- Sources -----------------------------------------------------------------------------------------------------------
-- Where a source is installed over rows that are there, or comes to read other columns, their documents are made in batches
-- afterwards, while others read and write.

alter table sluice.search_sources
  add column trigger_function text not null,
  add column fingerprint text not null,
  add column is_complete boolean not null,
  add column indexed_until jsonb;
comment on column sluice.search_sources.trigger_function is 'The trigger function that keeps the documents.';
comment on column sluice.search_sources.fingerprint is 'What the documents are made of; where it changes, they are made again.';
comment on column sluice.search_sources.is_complete is 'Whether every row has its document: until then a search of this source may miss some.';
comment on column sluice.search_sources.indexed_until is 'Primary key of the last row that has its document, while they are being made; null before the first.';

-- The partitions whose rows have their documents: what is attached or detached behind Sluice's back shows as a difference to it.
create table sluice.search_partitions (
  table_name text not null,
  partition oid not null,
  primary key (table_name, partition)
);
comment on table sluice.search_partitions is 'The partitions of searchable tables that have their triggers and whose rows have their documents.';
comment on column sluice.search_partitions.table_name is 'The table''s qualified name.';
comment on column sluice.search_partitions.partition is 'The partition''s oid.';
