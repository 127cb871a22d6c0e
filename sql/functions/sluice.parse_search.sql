create or replace function sluice.parse_search(p_configuration regconfig, p_text text, p_is_prefix boolean)
returns tsquery
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  -- What sluice.document_vector leaves out of texts is left out here. Dashes in a row are punctuation; each would negate what the next
  -- one negates, and so deep PostgreSQL does not read.
  v_text text := regexp_replace(translate(p_text, '''\', '  '), '-(\s*-)+', ' ', 'g');
  -- The word that is being typed, unless it is finished, excluded or inside quotes.
  v_last text := case when p_is_prefix and length(v_text) - length(replace(v_text, '"', '')) <> 1
    then substring(v_text from '(?:^|[^[:alnum:]-])([[:alnum:]]+)$') end;
  v_query tsquery;
begin
  if v_last is null then
    return websearch_to_tsquery(p_configuration, v_text);
  end if;
  v_query := (quote_literal(lower(v_last)) || ':*')::tsquery || websearch_to_tsquery(p_configuration, '"' || v_last || '"');
  return websearch_to_tsquery(p_configuration, left(v_text, -length(v_last))) && v_query;
end
$$;

comment on function sluice.parse_search(regconfig, text, boolean) is
  'What somebody has typed as a tsquery: quotes, or, -not, and where it is a prefix the last word as the beginning of one. The owner''s own.';
revoke all on function sluice.parse_search(regconfig, text, boolean) from public;
