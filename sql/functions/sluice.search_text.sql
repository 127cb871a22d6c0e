create or replace function sluice.search_text(p_text text)
returns text
language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
  -- They have a meaning in the text form of a tsvector and of a tsquery.
  c_quotes constant text := '''\';
  -- Where the database's locale is C, PostgreSQL takes each character past ASCII for a letter: a no-break space, a typographic quote or
  -- a mark of direction would be part of the word beside it, and the word would not be found.
  c_no_letters constant text := '[\u00a0-\u00a9\u00ab\u00ac\u00ae-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u061c\u1680\u180e'
    '\u2000-\u200b\u200e-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u3003\u3008-\u3020\ufe00-\ufe0f\ufeff\uff01-\uff0f\uff1a-\uff20'
    '\U0001f000-\U0001faff]';
begin
  if octet_length(p_text) = length(p_text) then
    return translate(p_text, c_quotes, '  ');
  end if;
  -- Two hyphens that are no minus, and one inside a word that is no part of it.
  return regexp_replace(translate(p_text, c_quotes || U&'\2010\2011\00AD', '  --'), c_no_letters, ' ', 'g');
end
$$;

comment on function sluice.search_text(text) is
  'A text with a blank for each character that is no part of a word, whatever the database''s locale takes it for. The owner''s own.';
revoke all on function sluice.search_text(text) from public;
