create or replace function sluice.search_query(
  p_tenant uuid, p_text text, p_is_prefix boolean, p_language text,
  out match tsquery, out rank tsquery, out headline jsonb)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key constant text := sluice.search_key(p_tenant);
  v_languages constant text[] := array(
    select distinct l.language from sluice.search_languages as l where l.tenant_id = p_tenant order by 1);
  v_language text;
  v_plain tsquery;
  v_keyed tsquery;
  v_positive tsquery;
  v_marker tsquery;
begin
  headline := '{}';
  foreach v_language in array v_languages loop
    continue when p_language is not null and v_language <> p_language and split_part(v_language, '-', 1) <> p_language;
    v_plain := sluice.parse_search(sluice.search_configuration(v_language), p_text, p_is_prefix);
    if numnode(v_plain) = 0 then
      -- Nothing but words that the language leaves out; a name may be one.
      v_plain := sluice.parse_search('pg_catalog.simple', p_text, p_is_prefix);
    end if;
    continue when numnode(v_plain) = 0;
    headline := headline || jsonb_build_object(v_language, v_plain::text);
    v_keyed := regexp_replace(v_plain::text, '''([^'']*)''', '''' || v_key || '\1''', 'g')::tsquery;
    -- What must not occur says nothing of how well a text fits, and ts_rank would take it for a word that is missing.
    v_positive := nullif(nullif(querytree(v_keyed), 'T'), '')::tsquery;
    rank := coalesce(rank || coalesce(v_positive, v_keyed), v_positive, v_keyed);
    -- Where one language is asked by the rules of another a stem would be missed, or a -not; where no word is demanded, the index
    -- would be read from one end to the other, all tenants' words.
    if cardinality(v_languages) > 1 or querytree(v_keyed) in ('', 'T') then
      v_marker := quote_literal(v_key || '|' || v_language)::tsquery;
      v_keyed := v_marker && v_keyed;
    end if;
    match := coalesce(match || v_keyed, v_keyed);
  end loop;
end
$$;

comment on function sluice.search_query(uuid, text, boolean, text) is
  'What somebody has typed, in each language that the tenant''s documents have: as the index knows it (match), for ranking, and in plain words by language; all null and {} where no word is left. The owner''s own.';
revoke all on function sluice.search_query(uuid, text, boolean, text) from public;
