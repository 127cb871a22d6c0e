create or replace function sluice.clean_search_index()
returns bigint
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  select gin_clean_pending_list('sluice.idx_search_documents_vector_gin')
$$;

comment on function sluice.clean_search_index() is
  'Puts the words of the latest documents from the index''s pending list, which each search reads, to their places. Returns how many pages went.';
revoke all on function sluice.clean_search_index() from public;
grant execute on function sluice.clean_search_index() to sluice_maintainer;
