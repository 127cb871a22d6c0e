-- Until tokens were named in audit entries it did not return their id.
drop function if exists sluice.find_access_token(bytea);

create function sluice.find_access_token(p_token_hash bytea)
returns table (id uuid, tenant_id uuid, name text, scopes text[], expires_at timestamptz)
language sql stable strict security definer rows 1
set search_path = pg_catalog, pg_temp
as $$
  select t.id, t.tenant_id, t.name, t.scopes, t.expires_at
  from sluice.access_tokens as t
  where t.token_hash = p_token_hash
    and t.revoked_at is null
    and (t.expires_at is null or t.expires_at > now())
$$;

comment on function sluice.find_access_token(bytea) is
  'The live access token (neither revoked nor expired) with this SHA-256, or no row. The gateway''s only way to tokens.';
revoke all on function sluice.find_access_token(bytea) from public;
grant execute on function sluice.find_access_token(bytea) to sluice_gateway, sluice_maintainer;
