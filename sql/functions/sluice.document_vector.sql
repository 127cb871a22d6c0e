create or replace function sluice.document_vector(
  p_tenant uuid, p_language text, p_a text, p_b text, p_c text, p_d text, p_names text)
returns tsvector
language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp
-- A word of more than 2,047 bytes is left out, and whoever writes the record need not be told.
set client_min_messages = warning
as $$
declare
  -- A tsvector has a megabyte at most, and writing a record must not fail for what it says: of letters of four bytes, hyphenated so that
  -- each is a word and part of another, a character takes up to nine bytes with its key and place.
  c_title_length constant int := 10000;
  c_body_length constant int := 60000;
  -- Of 2,046 that a word of a tsvector may have the key takes four.
  c_word_bytes constant int := 2042;
  v_configuration constant regconfig := sluice.search_configuration(p_language);
  -- No word begins with a bar. It says the language, and stands between fields, five places behind what is before it, so that no phrase
  -- reaches from one field into the next, not even with four words in it that the language leaves out. Farther apart, ts_rank would make
  -- little of two words in two fields.
  v_bar constant tsvector := ('''|' || p_language || ''':5')::tsvector;
  v_vector tsvector := v_bar;
begin
  if p_names <> '' then
    -- A name is found by its words as they are, too, whatever the language makes of them.
    v_vector := v_vector || setweight(to_tsvector('simple', sluice.search_text(left(p_names, c_title_length))), 'A') || v_bar
      || setweight(to_tsvector(v_configuration, sluice.search_text(left(p_names, c_title_length))), 'A') || v_bar;
  end if;
  if p_a <> '' then
    v_vector := v_vector || setweight(to_tsvector(v_configuration, sluice.search_text(left(p_a, c_title_length))), 'A') || v_bar;
  end if;
  if p_b <> '' then
    v_vector := v_vector || setweight(to_tsvector(v_configuration, sluice.search_text(left(p_b, c_body_length))), 'B') || v_bar;
  end if;
  if p_c <> '' then
    v_vector := v_vector || setweight(to_tsvector(v_configuration, sluice.search_text(left(p_c, c_title_length))), 'C') || v_bar;
  end if;
  if p_d <> '' then
    v_vector := v_vector || setweight(to_tsvector(v_configuration, sluice.search_text(left(p_d, c_title_length))), 'D') || v_bar;
  end if;
  if greatest(octet_length(p_a), octet_length(p_b), octet_length(p_c), octet_length(p_d), octet_length(p_names)) > c_word_bytes then
    v_vector := ts_delete(v_vector, array(select w.lexeme from unnest(v_vector) as w where octet_length(w.lexeme) > c_word_bytes));
  end if;
  -- Words hold neither quotes nor blanks, so that a quote behind a blank begins one.
  return replace(' ' || v_vector::text, ' ''', ' ''' || sluice.search_key(p_tenant))::tsvector;
end
$$;

comment on function sluice.document_vector(uuid, text, text, text, text, text, text) is
  'The words of a document: texts of the weights A to D reduced to stems in its language, and names (weight A) also as they are, each word behind the tenant''s key. The owner''s own.';
revoke all on function sluice.document_vector(uuid, text, text, text, text, text, text) from public;
