create or replace function sluice.matching_documents(
  p_text text, p_language text, p_source text, p_since timestamptz, p_until timestamptz)
returns table (id uuid, occurred_at timestamptz)
language plpgsql stable security definer rows 1000
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
set client_min_messages = warning
as $$
declare
  v_tenant constant uuid := (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
  v_match constant tsquery := (select q.match from sluice.search_query(v_tenant, p_text, false, p_language) as q);
begin
  if v_match is null then
    return;
  end if;
  if not (select s.is_complete from sluice.search_sources as s where s.name = p_source) then
    raise exception 'Some rows of % have no document yet.', p_source using errcode = 'SL001',
      hint = 'sluice migrate and sluice worker make them; "sluice search stats" shows how far it is.';
  end if;
  return query execute
    $sql$
      select d.id, d.occurred_at
      from sluice.search_documents as d
      -- Where words are common and the time is short, the documents of that time are fewer than those with the words.
      where d.vector @@ $2 and d.tenant_id = $1 and d.source = $3
        and ($4 is null or d.occurred_at >= $4) and ($5 is null or d.occurred_at < $5)
    $sql$
  using v_tenant, v_match, p_source, p_since, p_until;
end
$$;

comment on function sluice.matching_documents(text, text, text, timestamptz, timestamptz) is
  'All records of a source that a search of the current tenant finds, whatever their number, in a half-open range of time; null means no bound. Fails with SL001 while some have no document yet.';
revoke all on function sluice.matching_documents(text, text, text, timestamptz, timestamptz) from public;
grant execute on function sluice.matching_documents(text, text, text, timestamptz, timestamptz) to sluice_gateway;
