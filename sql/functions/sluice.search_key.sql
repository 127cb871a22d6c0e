create or replace function sluice.search_key(p_tenant uuid)
returns text
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  -- 24 bits: two tenants that share a key share postings, never hits, for documents are told apart by tenant as well.
  select translate(left(encode(decode(md5(p_tenant::text), 'hex'), 'base64'), 4), '+/', '-_')
$$;

comment on function sluice.search_key(uuid) is
  'The four characters that each lexeme of a tenant''s documents begins with. The owner''s own.';
revoke all on function sluice.search_key(uuid) from public;
