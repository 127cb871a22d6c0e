create or replace function sluice.parse_search(p_configuration regconfig, p_text text, p_is_prefix boolean)
returns tsquery
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  -- What sluice.document_vector leaves out of texts is left out here. Dashes in a row are punctuation; each would negate what the next
  -- one negates, and so deep PostgreSQL does not read.
  v_text text := regexp_replace(sluice.search_text(translate(p_text, '“”„«»', '"""""')), '-(\s*-)+', ' ', 'g');
  v_last text;
  v_head text;
  v_query tsquery;
begin
  if length(p_text) > 10000 then
    raise exception 'A search has at most 10,000 characters; this one has %.', length(p_text) using errcode = 'program_limit_exceeded';
  end if;
  if octet_length(v_text) > 2042 then
    -- No document has so long a word: sluice.document_vector.
    v_text := array_to_string(array(
      select w.word from regexp_split_to_table(v_text, '\s+') with ordinality as w (word, n) where octet_length(w.word) <= 2042 order by w.n), ' ');
  end if;
  -- The word that is being typed, unless it is finished, excluded or inside quotes.
  v_last := case when p_is_prefix and length(v_text) - length(replace(v_text, '"', '')) <> 1
    then substring(v_text from '(?:^|[\s!-,./:-@\[-`{-~])([^\s!-/:-@\[-`{-~]+)$') end;
  if v_last is null then
    return websearch_to_tsquery(p_configuration, v_text);
  end if;
  v_query := (quote_literal(lower(v_last)) || ':*')::tsquery || websearch_to_tsquery(p_configuration, '"' || v_last || '"');
  v_head := left(v_text, -length(v_last));
  if v_head ~* '[^\s]\s+or\s+$' then
    return websearch_to_tsquery(p_configuration, regexp_replace(v_head, 'or\s+$', '', 'i')) || v_query;
  end if;
  return websearch_to_tsquery(p_configuration, v_head) && v_query;
end
$$;

comment on function sluice.parse_search(regconfig, text, boolean) is
  'What somebody has typed as a tsquery: quotes, or, -not, and where it is a prefix the last word as the beginning of one. The owner''s own.';
revoke all on function sluice.parse_search(regconfig, text, boolean) from public;
