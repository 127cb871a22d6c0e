create or replace function sluice.is_word_found(p_tenant uuid, p_sources text[], p_word text)
returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
  v_match constant tsquery := (select q.match from sluice.search_query(p_tenant, p_word, false, null) as q);
begin
  return v_match is not null and exists (
    select
    from (select d.tenant_id, d.source from sluice.search_documents as d where d.vector @@ v_match offset 0) as d
    where d.tenant_id = p_tenant and d.source = any (p_sources));
end
$$;

comment on function sluice.is_word_found(uuid, text[], text) is
  'Whether a tenant''s documents of these kinds have a word, now, in any of the tenant''s languages; by the index of words. The owner''s own.';
revoke all on function sluice.is_word_found(uuid, text[], text) from public;
